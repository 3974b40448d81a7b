//! What YouTube fails at: one niche does not hold up the others, and nobody repeats what just failed.

use std::time::Duration;

use openclaw_domain::trend::{TrendError, look, refresh};
use openclaw_tests::TestApp;

use super::{asked, begin_the_day, niche, searches_fail};

/// What it comes to while time passes as slowly as requests take.
async fn passing<T>(app: &TestApp, work: impl Future<Output = T>) -> T {
    let time = async {
        loop {
            app.clock.advance(Duration::from_millis(1));
            let _ = app.visitor().get("/healthz").await.expect(200);
        }
    };
    tokio::select! {
        done = work => done,
        () = time => unreachable!(),
    }
}

#[tokio::test]
async fn a_niche_that_fails_is_left_for_the_next_round_and_the_others_have_their_turn() {
    let app = TestApp::configured(|config| {
        config.youtube.presets = Some(vec!["요리".to_owned(), "운동".to_owned()]);
    })
    .await;
    begin_the_day(&app);
    app.advance(Duration::from_hours(12));
    searches_fail(&app, 503, None, 2);
    let done = passing(&app, refresh(app.world())).await.unwrap();
    assert_eq!(done.searched, 1);
    assert_eq!(asked(&app, "/search"), 3);
    let done = passing(&app, refresh(app.world())).await.unwrap();
    assert_eq!(done.searched, 1);
    // A key that is refused is refused for all of them.
    app.advance(Duration::from_hours(30));
    searches_fail(&app, 400, Some("keyInvalid"), 1);
    let refused = passing(&app, refresh(app.world())).await;
    assert!(
        matches!(refused, Err(TrendError::Misconfigured(_))),
        "{refused:?}"
    );
    app.finish().await;
}

#[tokio::test]
async fn who_waited_for_a_search_that_failed_does_not_repeat_it() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    searches_fail(&app, 503, None, 2);
    let niche = niche("낚시");
    let looks = futures::future::join(look(app.world(), &niche), look(app.world(), &niche));
    let (one, two) = passing(&app, looks).await;
    for answer in [one, two] {
        assert!(
            matches!(answer, Err(TrendError::Unavailable(_))),
            "{answer:?}"
        );
    }
    assert_eq!(asked(&app, "/search"), 2);
    app.finish().await;
}

#[tokio::test]
async fn too_much_in_a_minute_is_tried_once_more() {
    let app = TestApp::start().await;
    begin_the_day(&app);
    searches_fail(&app, 403, Some("rateLimitExceeded"), 1);
    let found = passing(&app, look(app.world(), &niche("낚시"))).await;
    assert!(!found.unwrap().videos.is_empty());
    assert_eq!(asked(&app, "/search"), 2);
    app.finish().await;
}
