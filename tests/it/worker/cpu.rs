//! What requests take of the CPU, of which the free plan allows 10 ms. The platform counts what the site's isolate
//! takes: samples by V8's own profiler tell how much that is, where nothing else runs on the machine. What the
//! tests hold to is the CPU time of workerd's one thread, whatever else runs: D1 and R2, which the platform runs
//! elsewhere, are in it.

use std::{cell::Cell, time::Duration};

use futures::future::join_all;
use openclaw_tests::{Creator, TestWorker, topic};

use super::looked_at;

/// Beyond this a test fails: what the platform allows, and half as much again for D1 and R2.
const ALLOWED_MS: f64 = 15.0;
/// More than an answer that asks nothing takes while nothing else runs (`docs/deploy/cloudflare.md`): a machine
/// that takes longer for it is busy, and takes as much longer for everything.
const ROUTING_MS: f64 = 3.6;
/// The same for a run: a hundredth of what the paid plan allows.
const RUN_MS: f64 = 300.0;
/// How long a run's model writes.
const PACE_MS: u64 = 5_000;
/// Each is asked so often, and the mean is taken.
const TIMES: u32 = 50;
/// How often as many are asked before.
const WARMED: u32 = 2;
const FEW: u32 = 10;
/// The requests to the Worker of `TestWorker::creator`.
const SIGN_IN: u32 = 6;

#[tokio::test]
async fn a_page_or_an_answer_takes_less_than_a_request_may() {
    let Some(app) = TestWorker::direct().await else {
        return;
    };
    let creator = app.creator("민지").await;
    for _ in 0..3 {
        let run = creator.started(&topic("커피")).await;
        creator.ended(&run).await;
    }
    let run = creator.started(&topic("홍차")).await;
    creator.ended(&run).await;
    let ask = async || drop(creator.get("/healthz").await.expect(200));
    let routing = measured(&app, "GET /healthz", TIMES, ask).await;
    let allowed = ALLOWED_MS * (routing / ROUTING_MS).max(1.0);
    for path in looked_at(&run) {
        let ask = async || drop(creator.get(&path).await.expect(200));
        let what = format!("GET {}", path.replace(&run, "{id}"));
        let spent = measured(&app, &what, TIMES, ask).await - routing;
        assert!(spent < allowed, "{what} took {spent:.2} ms");
    }
    let people = Cell::new(0);
    let sign_in = async || {
        people.set(people.get() + 1);
        drop(app.creator(&format!("creator{}", people.get())).await);
    };
    let what = format!("somebody new signs in, {SIGN_IN} requests");
    let spent = measured(&app, &what, FEW, sign_in).await;
    assert!(
        spent < (allowed + routing) * f64::from(SIGN_IN),
        "{spent:.2} ms"
    );
    app.finish().await;
}

#[tokio::test]
async fn a_run_takes_little_however_many_pieces_its_text_comes_in() {
    let Some(app) = TestWorker::direct().await else {
        return;
    };
    let mut creators = Vec::new();
    for number in 0..FEW {
        creators.push(app.creator(&format!("creator{number}")).await);
    }
    let runs = async |listening: bool| {
        let run = async |creator: &Creator| {
            if listening {
                let events = creator.start_and_listen(&topic("커피")).await.rest().await;
                assert_eq!(events.last().unwrap().data["status"], "SUCCEEDED");
                return events.len();
            }
            let run = creator.started(&topic("커피")).await;
            assert_eq!(creator.ended(&run).await["status"], "SUCCEEDED");
            0
        };
        join_all(creators.iter().map(run)).await
    };
    // Warm: what is compiled once is not counted.
    runs(true).await;
    for (pace, listening) in [(PACE_MS, true), (PACE_MS, false), (0, true)] {
        app.control().set_openai_pace(pace);
        let ((told, cpu), at_work) = app.at_work(app.cpu(runs(listening))).await;
        let most = told.into_iter().max().unwrap_or_default();
        let how = if listening {
            format!("told in {most} events")
        } else {
            "asked for until it ends".to_owned()
        };
        let what = format!("a run, written in {pace} ms, {how}");
        let cpu = tell(&what, FEW, at_work, cpu);
        assert!(cpu < RUN_MS, "{what}: {cpu:.2} ms");
    }
    app.finish().await;
}

/// Milliseconds of workerd's CPU for one of so many.
async fn measured(app: &TestWorker, what: &str, times: u32, ask: impl AsyncFn()) -> f64 {
    let all = async || {
        for _ in 0..times {
            ask().await;
        }
    };
    // Warm: what is compiled once is not counted.
    for _ in 0..WARMED {
        all().await;
    }
    let ((), at_work) = app.at_work(all()).await;
    let ((), cpu) = app.cpu(all()).await;
    tell(what, times, at_work, cpu)
}

/// Prints what one of so many took, in milliseconds; that of the CPU.
fn tell(what: &str, times: u32, at_work: f64, cpu: Duration) -> f64 {
    let at_work = at_work / f64::from(times);
    let cpu = cpu.as_secs_f64() * 1_000.0 / f64::from(times);
    println!("{at_work:>6.2} ms in the isolate, {cpu:>6.2} of CPU: {what}");
    cpu
}
