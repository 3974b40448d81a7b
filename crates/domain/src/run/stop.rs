//! Stopping a run that works: its credits go back at once, and its work ends.

use super::{Failure, Run, RunStatus, find, settle::settle, spent::Spent};
use crate::{
    database::{DatabaseError, Statement},
    time::{DAY, Timestamp},
    world::World,
};

/// How many runs a user may stop in a day. What is written is seen as it is written and costs us
/// tokens: who stops every run just before its end would never pay.
pub const STOPS_A_DAY: i64 = 20;
/// Of how many of a user's latest runs the stopped ones are counted: bounds the question, and is more
/// than anybody starts in a day for long.
const LATEST: i64 = 1_000;

/// Why a run was not stopped. It goes on.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StopError {
    /// [`STOPS_A_DAY`] are reached.
    #[error("so many runs were stopped today that this one goes on")]
    TooManyStops,
    /// The database did not take it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Stops a run and answers it as it ended: failed by [`Failure::StoppedByUser`] with its credits
/// back, or, where it had ended before, as it had. May be repeated.
pub async fn stop(world: &World, run: &Run) -> Result<Run, StopError> {
    if run.status == RunStatus::Running {
        if stopped_since(world, run, world.now().minus(DAY)).await? >= STOPS_A_DAY {
            return Err(StopError::TooManyStops);
        }
        // Its end reaches whoever works on it: there the cost is known, and added.
        let outcome = Err(Failure::StoppedByUser);
        settle(world, run, outcome, &Spent::default()).await?;
    }
    let ended = find(world, &run.user, &run.id).await?;
    Ok(ended.unwrap_or_else(|| run.clone()))
}

async fn stopped_since(world: &World, run: &Run, since: Timestamp) -> Result<i64, DatabaseError> {
    let statement = Statement::new(
        "SELECT COUNT(*) FROM agent_run
         WHERE user_id = ?1 AND number > (SELECT runs FROM run_limit WHERE user_id = ?1) - ?2
           AND failure = ?3 AND settled_at > ?4",
    )
    .bind(&run.user)
    .bind(LATEST)
    .bind(Failure::StoppedByUser)
    .bind(since);
    world.database.read(statement).await?.one()?.get(0)
}
