//! Restored into an empty machine, it goes on.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, ensure};
use futures::future::join;
use openclaw_tests::{Program, topic};
use serde_json::Value;

use super::clients::{Record, load};
use crate::{
    rows::Rows,
    stage::{pause, roomy, verify_ledger},
};

const SECTION: &str = "backup";

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let tried = "`openclaw backup` under load, restored on an empty machine";
    rows.attempt(SECTION, tried, restored(binary)).await;
    let tried = "the data folder of a killed server, on another machine";
    rows.attempt(SECTION, tried, copied(binary)).await;
}

/// A run from before, and what its owner had then.
struct Before {
    run: String,
    ended: Value,
}

async fn begun(running: &openclaw_tests::Running) -> anyhow::Result<Before> {
    running.hurry().await;
    let creator = running.creator("moves").await;
    let run = creator.started(&topic("커피")).await;
    let ended = creator.ended(&run).await;
    ensure!(ended["status"] == "SUCCEEDED", "{ended}");
    Ok(Before { run, ended })
}

/// What was there is there, the ledger is sound, and a new run comes to its end.
async fn goes_on(elsewhere: &Program, before: &Before) -> anyhow::Result<String> {
    verify_ledger(elsewhere).await?;
    let running = elsewhere.serve().await;
    running.hurry().await;
    let creator = running.creator("moves").await;
    let run = creator.run(&before.run).await;
    ensure!(run == before.ended, "the run is not as it was: {run}");
    let next = creator.started(&topic("홍차")).await;
    let next = creator.ended(&next).await;
    ensure!(next["status"] == "SUCCEEDED", "it does not go on: {next}");
    running.kill().await;
    verify_ledger(elsewhere).await
}

async fn restored(binary: &Path) -> anyhow::Result<String> {
    let program = roomy(binary).with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000");
    let running = program.serve().await;
    let before = begun(&running).await?;
    let loaded = running.creator("loaded").await;
    // What was acknowledged before the copy begins must be in it; what comes while it is made may be.
    let mut first = Record::default();
    for number in 0..20 {
        let key = format!("before-{number}");
        let run = super::clients::start(&loaded, &key).await;
        first.runs.insert(key, run.context("a run starts")?);
    }
    let before_it = program.rows("SELECT 1 FROM agent_run").await.0.len();
    let copy = program.folder().join("copy");
    let copy_name = copy.to_string_lossy().into_owned();
    let (more, made) = join(load(&running, &loaded, "loaded-1"), async {
        // Once something was written since: on a busy machine a copy may be made before that.
        while program.rows("SELECT 1 FROM agent_run").await.0.len() <= before_it {
            pause(Duration::from_millis(20)).await;
        }
        let arguments = ["backup", &copy_name];
        let made = program.run(&arguments).await;
        running.kill_now().await;
        made
    })
    .await;
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    ensure!(made.status.success(), "the backup failed: {said}");
    ensure!(more.writes() > 0, "nothing was written meanwhile");

    let elsewhere = roomy(binary);
    let put_back = elsewhere.run(&["restore", &copy_name]).await;
    let said = String::from_utf8_lossy(&put_back.stderr).into_owned();
    ensure!(put_back.status.success(), "it is not restored: {said}");
    let again = elsewhere.run(&["restore", &copy_name]).await;
    ensure!(
        !again.status.success(),
        "it was written over what was there"
    );
    let runs = elsewhere.rows("SELECT id FROM agent_run").await;
    let runs: Vec<String> = runs
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<_, _>>()?;
    for (key, run) in &first.runs {
        ensure!(runs.contains(run), "{key} is not in the copy");
    }
    let told = goes_on(&elsewhere, &before).await?;
    Ok(format!(
        "{} writes before the copy are in it, {} went on meanwhile; a second restore is refused. {told}",
        first.writes(),
        more.writes()
    ))
}

/// The files as a power cut left them, elsewhere: what a snapshot of the volume is.
async fn copied(binary: &Path) -> anyhow::Result<String> {
    let program = roomy(binary);
    let running = program.serve().await;
    let before = begun(&running).await?;
    running.kill().await;
    let elsewhere = roomy(binary);
    openclaw_workerd::copy(&program.data(), &elsewhere.data())?;
    goes_on(&elsewhere, &before).await
}
