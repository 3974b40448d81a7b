//! `cargo xtask bench`: builds the program and its benchmarks as they are shipped, and runs them.

use std::path::Path;
use std::process::Command;

use crate::postgres::{Server, programs};
use crate::run::{ask, cargo, run};
use crate::tools::provide;
use crate::worker::{self, Tools};

/// What is measured in workerd too.
const WITH_WORKER: [&str; 2] = ["databases", "all"];

/// Runs the benchmarks with these arguments; true when they came to their end. What the figures are
/// fails nothing.
pub(crate) fn run_benchmarks(arguments: &[String]) -> anyhow::Result<bool> {
    let built = run(cargo().args(["build", "--release", "--locked"]).args([
        "--package",
        "openclaw",
        "--package",
        "openclaw-bench",
    ]))?;
    if !built {
        return Ok(false);
    }
    let mut command = cargo();
    // As durable as it is by itself.
    let server = provide("postgres").map(|()| Server::start(Path::new("target"), &[]));
    match (&server, programs()) {
        (Ok(Ok(server)), Some(programs)) => {
            command
                .env("OPENCLAW_BENCH_POSTGRES", &server.url)
                .env("OPENCLAW_BENCH_POSTGRES_PROGRAMS", programs);
        }
        (Ok(Err(error)), _) => println!("without PostgreSQL: {error:#}"),
        (Err(reason), _) => println!("without PostgreSQL: {reason}"),
        (_, None) => {}
    }
    let what = arguments.first().filter(|it| !it.starts_with("--"));
    if what.is_none_or(|what| WITH_WORKER.contains(&what.as_str())) {
        name_worker_to(&mut command)?;
    }
    let date = ask("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default();
    run(command
        .args(["run", "--quiet", "--release", "--locked"])
        .args(["--package", "openclaw-bench", "--"])
        .args(arguments)
        .args(["--date", &date, "--reports", "target/reports"]))
}

/// Builds the Worker as it is shipped, and tells the benchmarks of it; where it cannot be built, says why.
fn name_worker_to(command: &mut Command) -> anyhow::Result<()> {
    match Tools::provide() {
        Ok(tools) if worker::build(&tools)? => tools.name_to(command),
        Ok(_) => println!("without workerd: the Worker was not built"),
        Err(reason) => println!("without workerd: {reason}"),
    }
    Ok(())
}
