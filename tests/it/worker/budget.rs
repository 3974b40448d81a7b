//! What the free plan allows a request: 50 statements, 10 ms of CPU.

use std::cell::Cell;

use openclaw_tests::{Answer, TestWorker, topic};

/// What the free plan allows, of statements and of milliseconds.
const STATEMENTS: u32 = 50;
const CPU_MS: f64 = 10.0;
/// A streamed run goes through workerd event by event; this is a hundredth of what the paid plan allows.
const STREAMED_CPU_MS: f64 = 300.0;
/// Each is asked so often, and the mean is taken.
const TIMES: u32 = 50;
const FEW: u32 = 10;
/// The requests to the Worker of `TestWorker::creator`.
const SIGN_IN: u32 = 6;

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

/// A run works in the request that started it: all its statements and calls count there.
#[tokio::test]
async fn a_whole_run_fits_the_subrequests_of_its_request() {
    let few = &[("OPENCLAW_WORKER_STATEMENTS", "40")];
    let Some(app) = TestWorker::configured(few).await else {
        return;
    };
    let creator = app.creator("민지").await;
    let before = app.control().requests(None).len();
    let events = creator.start_and_listen(&topic("커피")).await.rest().await;
    assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    let calls = app.control().requests(None).len() - before;
    println!("{calls:>3} calls outside, and no more than 40 statements: a whole run");
    assert!(calls <= 10, "{calls}");
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

/// The CPU time of workerd beyond what `/healthz` takes, which is its routing; its SQLite is included:
/// more than what Cloudflare counts, which is JavaScript and wasm alone.
#[tokio::test]
async fn a_request_takes_little_of_the_cpu_that_it_may() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let routing = routing(&app).await;
    for path in pages(&run) {
        let ask = async || drop(creator.get(&path).await.expect(200));
        let spent = measure(&app, TIMES, ask).await - routing;
        println!("{spent:>5.2} ms of CPU: GET {path}");
        assert!(spent < CPU_MS, "{path} took {spent:.2} ms of CPU");
    }
    app.finish().await;
}

/// A signature of the provider's is verified, a model's stream is read: what costs most.
#[tokio::test]
async fn what_is_more_than_a_page_fits_the_cpu_of_its_requests() {
    let Some(app) = TestWorker::start().await else {
        return;
    };
    let people = Cell::new(0);
    let sign_in = async || {
        people.set(people.get() + 1);
        app.creator(&format!("creator{}", people.get())).await
    };
    let routing = routing(&app).await;
    let whole = measure(&app, FEW, async || drop(sign_in().await)).await;
    let spent = whole - routing * f64::from(SIGN_IN);
    println!("{whole:>5.2} ms of CPU, routing included: somebody new signs in, {SIGN_IN} requests");
    assert!(spent < CPU_MS * f64::from(SIGN_IN), "{spent:.2} ms");
    let run = async || {
        let creator = sign_in().await;
        let events = creator.start_and_listen(&topic("커피")).await.rest().await;
        assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
    };
    let more = measure(&app, FEW, run).await - whole - routing;
    println!("{more:>5.2} ms of CPU: a run, from its start to its last event, 1 request");
    assert!(more < STREAMED_CPU_MS, "{more:.2} ms");
    app.finish().await;
}

/// What a request takes that asks for next to nothing.
async fn routing(app: &TestWorker) -> f64 {
    let visitor = app.visitor();
    let ask = async || drop(visitor.get("/healthz").await.expect(200));
    let spent = measure(app, TIMES, ask).await;
    println!("{spent:>5.2} ms of CPU: GET /healthz, which the figures below are without");
    spent
}

/// Milliseconds of CPU for one of so many.
async fn measure(app: &TestWorker, times: u32, ask: impl AsyncFn()) -> f64 {
    // Warm: what is compiled once is not counted.
    for _ in 0..times {
        ask().await;
    }
    let before = app.cpu();
    for _ in 0..times {
        ask().await;
    }
    let spent = app.cpu().checked_sub(before).unwrap();
    spent.as_secs_f64() * 1_000.0 / f64::from(times)
}
