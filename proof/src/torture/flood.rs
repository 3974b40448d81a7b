//! More of everything than there will be: webhooks that never stop, and runs that stream at once.

use std::{path::Path, pin::pin, time::Duration};

use anyhow::{Context as _, ensure};
use futures::{
    StreamExt as _,
    future::{Either, join, select, try_join_all},
    stream,
};
use openclaw_domain::agent::builtin;
use openclaw_tests::{Creator, Program, Running, topic};
use reqwest::Method;
use serde_json::json;

use super::{Options, chart};
use crate::{
    report::Chart,
    rows::Rows,
    stage::{control, ensure_balance, now, open_files, order_of, pause, pay, roomy, verify_ledger},
};

const SECTION: &str = "flood";
const STARTS_AT_ONCE: usize = 64;
/// What a model takes longer for each run of the crowd: what two cores need to start and stream one.
const MS_A_RUN: u64 = 15;
/// How long one is watched.
const PATIENCE: Duration = Duration::from_mins(10);

pub(super) async fn rows(
    binary: &Path,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let repeats = if options.short { 200 } else { 5_000 };
    let tried = format!("a webhook storm: one payment told {repeats} times");
    rows.attempt(SECTION, &tried, storm(binary, repeats)).await;
    let crowd = Crowd::of(options.streams, open_files());
    let tried = format!(
        "{} runs in flight at once, {} of them watched (a process may open {} files here)",
        crowd.runs,
        crowd.watched,
        open_files()
    );
    let mut memory = Vec::new();
    let work = Box::pin(streams(binary, &crowd, &mut memory));
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

/// How many runs, and how many who watch them.
struct Crowd {
    runs: usize,
    watched: usize,
}

impl Crowd {
    /// Each run takes an open file of the program for its model, and one for its watcher if it has one;
    /// the rest of the program takes a few.
    fn of(wanted: usize, open_files: u64) -> Self {
        let files = usize::try_from(open_files.saturating_sub(600)).unwrap_or(usize::MAX);
        let runs = wanted.min(files);
        Self {
            runs,
            watched: runs.min(files - runs),
        }
    }
}

/// Our own agents, with time enough for all of these runs on two cores.
fn patient_agents(folder: &Path) -> anyhow::Result<String> {
    for agent in builtin() {
        let folder = folder.join(&agent.folder);
        std::fs::create_dir_all(&folder)?;
        for (name, text) in agent.files {
            let text = text.replace("deadline_seconds = 30", "deadline_seconds = 600");
            std::fs::write(folder.join(name), text)?;
        }
    }
    Ok(folder.to_string_lossy().into_owned())
}

async fn streams(binary: &Path, crowd: &Crowd, memory: &mut Vec<f64>) -> anyhow::Result<String> {
    // The models' stand-ins in a process of their own: another one of ours brings them.
    let others = roomy(binary);
    let models = others.serve().await;
    let program = roomy(binary);
    let agents = patient_agents(&program.folder().join("agents"))?;
    let program = program
        .with("OPENCLAW_AGENTS", &agents)
        .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000000")
        .with("OPENCLAW_STREAMS_AT_ONCE", "1000000")
        .with("OPENCLAW_CONNECTIONS", "1000000")
        .with("OPENCLAW_MODELS_MODERATION", "false")
        .with("OPENCLAW_MODELS_SILENCE_SECONDS", "100")
        .with(
            "OPENCLAW_OPENAI_BASE_URL",
            &format!("{}/openai/v1", models.sandbox),
        );
    let running = program.serve().await;
    // Long enough that the last one starts before the first one ends.
    let pace = 3_000 + MS_A_RUN * u64::try_from(crowd.runs)?;
    models.slow_pace(pace).await;
    let creator = running.creator("watches-all").await;
    let before = running.memory_mb()?;
    let clock = now();
    let mut most = 0;
    let ends = {
        let sampled = sample(&program, &running, memory, &mut most);
        match select(pin!(watch_all(&creator, crowd)), pin!(sampled)).await {
            Either::Left((ends, _)) => ends,
            Either::Right(_) => anyhow::bail!("the program is gone"),
        }
    };
    let took = clock.elapsed();
    let highest = memory.iter().copied().fold(0.0, f64::max);
    let (succeeded, failed) = ends?;
    let told = format!(
        "{succeeded} succeeded, {failed} failed and were refunded, at most {most} in flight, in {took:.1?}; \
         memory {before:.0} MB at rest, {highest:.0} MB at most, without the stand-ins"
    );
    let expected = 1_000_000_000 - 20 * i64::try_from(succeeded)?;
    ensure_balance(&creator, expected).await?;
    running.kill().await;
    models.kill().await;
    let ledger = verify_ledger(&program).await?;
    ensure!(
        failed == 0 && succeeded == crowd.runs,
        "not all succeed: {told}"
    );
    ensure!(
        most == crowd.runs,
        "they were not all in flight together: {told}"
    );
    Ok(format!("{told}. {ledger}"))
}

async fn watch_all(creator: &Creator, crowd: &Crowd) -> anyhow::Result<(usize, usize)> {
    let inputs = topic("커피");
    let starts = stream::iter(0..crowd.runs).map(|_| creator.started(&inputs));
    let runs: Vec<String> = starts.buffer_unordered(STARTS_AT_ONCE).collect().await;
    let watches = runs.iter().take(crowd.watched);
    let watches = watches.map(|run| watched_to_the_end(creator, run));
    let mut ends: Vec<bool> = try_join_all(watches).await?;
    // Whom nobody watched: they end all the same.
    let others = runs
        .iter()
        .skip(crowd.watched)
        .map(|run| async move { creator.ended(run).await["status"] == "SUCCEEDED" });
    let others: Vec<bool> = stream::iter(others)
        .buffer_unordered(STARTS_AT_ONCE)
        .collect()
        .await;
    ends.extend(others);
    let succeeded = ends.iter().filter(|ended| **ended).count();
    Ok((succeeded, ends.len() - succeeded))
}

/// Whether its last event says that it succeeded. A client of ours would have given up sooner.
async fn watched_to_the_end(creator: &Creator, run: &str) -> anyhow::Result<bool> {
    let request = creator.request(Method::GET, &format!("/api/runs/{run}/events"));
    let answer = request.timeout(PATIENCE).send().await?;
    ensure!(answer.status() == 200, "{}", answer.status());
    let events = answer.text().await?;
    let last = events.rsplit("\n\n").find(|event| event.contains("data:"));
    Ok(last.is_some_and(|last| last.contains("SUCCEEDED")))
}

/// Twice a second, for as long as it is asked: the memory, and the most runs that were in flight.
async fn sample(program: &Program, running: &Running, memory: &mut Vec<f64>, most: &mut usize) {
    const RUNNING: &str = "SELECT COUNT(*) FROM agent_run WHERE status = 'RUNNING'";
    while let Ok(now) = running.memory_mb() {
        memory.push(now);
        let rows = program.rows(RUNNING).await;
        let count = rows.first().and_then(|row| row.get::<i64>(0).ok());
        let count = count.and_then(|count| usize::try_from(count).ok());
        *most = count.unwrap_or_default().max(*most);
        pause(Duration::from_millis(500)).await;
    }
}
