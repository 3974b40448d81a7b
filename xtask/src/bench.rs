//! `cargo xtask bench`: builds the program and its benchmarks as they are shipped, and runs them.

use crate::run::{ask, cargo, run};

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
    let date = ask("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default();
    run(cargo()
        .args(["run", "--quiet", "--release", "--locked"])
        .args(["--package", "openclaw-bench", "--"])
        .args(arguments)
        .args(["--date", &date]))
}
