//! Faults: the server is killed, its disk taken away, its providers cut and slowed, and it is flooded.
//! After each, every invariant of the ledger holds, and every write that was acknowledged is there: the
//! clients keep records of their own and compare.

mod backup;
mod clients;
mod clock;
mod disk;
mod flood;
mod fuzz;
mod kill;
mod libfuzzer;
mod meddler;
mod migration;
mod mutate;
mod providers;

use std::path::Path;

use clap::{Args, ValueEnum};

use crate::{
    report::{Chart, Report},
    rows::Rows,
    simulation, stage,
};

/// How long and how hard.
#[derive(Args, Clone)]
pub(crate) struct Options {
    /// How often the server is killed under load.
    #[arg(long, default_value_t = 50)]
    pub(crate) rounds: u32,
    /// Goes on killing for so many minutes, whatever the rounds.
    #[arg(long, default_value_t = 0)]
    pub(crate) minutes: u64,
    /// Chooses the moments; the same seed chooses the same ones.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where the credits are kept while the server is killed; the other faults are SQLite's.
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) database: Kind,
    /// Runs that stream at the same time.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) streams: usize,
    /// How long libFuzzer looks for bytes that break each property, in seconds.
    #[arg(long, default_value_t = 20)]
    pub(crate) fuzz_seconds: u64,
    /// Only these, parted by commas: kill, migrate, clock, disk, backup, provider, flood, fuzz, libfuzzer,
    /// simulate.
    #[arg(long, value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Less than a minute: few rounds, few streams.
    #[arg(long)]
    pub(crate) short: bool,
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Embedded.
    Sqlite,
    /// The server at `OPENCLAW_TORTURE_POSTGRES`, such as `postgres://user@127.0.0.1/torture`;
    /// `cargo xtask torture` starts one.
    Postgres,
    /// One after the other.
    Both,
}

/// Runs all of it.
pub(crate) async fn run(binary: &Path, options: &Options) -> anyhow::Result<Report> {
    let mut options = options.clone();
    if options.short {
        options.rounds = options.rounds.min(3);
        options.streams = options.streams.min(50);
    }
    stage::raise_open_files();
    let mut all = All {
        binary,
        options: &options,
        rows: Rows::default(),
        charts: Vec::new(),
    };
    all.databases().await;
    if options.database != Kind::Postgres {
        all.faults().await;
        all.inputs().await;
    }
    let All { rows, charts, .. } = all;
    let about = format!(
        "cargo xtask torture --rounds {} --seed {} --streams {}{}{}: faults against the real program",
        options.rounds,
        options.seed,
        options.streams,
        if options.short { " --short" } else { "" },
        match &options.only[..] {
            [] => String::new(),
            only => format!(" --only {}", only.join(",")),
        },
    );
    let mut report = Report::new("torture", about, rows);
    report.charts = charts;
    Ok(report)
}

/// What was tried so far.
struct All<'a> {
    binary: &'a Path,
    options: &'a Options,
    rows: Rows,
    charts: Vec<Chart>,
}

impl All<'_> {
    fn wants(&self, section: &str) -> bool {
        let only = &self.options.only;
        only.is_empty() || only.iter().any(|it| it == section)
    }

    /// What happens to the data, on each database.
    async fn databases(&mut self) {
        let (binary, options) = (self.binary, self.options);
        let (kills, migrations) = (self.wants("kill"), self.wants("migrate"));
        let (rows, charts) = (&mut self.rows, &mut self.charts);
        if options.database != Kind::Postgres {
            if kills {
                kill::on_sqlite(binary, options, rows, charts).await;
            }
            if migrations {
                migration::on_sqlite(binary, options, rows).await;
            }
        }
        if options.database != Kind::Sqlite {
            if kills {
                kill::on_postgres(binary, options, rows, charts).await;
            }
            if migrations {
                migration::on_postgres(binary, options, rows).await;
            }
        }
    }

    /// What fails around the program.
    async fn faults(&mut self) {
        let (binary, options) = (self.binary, self.options);
        if self.wants("clock") {
            clock::rows(binary, options, &mut self.rows).await;
        }
        if self.wants("disk") {
            disk::rows(binary, &mut self.rows).await;
        }
        if self.wants("backup") {
            backup::rows(binary, &mut self.rows).await;
        }
        if self.wants("provider") {
            providers::rows(binary, &mut self.rows).await;
        }
        if self.wants("flood") {
            flood::rows(binary, options, &mut self.rows, &mut self.charts).await;
        }
    }

    /// What comes in.
    async fn inputs(&mut self) {
        let options = self.options;
        if self.wants("fuzz") {
            fuzz::rows(self.binary, options, &mut self.rows).await;
        }
        if self.wants("libfuzzer") {
            libfuzzer::rows(options, &mut self.rows).await;
        }
        if self.wants("simulate") {
            let stories = simulation::Options {
                seed: options.seed,
                seeds: if options.short { 2 } else { 200 },
                turns: 4_000,
            };
            simulation::simulated(&stories, &mut self.rows).await;
        }
    }
}

/// Numbers that a seed decides: `SplitMix64`.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// A chart of figures in the order they came.
pub(crate) fn chart(title: &str, figures: &[f64]) -> Chart {
    let bars = figures.iter().enumerate();
    Chart {
        title: title.to_owned(),
        bars: bars
            .map(|(at, value)| ((at + 1).to_string(), *value))
            .collect(),
    }
}
