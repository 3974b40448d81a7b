//! The end of a run, written once: a second settlement breaks the guard `run_settled_once`.

use super::{
    Failure, Run, RunStatus, limit,
    read::{find, run, select_run},
    shared,
    spent::Spent,
};
use crate::{
    account,
    database::{Batch, DatabaseError, Statement},
    figures, ledger,
    order::collect_debts,
    world::World,
};

/// How many runs one sweep settles at most; the next one goes on.
const RUNS_AT_ONCE: i64 = 100;

/// What a successful run leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Success {
    pub(super) title: Option<String>,
    pub(super) result_key: String,
}

/// Writes the end of a run: its result, or its failure with the refund in the same batch. Answers
/// whether this call ended it; `false` when it had ended before.
pub(super) async fn settle(
    world: &World,
    run: &Run,
    outcome: Result<&Success, Failure>,
    spent: &Spent,
) -> Result<bool, DatabaseError> {
    match world
        .database
        .write(batch(world, run, outcome, spent))
        .await
    {
        Ok(_) => {
            world.feeds.close(&run.id, status(outcome));
            figures::run_settled(status(outcome), outcome.err(), run.price);
            let failure = outcome.err().map(Failure::as_str);
            tracing::info!(run = %run.id, agent = run.agent_id, failure, "run settled");
            if failure.is_some() {
                // What a failed run gives back may be owed. The run has ended all the same: what is
                // not collected now, the sweep collects later.
                if let Err(error) = collect_debts(world).await {
                    tracing::warn!(run = %run.id, %error, "debts are collected later");
                }
            }
            Ok(true)
        }
        Err(error) if error.refused_by("run_settled_once") => {
            // By another process, or by a try whose answer was lost: who watches here is told too.
            if let Some(ended) = find(world, &run.user, &run.id).await? {
                world.feeds.close(&run.id, ended.status);
            }
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

fn status(outcome: Result<&Success, Failure>) -> RunStatus {
    if outcome.is_ok() {
        RunStatus::Succeeded
    } else {
        RunStatus::Failed
    }
}

fn batch(world: &World, run: &Run, outcome: Result<&Success, Failure>, spent: &Spent) -> Batch {
    let now = world.now();
    let total = spent.total();
    let mut batch = Batch::new();
    // The run first: whoever comes second is refused by its guard, not by one of the refund's.
    batch.push(
        Statement::new(
            "UPDATE agent_run
             SET settlements = settlements + 1, status = ?2, failure = ?3, title = ?4, result_key = ?5,
                 model = ?6, input_tokens = ?7, cached_tokens = ?8, output_tokens = ?9,
                 cost_milliwon = ?10, settled_at = ?11, provider = ?12, cache_write_tokens = ?13,
                 repairs = ?14, failed_checks = ?15
             WHERE id = ?1",
        )
        .bind(&run.id)
        .bind(status(outcome))
        .bind(outcome.err())
        .bind(outcome.ok().and_then(|success| success.title.clone()))
        .bind(outcome.ok().map(|success| success.result_key.clone()))
        .bind(total.model)
        .bind(total.input_tokens)
        .bind(total.cached_tokens)
        .bind(total.output_tokens)
        .bind(total.cost_milliwon)
        .bind(now)
        .bind(total.provider)
        .bind(total.cache_write_tokens)
        .bind(run.repairs)
        .bind(run.failed_checks.clone()),
    );
    spent.record(&mut batch, world, run);
    if outcome.is_err() {
        ledger::refund_run(&mut batch, &run.user, &run.id, run.price, now);
        account::return_to_key(&mut batch, &run.id, run.price);
    }
    limit::count_settlement(&mut batch, &run.user);
    if world.settings.shares_events {
        shared::forget(&mut batch, &run.id);
    }
    batch
}

/// Adds what a run cost that others ended before its work did: their settlement knew of no cost. What
/// is in the books already, as after an answer that was lost, is not added twice.
pub(super) async fn book_cost(
    world: &World,
    run: &Run,
    spent: &Spent,
) -> Result<(), DatabaseError> {
    let total = spent.total();
    if *spent == Spent::default() {
        return Ok(());
    }
    let mut batch = Batch::new();
    // Its attempts first: their key refuses the second time.
    spent.record(&mut batch, world, run);
    batch.push(
        Statement::new(
            "UPDATE agent_run
             SET model = ?2, provider = ?3, input_tokens = ?4, cached_tokens = ?5,
                 cache_write_tokens = ?6, output_tokens = ?7, cost_milliwon = ?8
             WHERE id = ?1",
        )
        .bind(&run.id)
        .bind(total.model)
        .bind(total.provider)
        .bind(total.input_tokens)
        .bind(total.cached_tokens)
        .bind(total.cache_write_tokens)
        .bind(total.output_tokens)
        .bind(total.cost_milliwon),
    );
    match world.database.write(batch).await {
        Err(error) if error.refused_by("model_attempt_run_id_number") => Ok(()),
        written => written.map(drop),
    }
}

/// Fails and refunds every run past its deadline, whatever became of who worked on it. Answers how
/// many there were.
pub async fn sweep(world: &World) -> Result<usize, DatabaseError> {
    const SQL: &str =
        select_run!("WHERE status = 'RUNNING' AND deadline_at <= ?1 ORDER BY deadline_at LIMIT ?2");
    let due = Statement::new(SQL).bind(world.now()).bind(RUNS_AT_ONCE);
    let mut swept = 0;
    for row in &world.database.read(due).await? {
        let run = run(row)?;
        if settle(world, &run, Err(Failure::Deadline), &Spent::default()).await? {
            swept += 1;
        }
    }
    Ok(swept)
}

/// Fails and refunds what this process still works on, before it stops: nobody waits for a deadline
/// that nobody works towards. What ends meanwhile by itself keeps its own end. Answers how many were
/// handed back.
pub async fn hand_back(world: &World) -> Result<usize, DatabaseError> {
    const SQL: &str = select_run!("WHERE id = ?1 AND status = 'RUNNING'");
    let mut handed = 0;
    for id in world.feeds.ids() {
        let rows = world.database.read(Statement::new(SQL).bind(&id)).await?;
        let Some(row) = rows.first() else {
            continue;
        };
        let run = run(row)?;
        if settle(world, &run, Err(Failure::Stopped), &Spent::default()).await? {
            handed += 1;
        }
    }
    Ok(handed)
}
