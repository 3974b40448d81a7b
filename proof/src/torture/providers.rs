//! Providers that are slow, cut off, lying and flapping: never a lost credit, never one too many.

use std::path::Path;

use anyhow::ensure;
use openclaw_tests::{Running, topic};
use serde_json::{Value, json};

use crate::{
    rows::Rows,
    stage::{control, ensure_balance, ledger_row, order_of, pay, roomy},
};

const SECTION: &str = "provider";

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let program = roomy(binary);
    let running = program.serve().await;
    running.hurry().await;
    for fault in [
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 429, "retry_after": 1}),
        json!({"kind": "slow", "ms": 1_500}),
        json!({"kind": "cut", "after": 3}),
        json!({"kind": "lost"}),
        json!({"kind": "malformed"}),
        json!({"kind": "refusal"}),
        json!({"kind": "incomplete"}),
        json!({"kind": "drift"}),
        json!({"kind": "failed"}),
    ] {
        let tried = format!("the first model: {}, once and then always", short(&fault));
        rows.attempt(SECTION, &tried, model(&running, &fault, &["openai"]))
            .await;
        let tried = format!("every model: {}, once and then always", short(&fault));
        let all = ["openai", "anthropic"];
        rows.attempt(SECTION, &tried, model(&running, &fault, &all))
            .await;
    }
    for fault in [
        json!({"kind": "status", "status": 503}),
        json!({"kind": "slow", "ms": 1_500}),
        json!({"kind": "cut", "after": 0}),
        json!({"kind": "malformed"}),
    ] {
        let tried = format!("YouTube: {}, always", short(&fault));
        rows.attempt(SECTION, &tried, youtube(&running, &fault))
            .await;
    }
    for fault in [
        json!({"kind": "status", "status": 500}),
        json!({"kind": "status", "status": 503}),
        json!({"kind": "slow", "ms": 1_500}),
        json!({"kind": "cut", "after": 0}),
        json!({"kind": "lost"}),
        json!({"kind": "malformed"}),
    ] {
        let tried = format!("PortOne: {}, while a payment is looked at", short(&fault));
        rows.attempt(SECTION, &tried, gateway(&running, &fault))
            .await;
    }
    let tried = "PortOne flaps: every second answer fails";
    rows.attempt(SECTION, tried, flapping(&running)).await;
    let tried = "PortOne lies about the amount, once";
    rows.attempt(SECTION, tried, lying(&running)).await;
    ledger_row(rows, SECTION, &program).await;
    running.kill().await;
}

/// A fault in a few words.
fn short(fault: &Value) -> String {
    let parts = fault.as_object().into_iter().flatten();
    let parts: Vec<String> = parts
        .map(|(_, value)| value.to_string().replace('"', ""))
        .collect();
    parts.join(" ")
}

async fn fail(running: &Running, service: &str, fault: &Value, times: u32) -> anyhow::Result<()> {
    let mut fault = fault.clone();
    fault["service"] = service.into();
    fault["times"] = times.into();
    control(running, "/faults", &fault).await.map(drop)
}

async fn heal(running: &Running) -> anyhow::Result<()> {
    let url = format!("{}/control/faults", running.sandbox);
    let visitor = running.visitor();
    let answer = visitor
        .send(visitor.request(reqwest::Method::DELETE, &url))
        .await;
    ensure!(answer.status == 200, "{}", answer.told());
    Ok(())
}

