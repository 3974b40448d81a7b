//! Clients that are slow on purpose hold nothing for long.

use openclaw_tests::{PATIENCE, Program, Running};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::program;

async fn slow() -> (Program, Running) {
    let program = program()
        .with("OPENCLAW_HEAD_SECONDS", "1")
        .with("OPENCLAW_BODY_SECONDS", "1")
        .with("OPENCLAW_CONNECTIONS", "8");
    let running = program.serve().await;
    (program, running)
}

async fn connect(running: &Running) -> TcpStream {
    let address = running.url.strip_prefix("http://").unwrap();
    TcpStream::connect(address).await.unwrap()
}

/// What it is answered until the server closes the connection.
async fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    // A reset is an end too.
    let _ = timeout(PATIENCE, read).await.expect("it is closed");
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off_and_others_are_served_again() {
    let (_program, running) = slow().await;
    let mut held = Vec::new();
    for _ in 0..8 {
        let mut stream = connect(&running).await;
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-a: ")
            .await
            .unwrap();
        held.push(stream);
    }
    // Every place is taken: this one waits until they are cut off, and is served.
    let visitor = running.visitor();
    assert_eq!(visitor.get("/healthz").await.status, 200);
    for stream in held {
        assert!(!answer(stream).await.contains("200 OK"));
    }
    running.kill().await;
}

#[tokio::test]
async fn a_body_that_never_comes_is_not_waited_for() {
    let (_program, running) = slow().await;
    let mut stream = connect(&running).await;
    let head = b"POST /api/webhooks/portone HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{";
    stream.write_all(head).await.unwrap();
    let told = answer(stream).await;
    assert!(told.starts_with("HTTP/1.1 400"), "{told}");
    assert!(told.contains("unreadable_body"), "{told}");
    running.kill().await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (_program, running) = slow().await;
    let mut stream = connect(&running).await;
    let head = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx-a: {}\r\n\r\n",
        "a".repeat(100_000)
    );
    // The server may close while we still write.
    let _ = stream.write_all(head.as_bytes()).await;
    let told = answer(stream).await;
    assert!(
        told.is_empty() || told.starts_with("HTTP/1.1 431"),
        "{told}"
    );
    running.kill().await;
}
