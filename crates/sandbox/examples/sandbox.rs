//! Runs the sandbox alone: `cargo run -p openclaw-sandbox --example sandbox -- 8788`.

use openclaw_sandbox::Sandbox;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let port = std::env::args()
        .nth(1)
        .and_then(|port| port.parse().ok())
        .unwrap_or(8788);
    let sandbox = Sandbox::start(TcpListener::bind(("127.0.0.1", port)).await?).await?;
    println!("{}", sandbox.url());
    std::future::pending().await
}
