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

/// The URL of a database to fill.
pub(super) const POSTGRES: &str = "OPENCLAW_TORTURE_POSTGRES";

pub(super) async fn on_sqlite(
    binary: &Path,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let tried = format!("kill −9 under load on SQLite, {} rounds", options.rounds);
    let program = plentiful(binary);
    killed(&program, Kind::Sqlite, &tried, options, rows, charts).await;
}

pub(super) async fn on_postgres(
    binary: &Path,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let tried = format!(
        "kill −9 under load on PostgreSQL, {} rounds",
        options.rounds
    );
    let Ok(url) = std::env::var(POSTGRES) else {
        let reason = format!("no PostgreSQL: {POSTGRES} names no database to fill");
        rows.not_run(SECTION, &tried, &reason);
        return;
    };
    let program = plentiful(binary).with("OPENCLAW_DATABASE_URL", &url);
    killed(&program, Kind::Postgres, &tried, options, rows, charts).await;
}

fn plentiful(binary: &Path) -> Program {
    roomy(binary).with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000000")
}

async fn killed(
    program: &Program,
    kind: Kind,
    tried: &str,
    options: &Options,
    rows: &mut Rows,
    charts: &mut Vec<Chart>,
) {
    let mut told = Told::default();
    let work = Box::pin(rounds(program, kind, options, &mut told));
    rows.attempt(SECTION, tried, work).await;
    let title = format!("{kind:?}: writes acknowledged in each round before its kill");
    charts.push(chart(&title, &told.writes));
    let title = format!("{kind:?}: milliseconds from each restart to its first answer");
    charts.push(chart(&title, &told.restarts));
}

/// What each round came to.
#[derive(Default)]
struct Told {
    writes: Vec<f64>,
    restarts: Vec<f64>,
}

async fn rounds(
    program: &Program,
    kind: Kind,
    options: &Options,
    told: &mut Told,
) -> anyhow::Result<String> {
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
        if kind == Kind::Sqlite {
            compare(program, &record)
                .await
                .with_context(|| format!("round {round}"))?;
        }
    }
    asked_again(program, &record).await?;
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

/// Every acknowledged write is what the server tells of, at a last start.
async fn asked_again(program: &Program, record: &Record) -> anyhow::Result<()> {
    let running = program.serve().await;
    for client in 0..CLIENTS {
        let name = format!("client{client}");
        let creator = running.creator(&name).await;
        let prefix = format!("{name}-");
        let runs = record
            .runs
            .iter()
            .filter(|(key, _)| key.starts_with(&prefix));
        for (key, run) in runs {
            let answer = creator.get(&format!("/api/runs/{run}")).await;
            ensure!(answer.status == 200, "{key}: {}", answer.told());
        }
        let prepared = record.prepared.iter().filter(|(_, who)| **who == name);
        for (order, _) in prepared {
            let told = creator.get(&format!("/api/orders/{order}")).await;
            ensure!(told.status == 200, "{}", told.told());
            let is_granted = record.orders.contains(order);
            let status = told.json()["status"].clone();
            ensure!(!is_granted || status == "COMPLETED", "{}", told.told());
        }
    }
    running.kill().await;
    Ok(())
}

/// Every acknowledged write is in the database.
pub(super) async fn compare(program: &Program, record: &Record) -> anyhow::Result<()> {
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
        .keys()
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
