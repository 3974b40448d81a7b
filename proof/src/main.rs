//! Proof, from outside: attacks and faults against the real program in processes of its own, over
//! HTTP, with its stand-ins on loopback. Run by `cargo xtask audit` and `cargo xtask torture`; the
//! people who act are those of the whole-program tests.

mod audit;
mod report;
mod rows;
mod simulation;
mod stage;
mod torture;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Proves OpenClaw from outside.
#[derive(Parser)]
#[command(name = "openclaw-proof")]
struct Cli {
    /// The program to attack; without it `openclaw` beside this one.
    #[arg(long, global = true)]
    program: Option<PathBuf>,
    /// The folder of the HTML report; without it none is written.
    #[arg(long, global = true)]
    reports: Option<PathBuf>,
    /// What `date` says, for the report.
    #[arg(long, global = true, default_value = "date not given")]
    date: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Every row of the security checklist against a running server.
    Audit(audit::Options),
    /// Kill, cut and flood the server, and show that nothing was lost.
    Torture(torture::Options),
    /// Tell stories of the domain by a seed, or one again.
    Simulate(simulation::Options),
}

fn main() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    // A row that fails is told in the report: here a line of it is enough.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        eprintln!("failed at {}", at.unwrap_or_default());
    }));
    let binary = match cli.program {
        Some(path) => path.canonicalize()?,
        None => stage::beside_us("openclaw")?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let report = match cli.command {
        Command::Audit(options) => runtime.block_on(audit::run(&binary, &options)),
        Command::Torture(options) => runtime.block_on(torture::run(&binary, &options)),
        Command::Simulate(options) => runtime.block_on(simulation::run(&options)),
    }?;
    println!("\n{}", report.summary());
    if let Some(folder) = cli.reports {
        let path = report.write(&folder, &cli.date)?;
        println!("The report is at {}", path.display());
    }
    Ok(if report.holds() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
