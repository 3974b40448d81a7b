//! A server of its own: what it measures, and how it ends.
#![cfg(unix)]

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use openclaw_database::{Settings, Sqlite};
use openclaw_domain::database::{Database as _, Statement};

use crate::command::Program;

/// As many tries as a start may take, each this long.
const TRIES: usize = 200;
const PAUSE: Duration = Duration::from_millis(50);
/// Jobs that one process does for all: payments, alerts, trends.
const LEASED: i64 = 3;

/// An address where nobody listens now.
fn free() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "a process of its own has no other clock"
)]
fn pause() {
    std::thread::sleep(PAUSE);
}

fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// Asks until it is answered.
fn answer(address: SocketAddr, path: &str) -> String {
    for _ in 0..TRIES {
        if let Some(answer) = get(address, path) {
            return answer;
        }
        pause();
    }
    panic!("{address} does not answer");
}

#[tokio::test]
async fn metrics_are_served_apart_and_leases_are_given_up() {
    let (listen, metrics) = (free(), free());
    let program = Program::new()
        .with("OPENCLAW_LISTEN", &listen.to_string())
        .with("OPENCLAW_SANDBOX_LISTEN", "127.0.0.1:0")
        .with("OPENCLAW_METRICS_LISTEN", &metrics.to_string());
    let server = program.start(&["serve"]);
    let told = answer(metrics, "/metrics");
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    assert!(told.contains("openclaw_runs_under_way 0"), "{told}");
    assert!(answer(listen, "/healthz").starts_with("HTTP/1.1 200"));
    // Not for the public.
    assert!(answer(listen, "/metrics").starts_with("HTTP/1.1 404"));

    let path = program.folder().join("data/openclaw.db");
    let database = Sqlite::open(&path, &Settings::default()).unwrap();
    let held = async || -> i64 {
        let sql = "SELECT COUNT(*) FROM job WHERE leased_until > 0";
        let rows = database.read(Statement::new(sql)).await.unwrap();
        rows.one().unwrap().get(0).unwrap()
    };
    for _ in 0..TRIES {
        if held().await == LEASED {
            break;
        }
        pause();
    }
    assert_eq!(held().await, LEASED);
    server.end();
    assert_eq!(held().await, 0);
}
