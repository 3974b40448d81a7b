//! The threads that answer reads, each with a connection of its own.

use std::sync::atomic::Ordering;

use rusqlite::Connection;

use crate::figures;

use super::{Counters, ReadJob, run::run};

/// Answers until every sender is gone.
pub(super) fn serve(
    connection: &Connection,
    jobs: &async_channel::Receiver<ReadJob>,
    counters: &Counters,
) {
    while let Ok(job) = jobs.recv_blocking() {
        figures::queue("read", jobs.len());
        // Nobody waits any more: the query is not worth running.
        if job.answer.is_closed() {
            continue;
        }
        counters.statements.fetch_add(1, Ordering::Relaxed);
        let result = run(connection, &job.statement);
        let _ = job.answer.send(result);
    }
}
