//! The command line.

mod admin;
mod agents;
mod backup;
mod doctor;
mod eval;
mod text;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use openclaw_domain::ledger;
use openclaw_sandbox::Sandbox;

use crate::{
    app,
    config::{Config, LogFormat, table},
    observability::{Traces, start_log},
    serve, serving,
};

/// Rent AI agents with prepaid credits.
#[derive(Parser)]
#[command(name = "openclaw", version, about)]
struct Cli {
    /// The configuration file; without it `openclaw.toml` here, if there is one.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the product (what happens without a command).
    Serve,
    /// Serve the stand-ins for the outside services alone.
    Sandbox {
        /// The address to listen on; loopback only.
        #[arg(long, default_value = "127.0.0.1:8788")]
        listen: SocketAddr,
    },
    /// Look after the ledger of credits.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Look after orders, payments, alerts, and who may do so.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Look after the agents: list them, check them, run one.
    #[command(subcommand)]
    Agents(agents::Agents),
    /// Measure what agents write, by topics and rubrics.
    Eval(eval::Eval),
    /// Check everything that the product needs, and say what to do (exit code 1 when a must is
    /// missing).
    Doctor {
        /// Send an alert to the operator's channel, to see that it arrives.
        #[arg(long)]
        send_test_alert: bool,
    },
    /// Copy the database and the files to a new folder, while everything goes on.
    Backup {
        /// The folder to make.
        to: PathBuf,
    },
    /// Put a backup where this program keeps its data; what is there already is never overwritten.
    Restore {
        /// A folder that `backup` made.
        from: PathBuf,
    },
    /// Print the effective configuration, secrets masked.
    Config {
        /// Print the table of all keys instead.
        #[arg(long)]
        keys: bool,
    },
}

#[derive(Subcommand)]
enum Ledger {
    /// Check every invariant of the ledger and name each row that breaks one (exit code 1).
    Verify,
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    match execute(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("openclaw: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    let load = || Config::load(cli.config.as_deref());
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => {
            let config = load()?;
            let traces = Traces::start(&config.traces)?;
            start_log(&config.log, config.log_format, traces.as_ref())?;
            let served = runtime()?.block_on(serve::serve(config));
            // Out of the runtime: the last traces are waited for.
            if let Some(traces) = traces {
                traces.stop();
            }
            served?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Sandbox { listen } => {
            start_log("info", LogFormat::Text, None)?;
            runtime()?.block_on(sandbox(listen))
        }
        Command::Ledger(Ledger::Verify) => {
            let config = load()?;
            start_log(&config.log, config.log_format, None)?;
            runtime()?.block_on(verify(&config))
        }
        Command::Admin(admin) => {
            let config = load()?;
            start_log("warn", LogFormat::Text, None)?;
            runtime()?.block_on(admin.run(&config))
        }
        Command::Agents(agents) => {
            let config = load()?;
            start_log("warn", LogFormat::Text, None)?;
            runtime()?.block_on(agents.run(&config))
        }
        Command::Eval(eval) => {
            let config = load()?;
            start_log("warn", LogFormat::Text, None)?;
            runtime()?.block_on(eval.run(&config))
        }
        Command::Doctor { send_test_alert } => {
            let config = load()?;
            start_log("error", LogFormat::Text, None)?;
            runtime()?.block_on(doctor::run(&config, send_test_alert))
        }
        Command::Backup { to } => backup::backup(&load()?, &to),
        Command::Restore { from } => {
            let config = load()?;
            runtime()?.block_on(backup::restore(&config, &from))
        }
        Command::Config { keys: true } => {
            print!("{}", table());
            Ok(ExitCode::SUCCESS)
        }
        Command::Config { keys: false } => show(&load()?),
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot be started")
}

async fn sandbox(listen: SocketAddr) -> anyhow::Result<ExitCode> {
    let listener = serving::bind(listen).with_context(|| format!("cannot listen on {listen}"))?;
    let sandbox = Sandbox::start(listener).await?;
    println!(
        "The sandbox is at {0}; its control API at {0}/control. Ctrl-C stops it.",
        sandbox.url()
    );
    tokio::signal::ctrl_c().await?;
    sandbox.shutdown().await;
    Ok(ExitCode::SUCCESS)
}

async fn verify(config: &Config) -> anyhow::Result<ExitCode> {
    app::require_database(config)?;
    let database = app::open_books(config)?;
    database.ready().await?;
    let breaches = ledger::verify(&*database.port())
        .await
        .context("the ledger cannot be read")?;
    for breach in &breaches {
        let ledger::Breach {
            invariant,
            row,
            found,
            expected,
        } = breach;
        println!("BROKEN  {invariant}\n        {row}: found {found}, expected {expected}");
    }
    if breaches.is_empty() {
        println!(
            "The ledger is sound: {} invariants hold.",
            ledger::invariants().count()
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} rows break an invariant.", breaches.len());
    Ok(ExitCode::FAILURE)
}

fn show(config: &Config) -> anyhow::Result<ExitCode> {
    print!("{}", config.shown()?);
    let contradictions = config.contradictions();
    for contradiction in &contradictions {
        eprintln!("openclaw: {contradiction}");
    }
    Ok(if contradictions.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
