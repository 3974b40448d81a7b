//! What users think of results: one rating a run, which they may change.

use std::collections::BTreeMap;

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

/// How many of the latest ratings are counted: what an agent is like now, at a bounded price.
const LATEST: i64 = 5_000;

/// What was said lately of the runs of one agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratings {
    /// How many were rated 👍.
    pub up: i64,
    /// How many were rated 👎.
    pub down: i64,
}

/// Fewer ratings than these say nothing of an agent.
const FEWEST: i64 = 5;

impl Ratings {
    /// How many of a hundred were of use; `None` while there are too few to tell.
    #[must_use]
    pub fn percent_up(&self) -> Option<i64> {
        let all = self.up.saturating_add(self.down);
        (all >= FEWEST).then(|| self.up.saturating_mul(100) / all)
    }
}

/// What was said lately of each agent's runs, by the agents' ids.
pub async fn ratings(world: &World) -> Result<BTreeMap<String, Ratings>, DatabaseError> {
    let statement = Statement::new(
        "SELECT r.agent_id, CAST(SUM(CASE WHEN g.verdict = 'UP' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN g.verdict = 'DOWN' THEN 1 ELSE 0 END) AS BIGINT)
         FROM (SELECT run_id, verdict FROM run_rating ORDER BY rated_at DESC LIMIT ?1) g
         JOIN agent_run r ON r.id = g.run_id GROUP BY r.agent_id",
    )
    .bind(LATEST);
    let rows = world.database.read(statement).await?;
    let of_agent = |row: &crate::database::Row| {
        let ratings = Ratings {
            up: row.get(1)?,
            down: row.get(2)?,
        };
        Ok((row.get(0)?, ratings))
    };
    rows.iter().map(of_agent).collect()
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
