//! kill −9 at random moments under full load.

use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use futures::future::{join, join_all};
use openclaw_tests::{Program, Running};

use super::{
    Dice, Kind, Options, chart,
    clients::{Record, load, start},
};
use crate::{
    report::Chart,
    rows::Rows,
    stage::{now, pause, roomy, verify_ledger},
};

const SECTION: &str = "kill";
const CLIENTS: usize = 8;
/// A round's life under load, in milliseconds.
const LIVES: (u64, u64) = (40, 900);

pub(super) async fn rows(
    binary: &Path,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let tried = format!(
        "kill −9 under load, {} rounds and more, on {:?}",
        options.rounds, options.database
    );
    let mut program = roomy(binary).with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000000");
    if options.database == Kind::Postgres {
        let Ok(url) = std::env::var("OPENCLAW_TORTURE_POSTGRES") else {
            rows.not_run(
                SECTION,
                &tried,
                "set OPENCLAW_TORTURE_POSTGRES to a database to fill",
            );
            return;
        };
        program = program.with("OPENCLAW_DATABASE_URL", &url);
    }
    let mut told = Told::default();
    rows.attempt(SECTION, &tried, rounds(&program, options, &mut told))
        .await;
    charts.push(chart(
        "writes acknowledged in each round before its kill",
        &told.writes,
    ));
    charts.push(chart(
        "milliseconds from each restart to its first answer",
        &told.restarts,
    ));
}

/// What each round came to.
#[derive(Default)]
struct Told {
    writes: Vec<f64>,
    restarts: Vec<f64>,
}

async fn rounds(program: &Program, options: &Options, told: &mut Told) -> anyhow::Result<String> {
    let mut dice = Dice::new(options.seed);
    let mut record = Record::default();
    let began = now();
    let until = Duration::from_secs(60 * options.minutes);
    let mut round = 0;
    while round < options.rounds || began.elapsed() < until {
        round += 1;
        let life = Duration::from_millis(LIVES.0 + dice.below(LIVES.1 - LIVES.0));
        let (new, restart) = one(program, &record, round, life)
            .await
            .with_context(|| format!("round {round}, seed {}", options.seed))?;
        told.writes.push(f64::from(u32::try_from(new.writes())?));
        told.restarts.push(restart.as_secs_f64() * 1_000.0);
        record.add(new);
        verify_ledger(program)
            .await
            .with_context(|| format!("round {round}, seed {}", options.seed))?;
        if options.database == Kind::Sqlite {
            compare(program, &record)
                .await
                .with_context(|| format!("round {round}"))?;
        }
    }
    ensure!(
        record.runs.len() > 10,
        "too little was acknowledged: {}",
        record.writes()
    );
    Ok(format!(
        "{round} kills; {} runs, {} orders and {} purchases acknowledged: every one is there, and the \
         ledger is sound after each",
        record.runs.len(),
        record.prepared.len(),
        record.orders.len()
    ))
}

/// Serves until it is killed; what was acknowledged, and how long the start took.
async fn one(
    program: &Program,
    before: &Record,
    round: u32,
    life: Duration,
) -> anyhow::Result<(Record, Duration)> {
    let clock: Instant = now();
    let running: Running = program.serve().await;
    let restart = clock.elapsed();
    let names: Vec<String> = (0..CLIENTS)
        .map(|client| format!("client{client}"))
        .collect();
    let creators = join_all(names.iter().map(|name| running.creator(name))).await;
    // The answers of earlier rounds are still the answers.
    for (key, run) in before.runs.iter().rev().take(4) {
        let client: usize = key
            .trim_start_matches("client")
            .split('-')
            .next()
            .unwrap_or("0")
            .parse()?;
        let again = start(&creators[client], key).await;
        ensure!(
            again.as_ref() == Some(run),
            "{key} answered {run} once, and {again:?} again"
        );
    }
    let keys: Vec<String> = names.iter().map(|name| format!("{name}-{round}")).collect();
    let clients = creators
        .iter()
        .zip(&keys)
        .map(|(creator, key)| load(&running, creator, key));
    let (records, ()) = join(join_all(clients), async {
        pause(life).await;
        running.kill_now().await;
    })
    .await;
    let mut record = Record::default();
    for other in records {
        record.add(other);
    }
    Ok((record, restart))
}

/// Every acknowledged write is in the database.
async fn compare(program: &Program, record: &Record) -> anyhow::Result<()> {
    let column = async |sql| -> anyhow::Result<BTreeSet<String>> {
        let rows = program.rows(sql).await;
        Ok(rows
            .iter()
            .map(|row| row.get(0))
            .collect::<Result<_, _>>()?)
    };
    let runs = column("SELECT id FROM agent_run").await?;
    let lost: Vec<_> = record
        .runs
        .values()
        .filter(|run| !runs.contains(*run))
        .collect();
    ensure!(lost.is_empty(), "runs lost: {lost:?}");
    let prepared = column("SELECT id FROM payment_order").await?;
    let lost: Vec<_> = record
        .prepared
        .iter()
        .filter(|it| !prepared.contains(*it))
        .collect();
    ensure!(lost.is_empty(), "orders lost: {lost:?}");
    let granted = column("SELECT order_id FROM credit_transaction WHERE kind = 'PURCHASE'").await?;
    let lost: Vec<_> = record
        .orders
        .iter()
        .filter(|it| !granted.contains(*it))
        .collect();
    ensure!(lost.is_empty(), "purchases lost: {lost:?}");
    Ok(())
}
