//! The project's own commands. `cargo xtask test` is what a contributor and the CI both run.

mod bench;
mod postgres;
mod proof;
mod report;
mod run;
mod screenshots;
mod test;
mod tidy;
mod tools;
mod wasm;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Xtask {
    /// Run every suite: fmt, tidy, clippy, tests, PostgreSQL, Worker, docs, browser, wasm.
    Test,
    /// Take pictures of the main pages for the README.
    Screenshots,
    /// Check the project's own rules over the files that git tracks.
    Tidy,
    /// Check that the domain and the router compile for wasm32.
    CheckWasm,
    /// The Worker for Cloudflare: build it, run it here, test it.
    #[command(subcommand)]
    Worker(worker::WorkerCommand),
    /// Run the security checklist against a running server. `cargo xtask audit --help` tells more.
    #[command(disable_help_flag = true)]
    Audit {
        /// How thorough.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Kill, cut and flood the server, and show that nothing was lost. `cargo xtask torture --help`
    /// tells more.
    #[command(disable_help_flag = true)]
    Torture {
        /// How long and how hard.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Tell thousands of stories of the domain by their seeds. `cargo xtask simulate --help` tells more.
    #[command(disable_help_flag = true)]
    Simulate {
        /// How many, and from which seed on.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Measure: starts of runs, cold start, history. `cargo xtask bench --help` tells more.
    #[command(disable_help_flag = true)]
    Bench {
        /// What to measure, and how long.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let command = Xtask::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("xtask lies in no folder")?;
    std::env::set_current_dir(root)?;
    let passed = match command {
        Xtask::Test => test::run(),
        Xtask::Screenshots => screenshots::take()?,
        Xtask::Tidy => tidy::run()?,
        Xtask::CheckWasm => wasm::run()?,
        Xtask::Worker(command) => worker::run(command)?,
        Xtask::Audit { arguments } => proof::run_proof("audit", &arguments)?,
        Xtask::Torture { arguments } => proof::run_proof("torture", &arguments)?,
        Xtask::Simulate { arguments } => proof::run_proof("simulate", &arguments)?,
        Xtask::Bench { arguments } => bench::run_benchmarks(&arguments)?,
    };
    Ok(if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
