//! Asking too much, too slowly, too long.

use std::path::Path;

use anyhow::{Context as _, ensure};
use futures::future::join_all;
use openclaw_tests::{Program, Running, topic};
use reqwest::Method;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::rows::Rows;

const SECTION: &str = "api";
const SLOW_CLIENTS: usize = 200;

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let program = Program::new(&binary.to_string_lossy())
        .with("OPENCLAW_REQUESTS_AT_ONCE", "60")
        .with("OPENCLAW_STREAMS_AT_ONCE", "3")
        .with("OPENCLAW_HEAD_SECONDS", "2")
        .with("OPENCLAW_CONNECTIONS", "100");
    let running = program.serve().await;
    rows.attempt(SECTION, "100 rapid requests of one user's", rapid(&running))
        .await;
    rows.attempt(
        SECTION,
        "more streams of events than one user may hold",
        streams(&running),
    )
    .await;
    let tried = format!("{SLOW_CLIENTS} clients that never end their head, with 100 places");
    rows.attempt(SECTION, &tried, slow_loris(&running)).await;
    rows.attempt(SECTION, "two lengths in one request", smuggling(&running))
        .await;
    running.kill().await;
}

async fn rapid(running: &Running) -> anyhow::Result<String> {
    let (greedy, other) = (
        running.creator("greedy").await,
        running.creator("modest").await,
    );
    let answers = join_all((0..100).map(|_| greedy.get("/api/credits/balance"))).await;
    let refused: Vec<_> = answers.iter().filter(|it| it.status == 429).collect();
    let served = answers.iter().filter(|it| it.status == 200).count();
    ensure!(
        refused.len() + served == 100,
        "other answers than 200 and 429"
    );
    ensure!(
        (20..=60).contains(&refused.len()),
        "{} of 100 were refused",
        refused.len()
    );
    ensure!(
        refused
            .iter()
            .all(|it| !it.header("retry-after").is_empty()),
        "no Retry-After"
    );
    drop(other.get("/api/credits/balance").await.expect(200));
    drop(running.visitor().get("/").await.expect(200));
    Ok(format!(
        "{} of 100 refused with 429 and Retry-After {}; another user and the pages are served",
        refused.len(),
        refused[0].header("retry-after")
    ))
}

async fn streams(running: &Running) -> anyhow::Result<String> {
    running.pace(60_000).await;
    let creator = running.creator("watches").await;
    let run = creator.started(&topic("커피")).await;
    let path = format!("/api/runs/{run}/events");
    let mut held = Vec::new();
    let mut refused = 0;
    for _ in 0..8 {
        let answer = creator.request(Method::GET, &path).send().await?;
        match answer.status().as_u16() {
            200 => held.push(answer),
            429 => refused += 1,
            other => anyhow::bail!("answered {other}"),
        }
    }
    ensure!(
        held.len() == 3 && refused == 5,
        "{} open, {refused} refused",
        held.len()
    );
    Ok("3 open, 5 refused with 429".to_owned())
}

async fn connect(running: &Running) -> anyhow::Result<TcpStream> {
    let address = running.url.strip_prefix("http://").context("an address")?;
    Ok(TcpStream::connect(address).await?)
}

async fn slow_loris(running: &Running) -> anyhow::Result<String> {
    let mut held = Vec::new();
    for _ in 0..SLOW_CLIENTS {
        let mut stream = connect(running).await?;
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: ")
            .await?;
        held.push(stream);
    }
    let served = timeout(openclaw_tests::PATIENCE, running.visitor().get("/healthz")).await;
    ensure!(
        served.context("nobody else was served")?.status == 200,
        "healthz"
    );
    let mut cut = 0;
    for stream in &mut held {
        let mut rest = Vec::new();
        let ended = timeout(openclaw_tests::PATIENCE, stream.read_to_end(&mut rest)).await;
        cut += usize::from(ended.is_ok());
    }
    ensure!(cut == SLOW_CLIENTS, "only {cut} were cut off");
    Ok(format!("all {cut} cut off; others are served meanwhile"))
}

/// A request that a proxy and we could read differently.
async fn smuggling(running: &Running) -> anyhow::Result<String> {
    let mut told = Vec::new();
    for head in [
        "POST /api/credits/verify HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcd",
        "POST /api/credits/verify HTTP/1.1\r\nhost: x\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n",
    ] {
        let mut stream = connect(running).await?;
        stream.write_all(head.as_bytes()).await?;
        let mut answer = Vec::new();
        let _ = timeout(openclaw_tests::PATIENCE, stream.read_to_end(&mut answer)).await?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        ensure!(
            answer.matches("HTTP/1.1 ").count() <= 1,
            "two answers: {answer}"
        );
        let status = answer.get(9..12).unwrap_or("closed").to_owned();
        ensure!(
            status == "closed" || status.starts_with('4'),
            "answered {answer}"
        );
        told.push(status);
    }
    Ok(format!("one answer each: {}", told.join(", ")))
}
