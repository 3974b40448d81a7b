//! How much one user may ask of the API, and that nobody else feels it.

use std::time::Duration;

use futures::future::join_all;
use openclaw_tests::{Answer, TestApp, Visitor, topic};
use reqwest::Method;

async fn limited() -> TestApp {
    TestApp::configured(|config| {
        config.limits.requests_per_minute = 60;
        config.limits.requests_at_once = 20;
        config.limits.streams_at_once = 2;
    })
    .await
}

/// A hundred requests at once.
async fn hundred(visitor: &Visitor, path: &str) -> Vec<Answer> {
    join_all((0..100).map(|_| visitor.get(path))).await
}

fn with_status(answers: &[Answer], status: u16) -> usize {
    let fitting = answers.iter().filter(|answer| answer.status == status);
    fitting.count()
}

#[tokio::test]
async fn a_hundred_rapid_requests_hit_the_limit_and_others_are_untouched() {
    let app = limited().await;
    let (greedy, other) = (app.creator("민지").await, app.creator("하늘").await);
    app.clock.advance(Duration::from_mins(1));
    let answers = hundred(&greedy, "/api/credits/balance").await;
    assert_eq!(with_status(&answers, 200), 20);
    assert_eq!(with_status(&answers, 429), 80);
    let refused = answers.into_iter().find(|answer| answer.status == 429);
    let refused = refused.unwrap();
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit-limit"), "20");
    assert_eq!(refused.header("ratelimit-remaining"), "0");
    refused.problem(429, "too_many_requests");

    let untouched = other.get("/api/credits/balance").await.expect(200);
    assert_eq!(untouched.header("ratelimit-remaining"), "19");
    drop(app.visitor().get("/api/packages").await.expect(200));
    // Pages are read by people.
    drop(greedy.get("/dashboard").await.expect(200));

    app.clock.advance(Duration::from_secs(1));
    let answers = hundred(&greedy, "/api/credits/balance").await;
    assert_eq!(with_status(&answers, 200), 1, "one a second");
    app.clock.advance(Duration::from_hours(1));
    let answers = hundred(&greedy, "/api/credits/balance").await;
    assert_eq!(with_status(&answers, 200), 20, "a pause fills the bucket");
    app.finish().await;
}

#[tokio::test]
async fn who_brings_no_token_or_a_made_up_one_is_counted_by_address() {
    let app = limited().await;
    let visitor = app.visitor();
    let made_up = async |number: u64| {
        let request = visitor.request(Method::GET, "/api/me");
        let token = format!("Bearer {number:064x}");
        let answer = visitor.send(request.header("authorization", token)).await;
        answer.status
    };
    let statuses = join_all((0..100).map(made_up)).await;
    let of = |status| statuses.iter().filter(|it| **it == status).count();
    assert_eq!((of(401), of(429)), (20, 80));
    assert_eq!(visitor.get("/api/packages").await.status, 429);
    app.finish().await;
}

#[tokio::test]
async fn who_guesses_tokens_is_refused_before_anything_is_looked_up() {
    let app = limited().await;
    let (creator, visitor) = (app.creator("민지").await, app.visitor());
    app.clock.advance(Duration::from_mins(1));
    let guess = async |number: u64| {
        let request = visitor.request(Method::GET, "/api/me");
        let token = format!("Bearer {number:064x}");
        visitor
            .send(request.header("authorization", token))
            .await
            .status
    };
    assert_eq!(guess(0).await, 401);
    drop(creator.get("/api/me").await.expect(200));
    for number in 1..20 {
        assert_eq!(guess(number).await, 401);
    }
    // From there, not even who signed in is looked up; a moment later they are.
    creator
        .get("/api/me")
        .await
        .problem(429, "too_many_requests");
    app.clock.advance(Duration::from_secs(1));
    drop(creator.get("/api/me").await.expect(200));
    app.finish().await;
}

#[tokio::test]
async fn the_history_as_a_file_is_limited_as_the_api_is() {
    let app = limited().await;
    let creator = app.creator("민지").await;
    app.clock.advance(Duration::from_mins(1));
    let answers = hundred(&creator, "/credits/history.csv").await;
    assert_eq!(
        (with_status(&answers, 200), with_status(&answers, 429)),
        (20, 80)
    );
    app.finish().await;
}

#[tokio::test]
async fn a_start_that_listens_takes_a_place_or_starts_nothing() {
    let app = limited().await;
    app.control().set_openai_pace(600_000);
    let creator = app.creator("민지").await;
    let first = creator.start_and_listen(&topic("커피")).await;
    let second = creator.start_and_listen(&topic("홍차")).await;
    let request = creator
        .request(Method::POST, "/api/agents/shorts-script/runs")
        .header("accept", "text/event-stream")
        .json(&topic("녹차"));
    creator.send(request).await.problem(429, "too_many_streams");
    assert_eq!(creator.history().await.len(), 3);
    drop((first, second));
    app.finish().await;
}

#[tokio::test]
async fn a_refused_start_costs_nothing() {
    let app = limited().await;
    let creator = app.creator("민지").await;
    hundred(&creator, "/api/me").await;
    let answer = creator.start(&topic("커피")).await;
    answer.problem(429, "too_many_requests");
    app.clock.advance(Duration::from_hours(1));
    assert_eq!(creator.history().await, ["SIGNUP_BONUS 100 100"]);
    app.finish().await;
}

#[tokio::test]
async fn what_the_gateway_tells_is_never_too_much() {
    let app = limited().await;
    let visitor = app.visitor();
    let send = async || {
        let request = visitor.request(Method::POST, "/api/webhooks/portone");
        visitor.send(request.body("{}")).await.status
    };
    for _ in 0..40 {
        assert_ne!(send().await, 429);
    }
    app.finish().await;
}

#[tokio::test]
async fn streams_of_events_are_capped_by_user_and_a_closed_one_makes_room() {
    let app = limited().await;
    app.control().set_openai_pace(600_000);
    let (creator, other) = (app.creator("민지").await, app.creator("하늘").await);
    let run = creator.started(&topic("커피")).await;
    let first = creator.events(&run, None).await;
    let second = creator.events(&run, None).await;
    let third = creator.get(&format!("/api/runs/{run}/events")).await;
    assert!(!third.header("retry-after").is_empty());
    third.problem(429, "too_many_streams");
    let others = other.started(&topic("홍차")).await;
    drop(other.events(&others, None).await);

    drop(first);
    // The server learns of it when it next writes: the run says nothing for long, so time passes.
    let again = async {
        loop {
            app.clock.advance(Duration::from_secs(15));
            let request = creator.request(Method::GET, &format!("/api/runs/{run}/events"));
            if request.send().await.unwrap().status() == 200 {
                break;
            }
        }
    };
    tokio::time::timeout(openclaw_tests::PATIENCE, again)
        .await
        .unwrap();
    drop(second);
    app.finish().await;
}
