//! One search for all who ask, counts read anew for next to nothing, and nothing kept too long.

use std::time::Duration;

use openclaw_domain::{
    time::DAY,
    trend::{Period, Shorts, TrendError, forget, look, refresh},
};
use openclaw_sandbox::{Fault, FaultKind, Service, YouTubeBucket};
use openclaw_tests::TestApp;

use super::{asked, begin_the_day, niche};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn one_search_serves_everybody_who_means_the_same() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    let first = look(app.world(), &niche("캠핑 요리")).await.unwrap();
    for text in ["#캠핑  요리", " 캠핑\t요리", "캠핑 요리"] {
        assert_eq!(look(app.world(), &niche(text)).await.unwrap(), first);
    }
    assert_eq!(first.searched_at, app.world().now());
    assert!(first.videos.len() >= 10, "{first:?}");
    let views: Vec<_> = first
        .videos
        .iter()
        .map(|video| video.counts.views)
        .collect();
    assert!(views.is_sorted_by(|a, b| a >= b), "{views:?}");
    for shorts in [Shorts::Likely, Shorts::Unlikely] {
        assert!(first.videos.iter().any(|video| video.shorts == shorts));
    }
    assert!(first.videos.iter().any(|video| video.subscribers.is_some()));
    assert_eq!(asked(&app, "/search"), 1);
    // Another period is another search, and another question.
    let month = openclaw_domain::trend::Niche::read("캠핑 요리", "KR", Period::Month).unwrap();
    let month = look(app.world(), &month).await.unwrap();
    assert!(month.videos.len() > first.videos.len());
    assert_eq!(asked(&app, "/search"), 2);
    assert_eq!(
        app.lines("SELECT text, period_days, asked FROM niche ORDER BY period_days")
            .await,
        ["캠핑 요리 7 4", "캠핑 요리 30 1"]
    );
    app.finish().await;
}

#[tokio::test]
async fn two_who_ask_at_once_share_a_search() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    let slow = Fault::once(Service::Youtube, FaultKind::Slow { ms: 200 });
    app.control().add_fault(slow).unwrap();
    let niche = niche("낚시");
    let looks = futures::future::join(look(app.world(), &niche), look(app.world(), &niche));
    let time = async {
        // Whoever waits looks again as time passes: as slowly as requests take, or counts grow old.
        loop {
            app.clock.advance(Duration::from_millis(1));
            let _ = app.visitor().get("/healthz").await.expect(200);
        }
    };
    tokio::select! {
        (one, two) = looks => assert_eq!(one.unwrap(), two.unwrap()),
        () = time => {}
    }
    assert_eq!(asked(&app, "/search"), 1);
    app.finish().await;
}

#[tokio::test]
async fn counts_are_read_anew_and_those_before_are_remembered() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    let first = look(app.world(), &niche("게임")).await.unwrap();
    app.advance(2 * HOUR);
    assert_eq!(look(app.world(), &niche("게임")).await.unwrap(), first);
    app.advance(2 * HOUR);
    let newer = look(app.world(), &niche("게임")).await.unwrap();
    assert_eq!(newer.searched_at, first.searched_at);
    assert_eq!(newer.counted_at, app.world().now());
    assert_eq!(newer.counted_before_at, Some(first.counted_at));
    for video in &newer.videos {
        let before = first
            .videos
            .iter()
            .find(|other| other.id == video.id)
            .unwrap();
        assert_eq!(video.views_before, before.counts.views);
        assert!(video.counts.views > video.views_before, "{video:?}");
    }
    assert_eq!(
        (asked(&app, "/search"), asked(&app, ":batchGetStats")),
        (1, 1)
    );
    // A new search remembers as well.
    app.advance(DAY);
    let newest = look(app.world(), &niche("게임")).await.unwrap();
    assert_eq!(newest.counted_before_at, Some(newer.counted_at));
    assert!(
        newest
            .videos
            .iter()
            .any(|video| video.views_before.is_some())
    );
    assert!(
        newest
            .videos
            .iter()
            .any(|video| video.views_before.is_none())
    );
    assert_eq!(asked(&app, "/search"), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_video_that_is_gone_at_youtube_is_gone_here() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    let first = look(app.world(), &niche("여행")).await.unwrap();
    app.advance(4 * HOUR);
    let gone = Fault::once(Service::Youtube, FaultKind::Gone);
    app.control().add_fault(gone).unwrap();
    let newer = look(app.world(), &niche("여행")).await.unwrap();
    assert_eq!(newer.videos.len(), first.videos.len().div_ceil(2));
    assert_eq!(look(app.world(), &niche("여행")).await.unwrap(), newer);
    app.finish().await;
}

