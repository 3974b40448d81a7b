//! The one thread that writes: group commit.

use std::sync::atomic::Ordering;

use openclaw_domain::database::{Batch, DatabaseError, Rows};
use rusqlite::Connection;

use crate::figures;

use super::{
    Counters, WriteJob,
    checkpoint::Log,
    run::{domain_error, run},
};

type Answer = Result<Vec<Rows>, DatabaseError>;

/// Takes what waits, runs it as one group, answers, until every sender is gone.
pub(super) fn serve(
    connection: &Connection,
    jobs: &async_channel::Receiver<WriteJob>,
    group: usize,
    log: &Log,
    counters: &Counters,
) {
    let mut waiting = Vec::with_capacity(group);
    while let Ok(first) = jobs.recv_blocking() {
        waiting.push(first);
        while waiting.len() < group
            && let Ok(next) = jobs.try_recv()
        {
            waiting.push(next);
        }
        let began = clock();
        let answers = commit_group(connection, &waiting);
        figures::group(waiting.len(), began.elapsed());
        figures::queue("write", jobs.len());
        figures::answers(&answers);
        // Counted before anyone is answered, so that who was answered finds himself counted.
        counters
            .batches
            .fetch_add(answers.len() as u64, Ordering::Relaxed);
        counters.commits.fetch_add(1, Ordering::Relaxed);
        let statements: usize = waiting.iter().map(|job| job.batch.statements.len()).sum();
        counters
            .statements
            .fetch_add(statements as u64, Ordering::Relaxed);
        for (job, answer) in waiting.drain(..).zip(answers) {
            // A caller that went away does not undo what was committed.
            let _ = job.answer.send(answer);
        }
        log.after_commit(connection);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a disk takes is real time"
)]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

/// Runs all in one transaction, each in a savepoint: one that is refused takes nothing with it.
/// When the transaction itself fails, nothing of it happened and all are told so.
fn commit_group(connection: &Connection, jobs: &[WriteJob]) -> Vec<Answer> {
    let outcome = execute(connection, "BEGIN IMMEDIATE").and_then(|()| {
        let mut answers = Vec::with_capacity(jobs.len());
        for job in jobs {
            answers.push(savepoint(connection, &job.batch)?);
        }
        execute(connection, "COMMIT").map(|()| answers)
    });
    outcome.unwrap_or_else(|error| {
        if !connection.is_autocommit()
            && let Err(rollback) = execute(connection, "ROLLBACK")
        {
            tracing::error!(%rollback, "a failed group could not be rolled back");
        }
        tracing::error!(%error, batches = jobs.len(), "a group of batches failed");
        jobs.iter().map(|_| Err(error.clone())).collect()
    })
}

/// The outer error is the transaction's: a full disk, for one, makes SQLite roll all of it back.
fn savepoint(connection: &Connection, batch: &Batch) -> Result<Answer, DatabaseError> {
    execute(connection, "SAVEPOINT batch")?;
    let answer: Answer = batch
        .statements
        .iter()
        .map(|statement| run(connection, statement))
        .collect();
    if let Err(error) = &answer {
        if connection.is_autocommit() {
            return Err(error.clone());
        }
        execute(connection, "ROLLBACK TO batch")?;
    }
    execute(connection, "RELEASE batch")?;
    Ok(answer)
}

fn execute(connection: &Connection, sql: &str) -> Result<(), DatabaseError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute([]))
        .map(drop)
        .map_err(|error| domain_error(&error))
}
