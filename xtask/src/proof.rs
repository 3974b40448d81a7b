//! `cargo xtask audit`, `torture` and `simulate`: build the program and what attacks it as they are
//! shipped, and let it.

use std::path::Path;

use crate::postgres::Server;
use crate::run::{ask, cargo, run};
use crate::tools::provide;

/// Runs one of them with these arguments; true when every row holds.
pub(crate) fn run_proof(what: &str, arguments: &[String]) -> anyhow::Result<bool> {
    if let Err(reason) = provide(what) {
        eprintln!("{reason}");
    }
    let packages = ["--package", "openclaw", "--package", "openclaw-proof"];
    let programs = ["--bin", "openclaw", "--bin", "openclaw-proof"];
    if !run(cargo()
        .args(["build", "--release", "--locked"])
        .args(packages)
        .args(programs))?
    {
        return Ok(false);
    }
    let mut command = cargo();
    // Only the torture wants one; as durable as it is by itself.
    let server = (what == "torture" && provide("postgres").is_ok())
        .then(|| Server::start(Path::new("target"), &[]));
    match &server {
        Some(Ok(server)) => {
            command.env("OPENCLAW_TORTURE_POSTGRES", &server.url);
        }
        Some(Err(error)) => println!("without PostgreSQL: {error:#}"),
        None => {}
    }
    let date = ask("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default();
    run(command
        .args(["run", "--quiet", "--release", "--locked"])
        .args([
            "--package",
            "openclaw-proof",
            "--bin",
            "openclaw-proof",
            "--",
        ])
        .args(["--date", &date, "--reports", "target/reports", what])
        .args(arguments))
}
