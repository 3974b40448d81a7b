//! What users think of results: one rating a run, which they may change.

use super::{Run, RunStatus};
use crate::{
    database::{Batch, DatabaseError, Statement},
    time::Timestamp,
    words::words,
    world::World,
};

words! {
    /// 👍 or 👎.
    Verdict {
        /// It was of use.
        Up = "UP",
        /// It was not.
        Down = "DOWN",
    }
}

/// The most characters of a reason.
pub const LONGEST_REASON: u32 = 500;

/// A rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// 👍 or 👎.
    pub verdict: Verdict,
    /// Why; may be empty.
    pub reason: String,
    /// When it was given last.
    pub rated_at: Timestamp,
}

/// Rates a run that has a result, or changes what was said of it. `None`: there is no result to
/// rate, and nothing was changed.
pub async fn rate(
    world: &World,
    run: &Run,
    verdict: Verdict,
    reason: &str,
) -> Result<Option<Rating>, DatabaseError> {
    if run.status != RunStatus::Succeeded {
        return Ok(None);
    }
    let rated_at = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO run_rating (run_id, verdict, reason, rated_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (run_id) DO UPDATE SET verdict = ?2, reason = ?3, rated_at = ?4",
        )
        .bind(&run.id)
        .bind(verdict)
        .bind(reason)
        .bind(rated_at),
    );
    world.database.write(batch).await?;
    Ok(Some(Rating {
        verdict,
        reason: reason.to_owned(),
        rated_at,
    }))
}

/// Takes a rating back. Taking back nothing is no error.
pub async fn unrate(world: &World, run: &Run) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM run_rating WHERE run_id = ?1").bind(&run.id));
    world.database.write(batch).await.map(drop)
}

/// What was said of a run.
pub async fn find_rating(world: &World, run: &Run) -> Result<Option<Rating>, DatabaseError> {
    let statement =
        Statement::new("SELECT verdict, reason, rated_at FROM run_rating WHERE run_id = ?1")
            .bind(&run.id);
    let rows = world.database.read(statement).await?;
    let rating = |row: &crate::database::Row| {
        Ok(Rating {
            verdict: row.get(0)?,
            reason: row.get(1)?,
            rated_at: row.get(2)?,
        })
    };
    rows.first().map(rating).transpose()
}
