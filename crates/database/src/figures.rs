//! What the operator's monitoring counts of every backend.

use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use openclaw_domain::database::DatabaseError;

/// Says what each figure means, where somebody collects them.
pub fn describe() {
    describe_counter!(
        "openclaw_database_batches_total",
        "Batches that were answered, by what came of them: done, refused, failed."
    );
    describe_counter!("openclaw_database_commits_total", "Groups of batches.");
    describe_histogram!("openclaw_database_group_size", "Batches in one commit.");
    describe_histogram!(
        "openclaw_database_commit_seconds",
        "Seconds that one commit took."
    );
    describe_gauge!(
        "openclaw_database_queue",
        "Batches and reads that wait, by queue."
    );
    describe_counter!(
        "openclaw_database_busy_total",
        "Batches and reads that found their queue full, by queue."
    );
    describe_counter!(
        "openclaw_database_round_trips_total",
        "Times that the server was asked and its answer awaited (PostgreSQL)."
    );
    describe_counter!(
        "openclaw_database_retries_total",
        "Tries after the first of a batch or read, by reason: conflict, lost (PostgreSQL)."
    );
    describe_gauge!(
        "openclaw_database_hears",
        "1 while hints of what other processes write arrive, 0 while it is looked up (PostgreSQL)."
    );
}

/// A group was committed or failed.
pub(crate) fn group(size: usize, took: std::time::Duration) {
    counter!("openclaw_database_commits_total").increment(1);
    histogram!("openclaw_database_group_size").record(number(size));
    histogram!("openclaw_database_commit_seconds").record(took);
}

/// Batches were answered so.
pub(crate) fn answers<'a, T: 'a>(answers: impl IntoIterator<Item = &'a Result<T, DatabaseError>>) {
    let (mut done, mut refused, mut failed) = (0, 0, 0);
    for answer in answers {
        match answer {
            Ok(_) => done += 1,
            Err(DatabaseError::Refused(_)) => refused += 1,
            Err(_) => failed += 1,
        }
    }
    for (outcome, count) in [("done", done), ("refused", refused), ("failed", failed)] {
        if count > 0 {
            counter!("openclaw_database_batches_total", "outcome" => outcome).increment(count);
        }
    }
}

/// How many wait in a queue.
pub(crate) fn queue(queue: &'static str, waiting: usize) {
    gauge!("openclaw_database_queue", "queue" => queue).set(number(waiting));
}

/// A server was asked, and its answer is awaited.
pub(crate) fn round_trip() {
    counter!("openclaw_database_round_trips_total").increment(1);
}

/// A batch or read is tried again.
pub(crate) fn retry(reason: &'static str) {
    counter!("openclaw_database_retries_total", "reason" => reason).increment(1);
}

/// A batch was committed by itself.
pub(crate) fn commit() {
    counter!("openclaw_database_commits_total").increment(1);
}

/// Whether hints of what other processes write arrive.
pub(crate) fn hears(is_so: bool) {
    gauge!("openclaw_database_hears").set(f64::from(u8::from(is_so)));
}

/// A queue was full.
pub(crate) fn busy(queue: &'static str) {
    counter!("openclaw_database_busy_total", "queue" => queue).increment(1);
}

fn number(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
