//! The program on loopback, and what the stand-ins are told.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use openclaw_tests::{Answer, Creator, Program, Running};
use reqwest::Method;
use serde_json::{Value, json};

use crate::rows::Rows;

/// Another program in the folder of this one.
pub(crate) fn beside_us(name: &str) -> anyhow::Result<PathBuf> {
    let us = std::env::current_exe()?;
    let folder = us.parent().context("this program lies in no folder")?;
    let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        path.is_file(),
        "{} is not there: build it first",
        path.display()
    );
    Ok(path)
}

/// The program at this path in an empty folder, with limits on runs that nobody reaches.
pub(crate) fn roomy(binary: &Path) -> Program {
    Program::new(&binary.to_string_lossy())
        .with("OPENCLAW_RUNS_PER_MINUTE", "1000000")
        .with("OPENCLAW_RUNS_PER_HOUR", "1000000")
        .with("OPENCLAW_RUNS_AT_ONCE", "1000000")
        .with("OPENCLAW_ACCOUNTS_PER_ADDRESS", "1000000")
        .with("OPENCLAW_ACCOUNTS_ALERT_FROM", "1000000")
}

/// A port where nobody listens now.
pub(crate) fn free_address() -> anyhow::Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

/// Tells the stand-ins something.
pub(crate) async fn control(running: &Running, path: &str, body: &Value) -> anyhow::Result<Value> {
    let url = format!("{}/control{path}", running.sandbox);
    let answer = running.visitor().post(&url, body).await;
    ensure!(
        answer.status < 300,
        "the sandbox refused: {}",
        answer.told()
    );
    Ok(answer.json())
}

/// Makes the payment exist at the gateway that a prepared order asks for, of so many won.
pub(crate) async fn pay(running: &Running, prepared: &Value, amount: &Value) -> anyhow::Result<()> {
    let payment = json!({
        "paymentId": prepared["merchant_uid"],
        "totalAmount": amount,
        "orderName": prepared["order_name"],
    });
    control(running, "/portone/payments", &payment)
        .await
        .map(drop)
}

/// The order's id of a prepared order.
pub(crate) fn order_of(prepared: &Value) -> anyhow::Result<String> {
    let id = prepared["merchant_uid"].as_str();
    Ok(id.context("an order has an id")?.to_owned())
}

/// Sends any method with an optional body of JSON.
pub(crate) async fn send(
    creator: &openclaw_tests::Visitor,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> anyhow::Result<Answer> {
    let mut request = creator.request(Method::from_bytes(method.as_bytes())?, path);
    if let Some(body) = body {
        request = request.json(body);
    }
    Ok(creator.send(request).await)
}

/// Every invariant of the ledger, as the program itself checks them.
pub(crate) async fn verify_ledger(program: &Program) -> anyhow::Result<String> {
    let output = program.run(&["ledger", "verify"]).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let failed = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        output.status.success(),
        "the ledger is broken: {said}{failed}"
    );
    Ok(said.trim().to_owned())
}

/// The row that ends a section: whatever was tried, the books are whole.
pub(crate) async fn ledger_row(rows: &mut Rows, section: &'static str, program: &Program) {
    let verified = verify_ledger(program);
    rows.attempt(section, "the ledger after all of it", verified)
        .await;
}

/// Somebody with so many credits left, whatever is asked for: `balance` of the API.
pub(crate) async fn ensure_balance(creator: &Creator, expected: i64) -> anyhow::Result<()> {
    let balance = creator.balance().await;
    ensure!(
        balance == expected,
        "the balance is {balance}, not {expected}"
    );
    Ok(())
}

/// Signs somebody in step by step, for what the cookie of the session says: its `Set-Cookie`.
pub(crate) async fn session_cookie(running: &Running, name: &str) -> anyhow::Result<String> {
    let visitor = running.visitor();
    let mut next = format!("/auth/kakao?login_hint={name}");
    for _ in 0..10 {
        let answer = visitor.get(&next).await;
        let cookies = answer.cookies();
        if let Some(cookie) = cookies.iter().find(|it| it.starts_with("oc_session=")) {
            return Ok((*cookie).to_owned());
        }
        answer.header("location").clone_into(&mut next);
        ensure!(!next.is_empty(), "it leads nowhere: {}", answer.told());
    }
    anyhow::bail!("no session was set")
}

/// Waits: nothing outside tells when a random moment has come.
#[expect(
    clippy::disallowed_methods,
    reason = "another process has no other clock"
)]
pub(crate) async fn pause(duration: std::time::Duration) {
    tokio::time::sleep(duration).await;
}

/// The real time, to measure with.
#[expect(clippy::disallowed_methods, reason = "what is measured is real time")]
pub(crate) fn now() -> std::time::Instant {
    std::time::Instant::now()
}

/// As many open files as the system allows: each stream takes a few, here and in the program, which
/// inherits the limit.
pub(crate) fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if setrlimit(Resource::Nofile, raised).is_err() {
        eprintln!("the limit of open files stays as it is: see `ulimit -n`");
    }
}

/// How many files a process may open.
pub(crate) fn open_files() -> u64 {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current.unwrap_or(u64::MAX)
}
