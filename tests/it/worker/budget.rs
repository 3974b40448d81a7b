//! What the free plan allows a request: 50 statements, 10 ms of CPU.

use openclaw_tests::{Answer, Creator, TestWorker, topic};

/// What the free plan allows, of statements and of milliseconds.
const STATEMENTS: u32 = 50;
const CPU_MS: f64 = 10.0;
/// Each is asked so often, and the mean is taken.
const TIMES: u32 = 50;

fn statements(answer: &Answer) -> u32 {
    answer.header("x-openclaw-statements").parse().unwrap()
}

#[tokio::test]
async fn no_request_comes_near_the_limit_of_statements() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let mut told = vec![
        ("POST /api/credits/verify", creator.verify(order).await),
        (
            "POST /api/agents/{id}/runs",
            creator.start(&topic("홍차")).await,
        ),
    ];
    let refund = creator.ask_refund(order).await;
    told.push(("POST /api/orders/{id}/refund", refund));
    for path in pages(&run) {
        told.push(("GET", creator.get(&path).await));
    }
    for (what, answer) in told {
        assert!(answer.status < 300, "{}", answer.told());
        let statements = statements(&answer);
        let written = answer.header("x-openclaw-rows-written");
        println!(
            "{statements:>3} statements, {written:>3} rows written: {what} {}",
            answer.path
        );
        assert!(statements < STATEMENTS / 2, "{}", answer.told());
    }
    app.finish().await;
}

/// What people look at.
fn pages(run: &str) -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/dashboard",
        "/credits",
        "/runs",
        "/agents/shorts-script",
    ]
    .map(str::to_owned)
    .into();
    pages.extend(
        [
            "/api/me",
            "/api/credits/balance",
            "/api/credits/transactions",
        ]
        .map(str::to_owned),
    );
    pages.push(format!("/runs/{run}"));
    pages.push(format!("/api/runs/{run}"));
    pages
}

/// The CPU time of workerd, its own routing and its SQLite included, divided by the requests: more
/// than what Cloudflare counts, which is JavaScript and wasm alone.
#[tokio::test]
async fn a_request_takes_little_of_the_cpu_that_it_may() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    measure(&app, &creator, "/healthz").await;
    for path in pages(&run) {
        let spent = measure(&app, &creator, &path).await;
        assert!(spent < CPU_MS, "{path} took {spent:.2} ms of CPU");
    }
    app.finish().await;
}

/// Milliseconds of CPU for one request.
async fn measure(app: &TestWorker, creator: &Creator, path: &str) -> f64 {
    // Warm: what is compiled once is not counted.
    for _ in 0..TIMES {
        drop(creator.get(path).await.expect(200));
    }
    let before = app.cpu();
    for _ in 0..TIMES {
        drop(creator.get(path).await.expect(200));
    }
    let spent = app.cpu().checked_sub(before).unwrap().as_secs_f64() * 1_000.0 / f64::from(TIMES);
    println!("{spent:.2} ms of CPU: GET {path}");
    spent
}
