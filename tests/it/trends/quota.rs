//! A hundred searches a day for everybody: no two processes overspend it, and what nobody has asked
//! about before gets its share.

use std::{sync::Arc, time::Duration};

use openclaw_domain::{
    time::DAY,
    trend::{TrendError, look, refresh},
};
use openclaw_sandbox::{Fault, FaultKind, Service, YouTubeBucket};
use openclaw_tests::TestApp;

use super::{asked, begin_the_day, niche, searches_fail, searches_left};

fn out<T: std::fmt::Debug>(answer: Result<T, TrendError>) -> bool {
    matches!(answer, Err(TrendError::Quota { .. }))
}

#[tokio::test]
async fn two_processes_never_spend_more_than_there_is() {
    let app = TestApp::configured(|config| {
        config.youtube.search_quota = 5;
        config.youtube.search_reserve = 0;
    })
    .await;
    begin_the_day(&app);
    let other = app.second_process(&app.clock);
    let looks = (0..12).map(|number| {
        let world = if number % 2 == 0 { app.world() } else { &other };
        let world = Arc::clone(world);
        async move { look(&world, &niche(&format!("주제 {number}"))).await }
    });
    let answers = futures::future::join_all(looks).await;
    let refused = answers
        .into_iter()
        .filter(|answer| out(answer.clone()))
        .count();
    assert_eq!((asked(&app, "/search"), refused), (5, 7));
    assert_eq!(
        app.lines("SELECT used, allowed FROM youtube_quota WHERE bucket = 'SEARCH'")
            .await,
        ["5 5"]
    );
    assert_eq!(searches_left(&other).await, 0);
    // Midnight in California fills it.
    begin_the_day(&app);
    look(&other, &niche("주제 100")).await.unwrap();
    assert_eq!(searches_left(app.world()).await, 4);
    app.finish().await;
}

#[tokio::test]
async fn the_reserve_is_for_niches_that_have_no_answer_yet() {
    let app = TestApp::configured(|config| {
        config.youtube.search_quota = 4;
        config.youtube.search_reserve = 2;
    })
    .await;
    begin_the_day(&app);
    let old = look(app.world(), &niche("뷰티")).await.unwrap();
    app.advance(DAY + Duration::from_mins(1));
    for text in ["낚시", "등산"] {
        look(app.world(), &niche(text)).await.unwrap();
    }
    // Two are used, two are reserved: an old answer has to do.
    let again = look(app.world(), &niche("뷰티")).await.unwrap();
    assert_eq!(again.searched_at, old.searched_at);
    for text in ["서핑", "바둑"] {
        look(app.world(), &niche(text)).await.unwrap();
    }
    assert!(out(look(app.world(), &niche("자수")).await));
    app.finish().await;
}

#[tokio::test]
async fn rounds_spread_over_the_day_and_leave_the_reserve_alone() {
    let app = TestApp::configured(|config| {
        config.youtube.search_quota = 10;
        config.youtube.search_reserve = 4;
        config.youtube.search_hours = 1;
        config.youtube.presets = Some((0..20).map(|number| format!("취미 {number}")).collect());
    })
    .await;
    begin_the_day(&app);
    let mut searched = Vec::new();
    for _ in 0..4 {
        refresh(app.world()).await.unwrap();
        searched.push(asked(&app, "/search"));
        app.advance(Duration::from_hours(6) - Duration::from_mins(1));
    }
    refresh(app.world()).await.unwrap();
    searched.push(asked(&app, "/search"));
    assert_eq!(searched, [0, 1, 2, 4, 5]);
    for number in 0..5 {
        look(app.world(), &niche(&format!("새 주제 {number}")))
            .await
            .unwrap();
    }
    assert!(out(look(app.world(), &niche("하나 더")).await));
    app.finish().await;
}

#[tokio::test]
async fn what_youtube_counts_otherwise_is_believed() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    app.control().set_youtube_quota(YouTubeBucket::Search, 1);
    look(app.world(), &niche("요리")).await.unwrap();
    assert_eq!(searches_left(app.world()).await, 99);
    assert!(out(look(app.world(), &niche("운동")).await));
    assert_eq!(searches_left(app.world()).await, 0);
    assert!(out(look(app.world(), &niche("게임")).await));
    assert_eq!(asked(&app, "/search"), 2);
    app.finish().await;
}

#[tokio::test]
async fn a_failure_that_may_pass_is_tried_once_more_and_charged_again() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    for (times, works) in [(1, true), (2, false)] {
        searches_fail(&app, 503, None, times);
        let before = searches_left(app.world()).await;
        let wanted = niche(&format!("주제 {times}"));
        let time = async {
            loop {
                app.clock.advance(Duration::from_millis(1));
                tokio::task::yield_now().await;
            }
        };
        let answer = tokio::select! {
            answer = look(app.world(), &wanted) => answer,
            () = time => unreachable!(),
        };
        assert_eq!(answer.is_ok(), works, "{answer:?}");
        assert_eq!(before - searches_left(app.world()).await, 2);
    }
    let wrong = FaultKind::Status {
        status: 400,
        code: Some("keyInvalid".to_owned()),
        retry_after: None,
    };
    app.control()
        .add_fault(Fault::once(Service::Youtube, wrong))
        .unwrap();
    let refused = look(app.world(), &niche("다른 주제")).await;
    assert!(
        matches!(refused, Err(TrendError::Misconfigured(_))),
        "{refused:?}"
    );
    app.finish().await;
}
