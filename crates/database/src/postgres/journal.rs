//! How a batch whose connection was lost is known again.
//!
//! Each of our connections has a seat, and each batch of a seat a number. The first statement of a
//! batch writes its number into the seat's row of `batch_journal`; the same number a second time
//! breaks [`ONCE`]. So after a lost connection the batch is simply sent again:
//!
//! - it had arrived: refused by [`ONCE`], and it is known that all of it happened;
//! - it had not: it happens now;
//! - it is still under way in the server, which has not noticed the loss: the row is locked, so the
//!   second try waits for the end of the first, and is then refused or not.
//!
//! A row is updated in place and is its connection's alone: no two batches wait for each other here.

use openclaw_domain::database::{Batch, DatabaseError, Rows};

/// The guard that refuses a number the second time.
pub(super) const ONCE: &str = "batch_once";

/// The journal is this backend's own: SQLite answers in the same process, and has nothing to lose.
pub(super) const TABLE: &str = "CREATE TABLE IF NOT EXISTS batch_journal (
  seat    TEXT   NOT NULL CONSTRAINT batch_journal_seat PRIMARY KEY,
  batch   BIGINT NOT NULL,
  repeats BIGINT NOT NULL CONSTRAINT batch_once CHECK (repeats = 0),
  used_at TIMESTAMPTZ NOT NULL
)";

/// Forgets the seats of processes that have long been gone.
pub(super) const TIDY: &str = "DELETE FROM batch_journal WHERE used_at < now() - INTERVAL '1 day'";

/// Notes batch `?2` of seat `?1`.
pub(super) const NOTE: &str = "INSERT INTO batch_journal AS kept (seat, batch, repeats, used_at)
  VALUES (?1, ?2, 0, now())
  ON CONFLICT (seat) DO UPDATE SET batch = excluded.batch, used_at = excluded.used_at,
    repeats = CASE WHEN kept.batch = excluded.batch THEN 1 ELSE 0 END";

/// The answer to a batch of which only that is known: all of it happened. Rows that it returned are
/// lost with the connection.
pub(super) fn answer_of_arrived(batch: &Batch) -> Result<Vec<Rows>, DatabaseError> {
    let returns_rows = |sql: &str| sql.contains("RETURNING");
    if batch.statements.iter().any(|it| returns_rows(it.sql)) {
        return Err(DatabaseError::AnswerLost);
    }
    Ok(vec![Rows::default(); batch.statements.len()])
}
