//! What runs came to, by agent, version and prompt variant: for the operator's table and for
//! `openclaw eval compare`.

use std::collections::BTreeMap;

use crate::{
    database::{DatabaseError, Row, Statement},
    time::Timestamp,
    world::World,
};

/// The most rows: agents times versions times variants.
const ROWS_AT_MOST: i64 = 500;

/// The runs of one variant of one version of an agent. Runs still at work are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VariantStats {
    /// The agent's id.
    pub agent: String,
    /// The version of its prompt.
    pub version: String,
    /// The variant; empty for runs from before there were variants.
    pub variant: String,
    /// How many ended.
    pub runs: i64,
    /// How many of them have a result.
    pub succeeded: i64,
    /// The others, by their failure's code.
    pub failures: BTreeMap<String, i64>,
    /// How many went back to the model once.
    pub repaired: i64,
    /// How many were rated 👍.
    pub up: i64,
    /// How many were rated 👎.
    pub down: i64,
    /// All input tokens.
    pub input_tokens: i64,
    /// All output tokens.
    pub output_tokens: i64,
    /// What the model cost, in thousandths of a won; failed runs too.
    pub cost_milliwon: i64,
    /// What was paid for those that succeeded, in credits.
    pub revenue_credits: i64,
}

/// Runs that ended from `from` until before `until`, of one agent or of all. Rewrites of parts are
/// left out: they are another task at another price.
pub async fn stats(
    world: &World,
    agent: Option<&str>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<VariantStats>, DatabaseError> {
    let statement = Statement::new(
        "SELECT r.agent_id, r.agent_version, COALESCE(r.variant, ''), COALESCE(r.failure, ''),
                COUNT(*), CAST(SUM(CASE WHEN r.status = 'SUCCEEDED' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN r.repairs > 0 THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN g.verdict = 'UP' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(CASE WHEN g.verdict = 'DOWN' THEN 1 ELSE 0 END) AS BIGINT),
                CAST(SUM(r.input_tokens) AS BIGINT), CAST(SUM(r.output_tokens) AS BIGINT), CAST(SUM(r.cost_milliwon) AS BIGINT),
                CAST(SUM(CASE WHEN r.status = 'SUCCEEDED' THEN r.price ELSE 0 END) AS BIGINT)
         FROM agent_run r LEFT JOIN run_rating g ON g.run_id = r.id
         WHERE r.status <> 'RUNNING' AND r.settled_at >= ?1 AND r.settled_at < ?2
           AND (?3 = '' OR r.agent_id = ?3) AND r.parent_run_id IS NULL
         GROUP BY r.agent_id, r.agent_version, COALESCE(r.variant, ''), COALESCE(r.failure, '')
         ORDER BY 1, 2, 3, 4 LIMIT ?4",
    )
    .bind(from)
    .bind(until)
    .bind(agent.unwrap_or_default())
    .bind(ROWS_AT_MOST);
    let mut found: Vec<VariantStats> = Vec::new();
    for row in &world.database.read(statement).await? {
        add(&mut found, row)?;
    }
    Ok(found)
}

/// Adds a row of one failure to its variant's; the rows of a variant come one after another.
fn add(found: &mut Vec<VariantStats>, row: &Row) -> Result<(), DatabaseError> {
    let (agent, version, variant) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let same =
        |it: &VariantStats| it.agent == agent && it.version == version && it.variant == variant;
    if !found.last().is_some_and(same) {
        found.push(VariantStats {
            agent,
            version,
            variant,
            ..VariantStats::default()
        });
    }
    let Some(stats) = found.last_mut() else {
        return Ok(());
    };
    let (failure, runs): (String, i64) = (row.get(3)?, row.get(4)?);
    if !failure.is_empty() {
        stats.failures.insert(failure, runs);
    }
    stats.runs += runs;
    for (column, sum) in [
        (5, &mut stats.succeeded),
        (6, &mut stats.repaired),
        (7, &mut stats.up),
        (8, &mut stats.down),
        (9, &mut stats.input_tokens),
        (10, &mut stats.output_tokens),
        (11, &mut stats.cost_milliwon),
        (12, &mut stats.revenue_credits),
    ] {
        *sum += row.get::<i64>(column)?;
    }
    Ok(())
}
