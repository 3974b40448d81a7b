//! `cargo xtask audit`, `torture` and `simulate`: build the program and what attacks it as they are
//! shipped, and let it.

use std::path::{Path, PathBuf};

use crate::postgres::Server;
use crate::run::{as_if_typed, ask, cargo, run};
use crate::tools::{TOOLS_FOLDER, install_program, provide};

const CARGO_FUZZ: &str = "0.13.2";
const FUZZ_TARGETS: &str = "target/fuzz";

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
    if what == "torture" && !arguments.iter().any(|it| it == "--short") {
        match fuzz_targets() {
            Ok(folder) => {
                command.env("OPENCLAW_TORTURE_FUZZ", folder);
            }
            Err(reason) => println!("without libFuzzer: {reason}"),
        }
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

/// Builds the targets of `fuzz/`; where they are, or why they are not. No sanitizer: what they run is
/// safe Rust, and so the compiler may be a stable one.
fn fuzz_targets() -> Result<PathBuf, String> {
    provide("fuzz")?;
    install_program("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)?;
    let program = std::path::absolute(Path::new(TOOLS_FOLDER).join("bin/cargo-fuzz"));
    let program = program.map_err(|error| error.to_string())?;
    // As cargo would run it.
    let mut build = as_if_typed(program);
    build
        .args(["fuzz", "build", "--sanitizer", "none"])
        .args(["--target-dir", FUZZ_TARGETS]);
    match run(&mut build) {
        Ok(true) => {}
        Ok(false) => return Err("its targets could not be built".to_owned()),
        Err(error) => return Err(format!("{error:#}")),
    }
    let compiler = ask("rustc", &["-vV"]).unwrap_or_default();
    let host = compiler.lines().find_map(|it| it.strip_prefix("host: "));
    let host = host.ok_or("rustc does not tell its host")?;
    Ok(Path::new(FUZZ_TARGETS).join(host).join("release"))
}
