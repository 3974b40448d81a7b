//! Spending what is not there.

use std::{collections::BTreeMap, path::Path};

use anyhow::ensure;
use futures::{StreamExt as _, stream};
use openclaw_tests::{Creator, Running, topic};
use serde_json::json;

use super::Options;
use crate::{
    rows::Rows,
    stage::{ensure_balance, ledger_row, roomy, send, verify_ledger},
};

const SECTION: &str = "credit";
const PRICE: i64 = 20;

pub(super) async fn rows(binary: &Path, options: &Options, rows: &mut Rows) {
    at_once(binary, rows, 3, 10).await;
    if options.short {
        rows.not_run(
            SECTION,
            "1,000 starts at once with credit for 500",
            "left out by --short",
        );
    } else {
        at_once(binary, rows, 500, 1_000).await;
    }
    let program = roomy(binary);
    let running = program.serve().await;
    rows.attempt(SECTION, "a start with 0 credits", with_none(&running))
        .await;
    rows.attempt(
        SECTION,
        "negative, huge and fractional amounts",
        amounts(&running),
    )
    .await;
    rows.attempt(
        SECTION,
        "the edges of integers in cursors and limits",
        edges(&running),
    )
    .await;
    ledger_row(rows, SECTION, &program).await;
    running.kill().await;
}

async fn at_once(binary: &Path, rows: &mut Rows, credit_for: i64, starts: usize) {
    let program = roomy(binary).with(
        "OPENCLAW_CREDITS_AT_SIGN_UP",
        &(PRICE * credit_for).to_string(),
    );
    let running = program.serve().await;
    let tried = format!("{starts} starts at once with credit for {credit_for}");
    rows.attempt(SECTION, &tried, async {
        let creator = running.creator("spender").await;
        let of = statuses(&creator, starts).await;
        let expected = usize::try_from(credit_for)?;
        let refused = starts - expected;
        ensure!(
            of == BTreeMap::from([(201, expected), (402, refused)]),
            "{of:?}"
        );
        let spent = creator.history().await;
        ensure!(
            !spent
                .iter()
                .any(|line| line.ends_with(" -1") || line.contains(" -20 -")),
            "a balance was below zero: {spent:?}"
        );
        let told = verify_ledger(&program).await?;
        Ok(format!(
            "{expected} started, {refused} refused with 402. {told}"
        ))
    })
    .await;
    running.kill().await;
}

async fn statuses(creator: &Creator, starts: usize) -> BTreeMap<u16, usize> {
    let inputs = topic("커피");
    let answers = stream::iter(0..starts).map(|_| creator.start(&inputs));
    let mut answers = answers.buffer_unordered(starts.min(256));
    let mut of = BTreeMap::new();
    while let Some(answer) = answers.next().await {
        *of.entry(answer.status).or_default() += 1;
    }
    of
}

async fn with_none(running: &Running) -> anyhow::Result<String> {
    running.hurry().await;
    let creator = running.creator("penniless").await;
    for _ in 0..5 {
        let run = creator.started(&topic("커피")).await;
        creator.ended(&run).await;
    }
    ensure_balance(&creator, 0).await?;
    let problem = creator
        .start(&topic("커피"))
        .await
        .problem(402, "too_few_credits");
    ensure_balance(&creator, 0).await?;
    Ok(format!(
        "402, balance {}, price {}",
        problem["balance"], problem["price"]
    ))
}

async fn amounts(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("amounts").await;
    let mut tried = 0;
    for amount in [
        "-1",
        "0",
        "0.5",
        "1e999",
        "9007199254740992",
        "9223372036854775808",
        "\"1\"",
        "null",
    ] {
        for (path, body) in [
            (
                "/api/credits/prepare",
                format!(r#"{{"package":"starter","amount":{amount}}}"#),
            ),
            ("/api/credits/prepare", format!(r#"{{"package":{amount}}}"#)),
            (
                "/api/me/keys",
                format!(r#"{{"name":"k","scopes":["run"],"cap":{amount}}}"#),
            ),
            (
                "/api/agents/shorts-script/runs",
                format!(r#"{{"topic":"커피","seconds":{amount}}}"#),
            ),
            (
                "/api/agents/shorts-script/runs",
                format!(r#"{{"topic":"커피","price":{amount}}}"#),
            ),
        ] {
            // No cap at all is allowed; `null` says so.
            if amount == "null" {
                continue;
            }
            // A cap beyond every balance is one that a number can hold.
            let request = creator.request(reqwest::Method::POST, path);
            let request = request
                .header("content-type", "application/json")
                .body(body.clone());
            let answer = creator.send(request).await;
            ensure!(
                [400, 422].contains(&answer.status),
                "{body}: {}",
                answer.told()
            );
            tried += 1;
        }
    }
    ensure_balance(&creator, 100).await?;
    Ok(format!(
        "{tried} bodies refused with 400 or 422; the balance stays"
    ))
}

async fn edges(running: &Running) -> anyhow::Result<String> {
    let creator = running.creator("edges").await;
    let mut tried = 0;
    for value in [
        "-1",
        "0",
        "-0",
        "1",
        "2147483648",
        "4294967296",
        "9007199254740991",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "1e3",
        "0x10",
        "１",
    ] {
        for path in ["/api/credits/transactions", "/api/runs"] {
            for name in ["limit", "before"] {
                let answer = creator.get(&format!("{path}?{name}={value}")).await;
                ensure!([200, 422].contains(&answer.status), "{}", answer.told());
                tried += 1;
            }
        }
    }
    let idempotency = json!({ "topic": "커피" });
    let answer = send(
        &creator,
        "POST",
        "/api/agents/none/runs",
        Some(&idempotency),
    )
    .await?;
    ensure!(answer.status == 404, "{}", answer.told());
    ensure_balance(&creator, 100).await?;
    Ok(format!("{tried} addresses, each 200 or 422"))
}
