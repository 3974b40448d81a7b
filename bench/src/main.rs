//! Benchmarks: how fast the program is beside the limits of what it stands on, in one run on one
//! machine. Figures to read, never a test that can fail. `docs/benchmarks.md` tells what they mean.

mod clock;
mod data;
mod databases;
mod figures;
mod growth;
mod history;
mod http;
mod limits;
mod load;
mod machine;
mod runs;
mod server;
mod site;
mod spend;
mod start;
mod verify;

use std::{io::IsTerminal as _, path::PathBuf, time::Duration};

use anyhow::Context as _;
use clap::{Parser, ValueEnum};
use openclaw_report::Page;

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
    /// Writes `bench.html` into this folder.
    #[arg(long, hide = true)]
    reports: Option<PathBuf>,
    /// Serves on this database, for another process to load.
    #[arg(long, hide = true, requires = "data")]
    serve: Option<String>,
    /// Where the one that serves keeps its files.
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Starts of runs, durable, through HTTP.
    Spend,
    /// The same on SQLite, on PostgreSQL and on D1 in workerd.
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
    openclaw::prefer_small_pages();
    let bench = Bench::parse();
    let plan = Plan {
        measure: Duration::from_secs(bench.seconds.max(1)),
        warm_up: Duration::from_secs(1),
        rounds: bench.rounds.max(1),
    };
    log_as_the_program_does()?;
    if let (Some(url), Some(data)) = (&bench.serve, &bench.data) {
        return databases::serve_others(url, data);
    }
    let about = machine::describe(&bench.date)?;
    println!("{about}");
    let mut page = Page::new("bench", &about);
    for (what, measure) in bench.chosen() {
        let table = measure(plan, bench.rows)?;
        println!("\n{table}");
        table.report(&mut page)?;
        // After each: a long measurement that is stopped leaves those before it.
        if let Some(folder) = &bench.reports {
            page.write(folder)
                .with_context(|| format!("the report of {what:?}"))?;
        }
    }
    if let Some(folder) = &bench.reports {
        println!("\nThe report: {}", folder.join("bench.html").display());
    }
    Ok(())
}

/// Measures up to so many rows of the ledger, where that matters.
type Measure = fn(Plan, i64) -> anyhow::Result<figures::Table>;

/// Each workload.
const ALL: [(What, Measure); 8] = [
    (What::Spend, |plan, _| spend::run(plan)),
    (What::Databases, |plan, _| databases::run(plan)),
    (What::Start, |plan, _| start::run(plan)),
    (What::History, |plan, _| history::run(plan)),
    (What::Site, |plan, _| site::run(plan)),
    (What::Runs, |plan, _| runs::run(plan)),
    (What::Growth, growth::run),
    (What::Verify, |plan, _| verify::run(plan)),
];

impl Bench {
    /// What is to be measured; among all, PostgreSQL only where there is one.
    fn chosen(&self) -> impl Iterator<Item = (What, Measure)> {
        let chosen = self.what;
        ALL.into_iter().filter(move |(what, _)| match chosen {
            What::All => *what != What::Databases || databases::is_here(),
            one => one == *what,
        })
    }
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
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}
