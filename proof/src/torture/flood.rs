//! More of everything than there will be: webhooks that never stop, and runs that stream at once.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, future::join, stream};
use openclaw_tests::{Creator, Running, topic};
use serde_json::json;

use super::{Options, chart};
use crate::{
    report::Chart,
    rows::Rows,
    stage::{control, ensure_balance, now, open_files, order_of, pause, pay, roomy, verify_ledger},
};

const SECTION: &str = "flood";
const STARTS_AT_ONCE: usize = 64;
/// An agent's deadline is half a minute: slower than this, a model is given up.
const IN_TIME_MS: u64 = 22_000;

pub(super) async fn rows(
    binary: &Path,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let repeats = if options.short { 200 } else { 5_000 };
    let tried = format!("a webhook storm: one payment told {repeats} times");
    rows.attempt(SECTION, &tried, storm(binary, repeats)).await;
    // Two open files a run in the program: its watcher's connection and the model's.
    let most = usize::try_from(open_files().saturating_sub(400) / 2).unwrap_or(usize::MAX);
    let count = options.streams.min(most);
    let why = if count < options.streams {
        " (a process may open no more files here)"
    } else {
        ""
    };
    let tried = format!("{count} runs in flight, each watched{why}");
    let mut memory = Vec::new();
    let work = Box::pin(streams(binary, count, &mut memory));
    rows.attempt(SECTION, &tried, work).await;
    charts.push(chart(
        "the program's memory in MB while runs stream, twice a second",
        &memory,
    ));
}

async fn storm(binary: &Path, repeats: u32) -> anyhow::Result<String> {
    let program = roomy(binary);
    let running = program.serve().await;
    let creator = running.creator("stormed").await;
    let prepared = creator.prepare("starter").await;
    let order = order_of(&prepared)?;
    pay(&running, &prepared, &prepared["amount"]).await?;
    control(
        &running,
        &format!("/portone/payments/{order}/webhook"),
        &json!({}),
    )
    .await?;
    let url = format!("{}/control/portone/webhooks", running.sandbox);
    let sent = running.visitor().get(&url).await.ok();
    let webhook = sent["webhooks"][0]["id"]
        .as_str()
        .context("a webhook was sent")?
        .to_owned();
    let path = format!("/portone/webhooks/{webhook}/repeat");
    let times = json!({ "times": repeats });
    let flood = control(&running, &path, &times);
    let mut slowest = Duration::ZERO;
    let others = async {
        for _ in 0..20 {
            let clock = now();
            drop(creator.get("/api/credits/balance").await.expect(200));
            slowest = slowest.max(clock.elapsed());
        }
    };
    let (flooded, ()) = join(flood, others).await;
    flooded?;
    let verified = creator.verify(&order).await.ok();
    ensure!(verified["status"] == "COMPLETED", "{verified}");
    ensure_balance(&creator, 1_200).await?;
    running.kill().await;
    let told = verify_ledger(&program).await?;
    Ok(format!(
        "granted once; the slowest balance meanwhile took {slowest:?}. {told}"
    ))
}

async fn streams(binary: &Path, count: usize, memory: &mut Vec<f64>) -> anyhow::Result<String> {
    // The models' stand-ins in a process of their own: another one of ours brings them.
    let others = roomy(binary);
    let models = others.serve().await;
    let program = roomy(binary)
        .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000000")
        .with("OPENCLAW_STREAMS_AT_ONCE", "1000000")
        .with("OPENCLAW_CONNECTIONS", "1000000")
        .with("OPENCLAW_MODELS_MODERATION", "false")
        .with(
            "OPENCLAW_OPENAI_BASE_URL",
            &format!("{}/openai/v1", models.sandbox),
        );
    let running = program.serve().await;
    // Long enough that the last one starts before the first one ends, on a slow machine too.
    models
        .pace(u64::try_from(3_000 + 4 * count)?.min(IN_TIME_MS))
        .await;
    let creator = running.creator("watches-all").await;
    let before = running.memory_mb()?;
    let clock = now();
    let watched = watch_all(&creator, count);
    let (ends, ()) = join(watched, sample(&running, memory, count)).await;
    let took = clock.elapsed();
    let highest = memory.iter().copied().fold(0.0, f64::max);
    let (succeeded, failed) = ends?;
    ensure!(
        succeeded + failed == count,
        "{succeeded} and {failed} of {count} ended"
    );
    let expected = 1_000_000_000 - 20 * i64::try_from(succeeded)?;
    ensure_balance(&creator, expected).await?;
    running.kill().await;
    models.kill().await;
    let told = verify_ledger(&program).await?;
    Ok(format!(
        "{succeeded} succeeded, {failed} failed and refunded, in {took:.1?}; memory {before:.0} MB at rest, \
         {highest:.0} MB at most, without the stand-ins. {told}"
    ))
}

async fn watch_all(creator: &Creator, count: usize) -> anyhow::Result<(usize, usize)> {
    let inputs = topic("커피");
    let starts = stream::iter(0..count).map(|_| creator.started(&inputs));
    let runs: Vec<String> = starts.buffer_unordered(STARTS_AT_ONCE).collect().await;
    let watches = runs.iter().map(|run| async move {
        let events = creator.events(run, None).await.rest().await;
        events
            .last()
            .is_some_and(|last| last.data["status"] == "SUCCEEDED")
    });
    let ends: Vec<bool> = futures::future::join_all(watches).await;
    let succeeded = ends.iter().filter(|ended| **ended).count();
    Ok((succeeded, count - succeeded))
}

/// Until nothing streams any more.
async fn sample(running: &Running, memory: &mut Vec<f64>, count: usize) {
    let most = 40 + count / 100;
    for _ in 0..most {
        pause(Duration::from_millis(500)).await;
        match running.memory_mb() {
            Ok(now) => memory.push(now),
            Err(_) => return,
        }
        if memory.len() > 12
            && memory
                .iter()
                .rev()
                .take(4)
                .all(|it| (it - memory[memory.len() - 1]).abs() < 0.01)
        {
            return;
        }
    }
}
