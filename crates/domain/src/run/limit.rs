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

/// Which limit a refused start ran into, and in how many seconds it will be over, 1 at least. Of two
/// that refused, the one that lasts longer: a database tells either.
pub(super) async fn refusal(
    database: &dyn Database,
    user: &UserId,
    limits: &RunLimits,
    refused: &'static str,
    now: Timestamp,
) -> Result<(&'static str, u64), DatabaseError> {
    if refused == guard::AT_ONCE {
        return Ok((refused, AT_ONCE_WAIT_SECONDS));
    }
    let mut longest = (refused, 0);
    for (name, back, window) in [
        (guard::PER_MINUTE, limits.per_minute, MINUTE_MS),
        (guard::PER_HOUR, limits.per_hour, HOUR_MS),
    ] {
        let wait = wait_ms(database, user, back, window, now).await?;
        if wait > longest.1 {
            longest = (name, wait);
        }
    }
    let (name, wait) = longest;
    Ok((name, wait.div_ceil(1000).max(1)))
}

/// How long the run `back` starts ago stands in the way of a new one.
async fn wait_ms(
    database: &dyn Database,
    user: &UserId,
    back: u32,
    window: i64,
    now: Timestamp,
) -> Result<u64, DatabaseError> {
    let statement = Statement::new(
        "SELECT created_at FROM agent_run
         WHERE user_id = ?1
           AND number = (SELECT runs FROM run_limit WHERE user_id = ?1) + 1 - ?2",
    )
    .bind(user)
    .bind(i64::from(back));
    let rows = database.read(statement).await?;
    let blocker: Option<i64> = rows.first().map(|row| row.get(0)).transpose()?;
    let wait = blocker.map_or(0, |blocker| blocker + window - now.0);
    Ok(u64::try_from(wait).unwrap_or(0))
}
