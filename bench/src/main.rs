//! Benchmarks: how fast the program is beside the limits of what it stands on, in one run on one
//! machine. Figures to read, never a test that can fail. `docs/benchmarks.md` tells what they mean.

mod clock;
mod data;
mod figures;
mod growth;
mod history;
mod http;
mod limits;
mod load;
mod machine;
mod postgres;
mod runs;
mod server;
mod site;
mod spend;
mod start;
mod verify;

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};

/// Measures OpenClaw. Run by `cargo xtask bench`, which builds everything in release first.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Bench {
    /// What to measure.
    #[arg(value_enum, default_value = "all")]
    what: What,
    /// How long each measurement of a round lasts.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many rounds; the figures are their medians.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The most rows of the ledger that `growth` goes to.
    #[arg(long, default_value_t = 1_000_000)]
    rows: i64,
    /// What `date` says, for the report.
    #[arg(long, default_value = "date not given")]
    date: String,
    /// Serves on this database, for another process to load.
    #[arg(long, hide = true, requires = "data")]
    serve: Option<String>,
    /// Where the one that serves keeps its files.
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// Starts of runs, durable, through HTTP.
    Spend,
    /// The same on SQLite and on PostgreSQL.
    Databases,
    /// Cold start, idle memory, size.
    Start,
    /// Pages of the ledger's history.
    History,
    /// Balance, history, dashboard beside a bare hello.
    Site,
    /// Whole runs with a model that streams, ten to ten thousand at once.
    Runs,
    /// Starts of runs beside a ledger that grows.
    Growth,
    /// Payments proved and granted.
    Verify,
    /// All of them.
    All,
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Each measurement of a round.
    measure: Duration,
    /// Before each of them, not counted.
    warm_up: Duration,
    /// The figures are the medians of so many.
    rounds: usize,
}

fn main() -> anyhow::Result<()> {
    let bench = Bench::parse();
    let plan = Plan {
        measure: Duration::from_secs(bench.seconds.max(1)),
        warm_up: Duration::from_secs(1),
        rounds: bench.rounds.max(1),
    };
    log_as_the_program_does()?;
    if let (Some(url), Some(data)) = (&bench.serve, &bench.data) {
        return postgres::serve_others(url, data);
    }
    println!("{}", machine::describe(&bench.date)?);
    let wanted = |what| bench.what == what || bench.what == What::All;
    if wanted(What::Spend) {
        println!("\n{}", spend::run(plan)?);
    }
    // Among all, only where there is a PostgreSQL.
    if bench.what == What::Databases || wanted(What::Databases) && postgres::is_here() {
        println!("\n{}", postgres::run(plan)?);
    }
    if wanted(What::Start) {
        println!("\n{}", start::run(plan)?);
    }
    if wanted(What::History) {
        println!("\n{}", history::run(plan)?);
    }
    if wanted(What::Site) {
        println!("\n{}", site::run(plan)?);
    }
    if wanted(What::Runs) {
        println!("\n{}", runs::run(plan)?);
    }
    if wanted(What::Growth) {
        println!("\n{}", growth::run(plan, bench.rows)?);
    }
    if wanted(What::Verify) {
        println!("\n{}", verify::run(plan)?);
    }
    Ok(())
}

/// The program's own log and filter: spans cost something, and the program has them on. That a
/// thousand made-up people agreed to the terms is no news.
fn log_as_the_program_does() -> anyhow::Result<()> {
    let filter = openclaw::config::Config::defaults()?.log;
    let filter = format!("{filter},openclaw_domain::account=warn");
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_new(filter).context("the log's filter")?,
        )
        .with_writer(std::io::stderr)
        .init();
    Ok(())
}
