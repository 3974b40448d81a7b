//! What git keeps: no key, ever, and no `.env`.

use std::process::Stdio;

use anyhow::{Context as _, ensure};
use regex::Regex;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use crate::rows::Rows;

const SECTION: &str = "secrets";

/// The shapes of keys that somebody issues.
const SHAPES: &str = concat!(
    r"sk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|sk_live_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}|",
    r"AIza[0-9A-Za-z_-]{35}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-[A-Za-z0-9-]{20,}|",
    r"hooks\.slack\.com/services/T[A-Z0-9]{8,}/|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----",
);

pub(super) async fn rows(rows: &mut Rows) {
    if !git(&["rev-parse", "--git-dir"])
        .await
        .is_ok_and(|told| told.0)
    {
        rows.not_run(SECTION, "git's history and `.env`", "no repository here");
        return;
    }
    rows.attempt(
        SECTION,
        "`.env` and the configuration file are ignored",
        ignored(),
    )
    .await;
    rows.attempt(
        SECTION,
        "the whole history, for the shapes of keys",
        scanned(),
    )
    .await;
}

/// From the root of the repository, wherever this runs.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

async fn git(arguments: &[&str]) -> anyhow::Result<(bool, String)> {
    let output = Command::new("git")
        .args(["-C", ROOT])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await?;
    Ok((
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    ))
}

async fn ignored() -> anyhow::Result<String> {
    for path in [".env", "openclaw.toml", "data/openclaw.db"] {
        let (is_ignored, _) = git(&["check-ignore", "--quiet", path]).await?;
        ensure!(is_ignored, "{path} is not ignored");
    }
    let (_, tracked) = git(&[
        "ls-files",
        "*.env",
        ".env*",
        "openclaw.toml",
        "*.pem",
        "*.key",
        "*.db",
    ])
    .await?;
    ensure!(tracked.trim().is_empty(), "tracked: {tracked}");
    Ok(".env, openclaw.toml and data/ are ignored; none is tracked".to_owned())
}

async fn scanned() -> anyhow::Result<String> {
    let shapes = Regex::new(SHAPES)?;
    let mut log = Command::new("git")
        .args([
            "-C",
            ROOT,
            "log",
            "--all",
            "--patch",
            "--no-color",
            "--text",
            "--format=commit %H",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(log.stdout.take().context("output")?).split(b'\n');
    let (mut commit, mut commits, mut found, mut added) = (String::new(), 0, Vec::new(), 0_u64);
    while let Some(line) = lines.next_segment().await? {
        let line = String::from_utf8_lossy(&line);
        if let Some(id) = line.strip_prefix("commit ") {
            id.clone_into(&mut commit);
            commits += 1;
        } else if line.starts_with('+') {
            added += 1;
            if let Some(hit) = shapes.find(&line)
                && !is_the_projects(hit.as_str())
            {
                let shown: String = hit.as_str().chars().take(12).collect();
                found.push(format!("{commit}: {shown}…"));
            }
        }
    }
    ensure!(log.wait().await?.success(), "git log failed");
    ensure!(commits > 0, "no commit was read");
    ensure!(found.is_empty(), "{}", found.join("\n"));
    Ok(format!("{commits} commits, {added} added lines: none"))
}

/// Keys of the stand-ins say what they are, and no shape of ours is one.
fn is_the_projects(hit: &str) -> bool {
    ["sandbox", "canary", "example", "test"]
        .iter()
        .any(|word| hit.contains(word))
}