#[tokio::test]
async fn what_cannot_be_had_leaves_the_old_answer_with_its_age() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    let old = look(app.world(), &niche("육아")).await.unwrap();
    app.advance(DAY + HOUR);
    app.control().set_youtube_quota(YouTubeBucket::Search, 0);
    app.control().set_youtube_quota(YouTubeBucket::Stats, 0);
    assert_eq!(look(app.world(), &niche("육아")).await.unwrap(), old);
    // YouTube said that nothing is left: nobody asks again today, and a niche without an answer has none.
    let searches = asked(&app, "/search");
    let error = look(app.world(), &niche("뷰티")).await.unwrap_err();
    assert!(matches!(error, TrendError::Quota { .. }), "{error:?}");
    assert_eq!(asked(&app, "/search"), searches);
    app.finish().await;
}

#[tokio::test]
async fn thirty_days_are_the_longest_that_anything_is_kept() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    look(app.world(), &niche("역사")).await.unwrap();
    app.advance(4 * HOUR);
    look(app.world(), &niche("역사")).await.unwrap();
    let videos = "SELECT COUNT(*) FROM niche_video";
    app.advance(27 * DAY + 19 * HOUR);
    assert_eq!(forget(app.world()).await.unwrap(), 0);
    assert!(app.count(videos).await > 0);
    app.advance(HOUR);
    // What is too old is not shown either, though nobody has deleted it yet.
    app.control().set_youtube_quota(YouTubeBucket::Search, 0);
    let error = look(app.world(), &niche("역사")).await.unwrap_err();
    assert!(matches!(error, TrendError::Quota { .. }), "{error:?}");
    assert_eq!(forget(app.world()).await.unwrap(), 1);
    assert_eq!(app.count(videos).await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM niche_snapshot").await, 0);
    // The niche stays as long as somebody cares.
    assert_eq!(app.count("SELECT COUNT(*) FROM niche").await, 1);
    app.advance(29 * DAY);
    forget(app.world()).await.unwrap();
    assert_eq!(app.count("SELECT COUNT(*) FROM niche").await, 0);
    assert_eq!(app.count("SELECT COUNT(*) FROM youtube_quota").await, 0);
    app.finish().await;
}

#[tokio::test]
async fn counts_from_before_go_when_their_time_is_over() {
    let app = TestApp::configured(|config| config.youtube.keep_days = 2).await;
    begin_the_day(&app);
    look(app.world(), &niche("재테크")).await.unwrap();
    app.advance(DAY + HOUR);
    look(app.world(), &niche("재테크")).await.unwrap();
    let before = "SELECT COUNT(*) FROM niche_video WHERE views_before IS NOT NULL";
    forget(app.world()).await.unwrap();
    assert!(app.count(before).await > 0);
    app.advance(DAY);
    forget(app.world()).await.unwrap();
    assert_eq!(app.count(before).await, 0);
    assert!(app.count("SELECT COUNT(*) FROM niche_video").await > 0);
    app.finish().await;
}

#[tokio::test]
async fn a_round_keeps_fresh_what_people_ask_for_and_then_the_presets() {
    let app = TestApp::configured(|config| {
        config.youtube.presets = Some(vec!["요리".to_owned(), "  ".to_owned(), "운동".to_owned()]);
    })
    .await;
    begin_the_day(&app);
    for _ in 0..3 {
        look(app.world(), &niche("고양이")).await.unwrap();
    }
    app.advance(DAY + 12 * HOUR);
    let done = refresh(app.world()).await.unwrap();
    assert_eq!((done.searched, done.counted), (3, 0));
    let order = "SELECT text FROM niche n JOIN niche_snapshot s ON s.niche_id = n.id
                 ORDER BY searched_at, text";
    assert_eq!(app.lines(order).await, ["고양이", "요리", "운동"]);
    // What is fresh is left alone, but for its counts.
    assert_eq!(refresh(app.world()).await.unwrap().searched, 0);
    app.advance(3 * HOUR);
    let done = refresh(app.world()).await.unwrap();
    assert_eq!((done.searched, done.counted), (0, 3));
    assert_eq!(
        app.lines("SELECT asked FROM niche WHERE text = '고양이'")
            .await,
        ["1"]
    );
    // After a week without a question only the presets are.
    app.advance(8 * DAY);
    assert_eq!(refresh(app.world()).await.unwrap().searched, 2);
    app.finish().await;
}
