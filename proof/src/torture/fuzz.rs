//! The fuzz targets in `fuzz/`, built and run briefly from their corpora.

use std::{path::Path, process::Stdio};

use anyhow::{Context as _, ensure};
use tokio::process::Command;

use super::Options;
use crate::rows::Rows;

const SECTION: &str = "fuzz";
/// How long each target runs, in seconds.
const SECONDS: u32 = 20;

pub(super) async fn rows(options: &Options, rows: &mut Rows) {
    let tried = "the fuzz targets, from their corpora";
    if options.short {
        rows.not_run(SECTION, tried, "left out by --short");
        return;
    }
    if let Err(error) = installed().await {
        rows.not_run(
            SECTION,
            tried,
            &format!("cargo-fuzz is missing ({error:#}): cargo install cargo-fuzz"),
        );
        return;
    }
    let Ok(targets) = targets() else {
        rows.not_run(SECTION, tried, "there is no `fuzz/` here");
        return;
    };
    for target in targets {
        rows.attempt(SECTION, &format!("{target}, {SECONDS} s"), fuzzed(&target))
            .await;
    }
}

fn targets() -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(Path::new("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        found.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    found.sort();
    Ok(found)
}

/// Sanitizers want a nightly compiler; without them a stable one does.
fn cargo_fuzz(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .arg("fuzz")
        .args(arguments)
        .env("RUSTC_BOOTSTRAP", "1")
        .stdin(Stdio::null());
    command
}

async fn installed() -> anyhow::Result<()> {
    let output = cargo_fuzz(&["--version"]).output().await?;
    ensure!(output.status.success(), "cargo knows no `fuzz`");
    Ok(())
}

async fn fuzzed(target: &str) -> anyhow::Result<String> {
    let time = format!("-max_total_time={SECONDS}");
    let output = cargo_fuzz(&[
        "run",
        "--sanitizer",
        "none",
        target,
        "--",
        &time,
        "-print_final_stats=1",
    ])
    .output()
    .await
    .context("cargo fuzz cannot be run")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let last: Vec<&str> = said.lines().rev().take(30).collect();
    let last: Vec<&str> = last.into_iter().rev().collect();
    ensure!(output.status.success(), "{}", last.join("\n"));
    let stat = |name: &str| {
        said.lines()
            .find_map(|line| line.strip_prefix(name))
            .map(str::trim)
    };
    let runs = stat("stat::number_of_executed_units:").context("it ran")?;
    Ok(format!("{runs} inputs, no crash"))
}
