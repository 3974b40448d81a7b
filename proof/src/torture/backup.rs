//! Restored from a backup into an empty machine, it goes on.

use std::path::Path;

use anyhow::ensure;
use openclaw_tests::topic;

use crate::{
    rows::Rows,
    stage::{ensure_balance, roomy, verify_ledger},
};

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let tried = "a copy of the data folder of a killed server, on another machine";
    rows.attempt("backup", tried, copied(binary)).await;
}

/// The files as a power cut left them, elsewhere: what a snapshot of the volume is.
async fn copied(binary: &Path) -> anyhow::Result<String> {
    let program = roomy(binary);
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("moves").await;
    let run = creator.started(&topic("커피")).await;
    let ended = creator.ended(&run).await;
    running.kill().await;

    let elsewhere = roomy(binary);
    copy(&program.data(), &elsewhere.data())?;
    verify_ledger(&elsewhere).await?;
    let running = elsewhere.serve().await;
    running.hurry().await;
    let creator = running.creator("moves").await;
    ensure!(creator.run(&run).await == ended, "the run is not as it was");
    ensure_balance(&creator, 80).await?;
    let next = creator.started(&topic("홍차")).await;
    ensure!(
        creator.ended(&next).await["status"] == "SUCCEEDED",
        "it does not go on"
    );
    running.kill().await;
    verify_ledger(&elsewhere).await
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
