//! What a buyer's browser may lie about.

use std::path::Path;

use anyhow::ensure;
use futures::future::join_all;
use openclaw_tests::{Creator, Running};
use serde_json::json;

use crate::{
    rows::Rows,
    stage::{ensure_balance, ledger_row, order_of, pay, roomy},
};

const SECTION: &str = "payment";

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let program = roomy(binary);
    let running = program.serve().await;
    for amount in [1, 9_899, 9_901, 1_000_000_000] {
        let tried = format!("an order of 9,900 won paid with {amount} won");
        rows.attempt(SECTION, &tried, tampered(&running, amount))
            .await;
    }
    rows.attempt(
        SECTION,
        "a payment id sent once and then again",
        again(&running),
    )
    .await;
    rows.attempt(
        SECTION,
        "a payment id sent 100 times at once",
        at_once(&running),
    )
    .await;
    rows.attempt(SECTION, "forged order ids", forged(&running))
        .await;
    rows.attempt(
        SECTION,
        "another user's order, by every route",
        anothers(&running),
    )
    .await;
    rows.attempt(SECTION, "a webhook that nobody signed", unsigned(&running))
        .await;
    ledger_row(rows, SECTION, &program).await;
    running.kill().await;
}

async fn tampered(running: &Running, amount: i64) -> anyhow::Result<String> {
    let buyer = running.creator(&format!("tamper{amount}")).await;
    let prepared = buyer.prepare("starter").await;
    pay(running, &prepared, &json!(amount)).await?;
    let answer = buyer.verify(&order_of(&prepared)?).await;
    ensure!(answer.status >= 400, "it was taken: {}", answer.told());
    let code = answer.json()["code"].clone();
    ensure!(code == "amount_mismatch", "{}", answer.told());
    ensure_balance(&buyer, 100).await?;
    Ok(format!(
        "{} {code}; no credit; the money goes back",
        answer.status
    ))
}

async fn bought(running: &Running, name: &str) -> anyhow::Result<(Creator, String)> {
    let buyer = running.creator(name).await;
    let prepared = buyer.prepare("starter").await;
    pay(running, &prepared, &prepared["amount"]).await?;
    Ok((buyer, order_of(&prepared)?))
}

async fn again(running: &Running) -> anyhow::Result<String> {
    let (buyer, order) = bought(running, "replay-once").await?;
    let first = buyer.verify(&order).await.ok();
    let second = buyer.verify(&order).await.ok();
    ensure!(first == second, "two answers: {first} and {second}");
    ensure_balance(&buyer, 1_200).await?;
    Ok("the same answer; 1,100 credits once".to_owned())
}

async fn at_once(running: &Running) -> anyhow::Result<String> {
    let (buyer, order) = bought(running, "replay-parallel").await?;
    let answers = join_all((0..100).map(|_| buyer.verify(&order))).await;
    let mut bodies: Vec<String> = answers
        .into_iter()
        .map(|answer| answer.ok().to_string())
        .collect();
    bodies.dedup();
    ensure!(
        bodies.len() == 1,
        "{} different answers: {bodies:?}",
        bodies.len()
    );
    ensure_balance(&buyer, 1_200).await?;
    Ok("100 equal answers 200; 1,100 credits once".to_owned())
}

async fn forged(running: &Running) -> anyhow::Result<String> {
    let attacker = running.creator("forger").await;
    let made_up = [
        "",
        "x",
        "' OR 1=1 --",
        "../../etc/passwd",
        "\u{0}",
        "oc_00000000000000000000",
    ];
    let long = "9".repeat(10_000);
    let mut statuses = Vec::new();
    for id in made_up.into_iter().chain([long.as_str()]) {
        let answer = attacker.verify(id).await;
        ensure!(
            [404, 422].contains(&answer.status),
            "{id:?}: {}",
            answer.told()
        );
        statuses.push(answer.status);
    }
    ensure_balance(&attacker, 100).await?;
    Ok(format!("{statuses:?}"))
}

async fn anothers(running: &Running) -> anyhow::Result<String> {
    let owner = running.creator("owner").await;
    let prepared = owner.prepare("starter").await;
    pay(running, &prepared, &prepared["amount"]).await?;
    let order = order_of(&prepared)?;
    let attacker = running.creator("attacker").await;
    let statuses = [
        attacker.verify(&order).await.status,
        attacker.get(&format!("/api/orders/{order}")).await.status,
        attacker
            .get(&format!("/api/orders/{order}/refund"))
            .await
            .status,
        attacker.ask_refund(&order).await.status,
        attacker.get(&format!("/orders/{order}")).await.status,
        attacker
            .post_form(&format!("/orders/{order}/check"), &[])
            .await
            .status,
    ];
    ensure!(statuses == [404; 6], "{statuses:?}");
    ensure_balance(&attacker, 100).await?;
    ensure_balance(&owner, 100).await?;
    drop(owner.verify(&order).await.ok());
    ensure_balance(&owner, 1_200).await?;
    Ok("404 six times; the owner's order is untouched and still completes".to_owned())
}

async fn unsigned(running: &Running) -> anyhow::Result<String> {
    let (buyer, order) = bought(running, "unsigned").await?;
    let body = json!({
        "type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z",
        "data": { "paymentId": order, "storeId": "x", "transactionId": "x" },
    });
    let answer = buyer.post("/api/webhooks/portone", &body).await;
    ensure!((400..500).contains(&answer.status), "{}", answer.told());
    ensure_balance(&buyer, 100).await?;
    Ok(format!("{}; nothing happened", answer.status))
}
