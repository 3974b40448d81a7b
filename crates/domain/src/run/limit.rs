//! How often a user may start runs: the row that the guards look at.

use crate::{
    database::{Batch, Database, DatabaseError, Statement},
    random::UserId,
    settings::RunLimits,
    time::Timestamp,
};

/// The guards of `run_limit`.
pub(super) mod guard {
    pub(in crate::run) const AT_ONCE: &str = "runs_at_once";
    pub(in crate::run) const PER_MINUTE: &str = "runs_per_minute";
    pub(in crate::run) const PER_HOUR: &str = "runs_per_hour";
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 3_600_000;
/// What to wait when too many run at once: about as long as a run takes.
const AT_ONCE_WAIT_SECONDS: u64 = 10;

/// Opens a new user's row. Part of opening an account.
pub fn open_limit(batch: &mut Batch, user: &UserId) {
    batch.push(
        Statement::new(
            "INSERT INTO run_limit (user_id, runs, running, running_allowed, minute_since, hour_since)
             VALUES (?1, 0, 0, 0, 0, 0)",
        )
        .bind(user),
    );
}

/// Counts a start and takes the run's number. The run that a new one would be the eleventh after is
/// the tenth before it: found by its number, whatever the length of the history.
pub(super) fn count_start(batch: &mut Batch, user: &UserId, limits: &RunLimits, now: Timestamp) {
    batch.push(
        Statement::new(
            "UPDATE run_limit
             SET runs = runs + 1, running = running + 1, running_allowed = ?2,
                 minute_since = ?3,
                 minute_blocker = (SELECT created_at FROM agent_run
                                   WHERE user_id = ?1 AND number = run_limit.runs + 1 - ?4),
                 hour_since = ?5,
                 hour_blocker = (SELECT created_at FROM agent_run
                                 WHERE user_id = ?1 AND number = run_limit.runs + 1 - ?6)
             WHERE user_id = ?1",
        )
        .bind(user)
        .bind(i64::from(limits.at_once))
        .bind(now.0 - MINUTE_MS)
        .bind(i64::from(limits.per_minute))
        .bind(now.0 - HOUR_MS)
        .bind(i64::from(limits.per_hour)),
    );
}

/// Counts a settlement.
pub(super) fn count_settlement(batch: &mut Batch, user: &UserId) {
    batch.push(
        Statement::new("UPDATE run_limit SET running = running - 1 WHERE user_id = ?1").bind(user),
    );
}

/// In how many seconds the refusal of `guard` will be over, 1 at least.
pub(super) async fn retry_after(
    database: &dyn Database,
    user: &UserId,
    limits: &RunLimits,
    guard: &str,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let (back, window) = match guard {
        guard::PER_MINUTE => (limits.per_minute, MINUTE_MS),
        guard::PER_HOUR => (limits.per_hour, HOUR_MS),
        _ => return Ok(AT_ONCE_WAIT_SECONDS),
    };
    let statement = Statement::new(
        "SELECT created_at FROM agent_run
         WHERE user_id = ?1
           AND number = (SELECT runs FROM run_limit WHERE user_id = ?1) + 1 - ?2",
    )
    .bind(user)
    .bind(i64::from(back));
    let blocker: Option<i64> = database
        .read(statement)
        .await?
        .first()
        .map(|row| row.get(0))
        .transpose()?;
    let wait_ms = blocker.map_or(0, |blocker| blocker + window - now.0);
    Ok(u64::try_from(wait_ms).unwrap_or(0).div_ceil(1000).max(1))
}