async fn model(running: &Running, fault: &Value, who: &[&str]) -> anyhow::Result<String> {
    let name = format!("{} models {}", who.len(), short(fault));
    let creator = running.creator(&name).await;
    let mut told = Vec::new();
    let mut balance = 100;
    for times in [1, 50] {
        for service in who {
            fail(running, service, fault, times).await?;
        }
        let run = creator.started(&topic("커피")).await;
        let ended = creator.ended(&run).await;
        heal(running).await?;
        if ended["status"] == "SUCCEEDED" {
            balance -= 20;
            ensure!(ended["result"].is_object(), "no result: {ended}");
        } else {
            ensure!(ended["failure"].is_string(), "no reason: {ended}");
        }
        ensure_balance(&creator, balance).await?;
        told.push(format!(
            "{times}×: {} {}",
            ended["status"], ended["failure"]
        ));
    }
    let run = creator.started(&topic("커피")).await;
    ensure!(
        creator.ended(&run).await["status"] == "SUCCEEDED",
        "it does not go on"
    );
    Ok(format!(
        "{}; credits as they should be; then it goes on",
        told.join(", ")
    ))
}

/// The trend analyzer finds its evidence, or fails and costs nothing.
async fn youtube(running: &Running, fault: &Value) -> anyhow::Result<String> {
    const PRICE: i64 = 10;
    let creator = running.creator(&format!("youtube {}", short(fault))).await;
    let path = "/api/agents/trend-analyzer/runs";
    // What was found once may be kept: each asks about something of its own.
    let niche = json!({ "niche": format!("자취 요리 {}", short(fault)) });
    fail(running, "youtube", fault, 1_000).await?;
    let started = creator.post(path, &niche).await;
    if started.status != 201 {
        heal(running).await?;
        ensure!(
            started.status < 500 || started.status == 503,
            "{}",
            started.told()
        );
        ensure_balance(&creator, 100).await?;
        return Ok(format!("refused with {}; nothing was paid", started.status));
    }
    let run = started.created()["id"].clone();
    let run = run.as_str().unwrap_or_default();
    let ended = creator.ended(run).await;
    heal(running).await?;
    let has_succeeded = ended["status"] == "SUCCEEDED";
    ensure!(has_succeeded || ended["failure"].is_string(), "{ended}");
    let left = if has_succeeded { 100 - PRICE } else { 100 };
    ensure_balance(&creator, left).await?;
    Ok(format!(
        "{} {}; {left} of 100 credits left",
        ended["status"], ended["failure"]
    ))
}

async fn gateway(running: &Running, fault: &Value) -> anyhow::Result<String> {
    let creator = running.creator(&format!("gateway {}", short(fault))).await;
    let prepared = creator.prepare("starter").await;
    pay(running, &prepared, &prepared["amount"]).await?;
    let order = order_of(&prepared)?;
    fail(running, "portone", fault, 1).await?;
    let first = creator.verify(&order).await;
    heal(running).await?;
    let then = creator.verify(&order).await.ok();
    ensure!(then["status"] == "COMPLETED", "{then}");
    ensure_balance(&creator, 1_200).await?;
    Ok(format!("answered {}, then COMPLETED once", first.status))
}

async fn flapping(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("flapping").await;
    let fault = json!({"kind": "status", "status": 502});
    let mut orders = 0;
    for _ in 0..6 {
        let prepared = creator.prepare("starter").await;
        pay(running, &prepared, &prepared["amount"]).await?;
        let order = order_of(&prepared)?;
        for _ in 0..2 {
            fail(running, "portone", &fault, 1).await?;
            drop(creator.verify(&order).await);
            heal(running).await?;
            drop(creator.verify(&order).await.ok());
        }
        orders += 1;
        ensure_balance(&creator, 100 + 1_100 * orders).await?;
    }
    Ok(format!("{orders} orders, each granted once"))
}

async fn lying(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("lied-to").await;
    let prepared = creator.prepare("starter").await;
    pay(running, &prepared, &prepared["amount"]).await?;
    let order = order_of(&prepared)?;
    fail(
        running,
        "portone",
        &json!({"kind": "amount", "by": -9_000}),
        1,
    )
    .await?;
    let first = creator.verify(&order).await;
    ensure!(first.status >= 400, "{}", first.told());
    heal(running).await?;
    let balance = creator.balance().await;
    ensure!([100, 1_200].contains(&balance), "{balance}");
    Ok(format!(
        "answered {}; {balance} credits; the money goes back or the credits came, never both",
        first.status
    ))
}
