//! A machine that reads the API's description and asks what nobody thought of: schemathesis, from the
//! Python package index, in a virtual environment of its own under `target/`.

use std::{path::Path, process::Stdio};

use anyhow::{Context as _, ensure};
use openclaw_tests::Running;
use serde_json::json;
use tokio::process::Command;

use super::Options;
use crate::{
    rows::Rows,
    stage::{roomy, session_cookie, verify_ledger},
};

const SECTION: &str = "schema";
const TRIED: &str = "schemathesis over /api/openapi.json: no 5xx, no answer outside of the schema";
const VERSION: &str = "schemathesis==4.32.5";
/// A stream of events ends with its run.
const NOT_ASKED: &str = "^/api/runs/\\{id\\}/events$";
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

pub(super) async fn rows(binary: &Path, options: &Options, rows: &mut Rows) {
    if options.short {
        rows.not_run(SECTION, TRIED, "left out by --short");
        return;
    }
    let schemathesis = match install().await {
        Ok(path) => path,
        Err(error) => {
            let reason = format!("schemathesis is missing: {error:#}");
            rows.not_run(SECTION, TRIED, &reason);
            return;
        }
    };
    let program = roomy(binary).with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000");
    let running = program.serve().await;
    rows.attempt(SECTION, TRIED, async {
        running.hurry().await;
        let creator = running.creator("fuzzed").await;
        let made = json!({ "name": "schemathesis", "scopes": ["read", "run"] });
        let key = creator.post("/api/me/keys", &made).await.created();
        let key = key["key"].as_str().context("a key")?;
        let cookie = session_cookie(&running, "fuzzed").await?;
        let session = cookie.split(['=', ';']).nth(1).context("a session")?;
        // A session may do more, and must not end itself.
        let by_key = asked(&schemathesis, &running, key, NOT_ASKED).await?;
        let not_asked = format!("{NOT_ASKED}|^/api/me$|^/api/me/sessions");
        let by_session = asked(&schemathesis, &running, session, &not_asked).await?;
        let ledger = verify_ledger(&program).await?;
        Ok(format!(
            "by a key: {by_key}\nby a session: {by_session}\n{ledger}"
        ))
    })
    .await;
    running.kill().await;
}

/// Where it is, installed at need.
async fn install() -> anyhow::Result<std::path::PathBuf> {
    let folder = Path::new("target/tools/schemathesis");
    let program = std::path::absolute(folder.join("bin/schemathesis"))?;
    if program.is_file() {
        return Ok(program);
    }
    let folder = folder.to_string_lossy().into_owned();
    for (command, arguments) in [
        ("python3".to_owned(), vec!["-m", "venv", &folder]),
        (
            format!("{folder}/bin/pip"),
            vec!["install", "--quiet", VERSION],
        ),
    ] {
        let ended = Command::new(&command)
            .args(arguments)
            .stdin(Stdio::null())
            .output()
            .await;
        let ended = ended.with_context(|| format!("{command} cannot be run"))?;
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        ensure!(ended.status.success(), "{command} failed: {said}");
    }
    Ok(program)
}

/// What it counted, or all that it found.
async fn asked(
    program: &Path,
    running: &Running,
    token: &str,
    not_asked: &str,
) -> anyhow::Result<String> {
    // It keeps what it found beside where it runs.
    let scratch = tempfile::tempdir()?;
    let output = Command::new(program)
        .args(["run", &format!("{}/api/openapi.json", running.url)])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", CHECKS, "--exclude-path-regex", not_asked])
        .args(["--max-examples", "60", "--seed", "1", "--no-color"])
        .current_dir(scratch.path())
        .stdin(Stdio::null())
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    let from = lines.len().saturating_sub(400);
    ensure!(output.status.success(), "{}", lines[from..].join("\n"));
    let cases = lines.iter().rev().find(|line| line.contains("generated"));
    Ok((*cases.context("it counts nothing")?).trim().to_owned())
}
