//! `cargo xtask audit`, `torture` and `simulate`: build the program and what attacks it as they are
//! shipped, and let it.

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
    let date = ask("date", &["-u", "+%Y-%m-%d %H:%M UTC"]).unwrap_or_default();
    run(cargo()
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
