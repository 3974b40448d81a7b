//! A clock that ran years ahead, and is right again.

use std::time::Duration;

use openclaw_domain::{
    ahead,
    database::{Batch, Statement},
    job,
    time::DAY,
};
use openclaw_tests::TestApp;

const MINUTE: Duration = Duration::from_mins(1);

/// As if all of it had been written two years from now.
async fn written_ahead(app: &TestApp, sql: [&'static str; 3]) {
    let mut batch = Batch::new();
    for sql in sql {
        batch.push(Statement::new(sql).bind(app.world().now().plus(DAY * 730)));
    }
    app.world().database.write(batch).await.unwrap();
}

#[tokio::test]
async fn nothing_that_it_wrote_lasts_for_years() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    assert!(job::hold(app.world(), "payments", MINUTE).await.unwrap());
    job::note_done(app.world(), "payments").await.unwrap();
    written_ahead(
        &app,
        [
            "UPDATE session SET seen_at = ?1, expires_at = ?1 + 2592000000",
            "UPDATE job SET holder = 'gone', leased_until = ?1",
            "UPDATE job SET done_at = ?1",
        ],
    )
    .await;
    let held = job::hold(app.world(), "payments", MINUTE).await;
    assert!(!held.unwrap(), "somebody else holds it");
    ahead::mend(app.world()).await.unwrap();
    let held = job::hold(app.world(), "payments", MINUTE).await;
    assert!(held.unwrap(), "it passes on");
    let done = job::done_at(app.world(), "payments").await.unwrap();
    assert_eq!(done, Some(app.world().now()), "not in two years");
    drop(creator.get("/api/me").await.expect(200));
    app.advance(app.world().settings.session_life + DAY);
    drop(creator.get("/api/me").await.expect(401));
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_was_put_off_for_years_is_looked_at() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    written_ahead(
        &app,
        [
            "UPDATE payment_order SET next_look_at = ?1",
            "UPDATE payment_cancellation SET next_try_at = ?1",
            "UPDATE alert SET next_try_at = ?1",
        ],
    )
    .await;
    app.round().await;
    assert_eq!(creator.balance().await, 100, "nobody looks");
    ahead::mend(app.world()).await.unwrap();
    app.round().await;
    assert_eq!(creator.balance().await, 1_200, "it was paid");
    app.finish().await;
}

#[tokio::test]
async fn what_is_written_in_time_stays_as_it_is() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    drop(creator.prepare("starter").await);
    assert!(job::hold(app.world(), "payments", MINUTE).await.unwrap());
    job::note_done(app.world(), "payments").await.unwrap();
    let all = "SELECT expires_at || ' ' || leased_until || ' ' || done_at || ' ' || next_look_at
               FROM session, job, payment_order";
    let before = app.lines(all).await;
    assert_eq!(before.len(), 1);
    app.advance(MINUTE);
    ahead::mend(app.world()).await.unwrap();
    assert_eq!(app.lines(all).await, before);
    app.finish().await;
}
