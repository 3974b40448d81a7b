//! Killed in the middle of the work: what was acknowledged is there, and the ledger is sound.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream::FuturesUnordered};
use openclaw_tests::{Creator, topic};
use reqwest::Method;

use super::{program, told};

/// Clients that start runs without a pause.
const CLIENTS: usize = 8;
/// Acknowledged starts before the power goes.
const ENOUGH: usize = 150;

/// Asks for a run; the id when it was acknowledged.
async fn start(creator: &Creator) -> Option<String> {
    let request = creator.request(Method::POST, "/api/agents/shorts-script/runs");
    let response = request.json(&topic("커피")).send().await.ok()?;
    if response.status() != 201 {
        return None;
    }
    let text = response.text().await.ok()?;
    let body: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(body["id"].as_str()?.to_owned())
}

async fn started_by(creator: &Creator) -> (&Creator, Option<String>) {
    (creator, start(creator).await)
}

#[tokio::test]
async fn every_acknowledged_start_outlives_a_kill() {
    let program = program()
        .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000")
        .with("OPENCLAW_RUNS_PER_MINUTE", "100000")
        .with("OPENCLAW_RUNS_PER_HOUR", "100000")
        .with("OPENCLAW_RUNS_AT_ONCE", "100000");
    let running = program.serve().await;
    let mut creators = Vec::new();
    for number in 0..CLIENTS {
        creators.push(running.creator(&format!("client{number}")).await);
    }
    let mut acknowledged = BTreeSet::new();
    let mut under_way: FuturesUnordered<_> = creators.iter().map(started_by).collect();
    while acknowledged.len() < ENOUGH {
        let (creator, run) = under_way.next().await.unwrap();
        acknowledged.insert(run.expect("nothing refuses a start"));
        under_way.push(started_by(creator));
    }
    // Requests are under way, runs are half done.
    let (others, ()) = futures::join!(
        async {
            let mut others = BTreeSet::new();
            while let Some((_, run)) = under_way.next().await {
                others.extend(run);
            }
            others
        },
        running.kill(),
    );
    acknowledged.extend(others);

    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 0, "{said}");
    let rows = program.rows("SELECT id FROM agent_run").await;
    let kept: BTreeSet<String> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    let lost: Vec<&String> = acknowledged.difference(&kept).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");

    // It starts again on what is left, and everybody is still who they were.
    let running = program.serve().await;
    let creator = running.creator("client0").await;
    assert!(creator.balance().await < 1_000_000);
    drop(creator.start(&topic("홍차")).await.created());
    running.kill().await;
    let (code, said) = told(&program.run(&["ledger", "verify"]).await);
    assert_eq!(code, 0, "{said}");
}
