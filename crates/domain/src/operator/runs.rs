//! Everybody's runs, for who runs the shop: found, and one with all that is known of it.

use crate::{
    database::{DatabaseError, Row, Statement},
    money::Credits,
    random::{RunId, UserId},
    run::{Failure, RunStatus, Verdict},
    time::Timestamp,
    world::World,
};

/// Which runs are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Of this agent.
    pub agent: Option<String>,
    /// In this state.
    pub status: Option<RunStatus>,
    /// The run's or the user's id, or a part of what the run is about; nothing for all.
    pub text: String,
}

/// A run in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRun {
    /// Its id.
    pub id: RunId,
    /// Whose.
    pub user: UserId,
    /// Their name.
    pub name: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Which agent.
    pub agent: String,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: RunStatus,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// What was paid.
    pub price: Credits,
    /// What the model cost, in thousandths of a won.
    pub cost_milliwon: i64,
    /// When it was started.
    pub created_at: Timestamp,
}

/// One run with what only the operator sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRecord {
    /// The run.
    pub run: ListedRun,
    /// The version of its prompt.
    pub version: String,
    /// The prompt's variant; `None` on runs from before there were variants.
    pub variant: Option<String>,
    /// The run whose result it writes a part of anew.
    pub parent: Option<RunId>,
    /// How often a document went back to the model.
    pub repairs: i64,
    /// The checks that a document did not pass, by name, parted by commas.
    pub failed_checks: Option<String>,
    /// When it ended.
    pub settled_at: Option<Timestamp>,
    /// What its user says of it, and why.
    pub rating: Option<(Verdict, String)>,
    /// Each time a model was asked.
    pub attempts: Vec<AttemptRecord>,
}

/// A model asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    /// Who was asked.
    pub provider: String,
    /// For what.
    pub model: String,
    /// What came of it, as a word.
    pub outcome: String,
    /// Tokens read, those from a cache among them.
    pub input_tokens: i64,
    /// Tokens written.
    pub output_tokens: i64,
    /// Whether the tokens are our own guess.
    pub is_estimate: bool,
    /// In thousandths of a won.
    pub cost_milliwon: i64,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
}

macro_rules! listed_run {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT r.id, r.user_id, u.name, u.email, r.agent_id, r.subject, r.status, r.failure,
                    r.price, r.cost_milliwon, r.created_at",
            $more,
            " FROM agent_run r JOIN user_account u ON u.id = r.user_id",
            $rest
        )
    };
}

fn listed(row: &Row) -> Result<ListedRun, DatabaseError> {
    Ok(ListedRun {
        id: row.get(0)?,
        user: row.get(1)?,
        name: row.get(2)?,
        email: row.get(3)?,
        agent: row.get(4)?,
        subject: row.get(5)?,
        status: row.get(6)?,
        failure: row.get(7)?,
        price: row.get(8)?,
        cost_milliwon: row.get(9)?,
        created_at: row.get(10)?,
    })
}

/// Up to `limit` of them, newest first; `before` is the last of the page before.
pub async fn search_runs(
    world: &World,
    filter: &RunFilter,
    before: Option<&RunId>,
    limit: u32,
) -> Result<Vec<ListedRun>, DatabaseError> {
    const SQL: &str = listed_run!(
        "",
        " WHERE r.id < ?1 AND (?2 = '' OR r.agent_id = ?2) AND (?3 = '' OR r.status = ?3)
             AND (?4 = '' OR r.id = ?4 OR r.user_id = ?4
                  OR REPLACE(LOWER(r.subject), LOWER(?4), '') <> LOWER(r.subject))
           ORDER BY r.id DESC LIMIT ?5"
    );
    // Not LIKE: D1 takes patterns of 50 bytes.
    let statement = Statement::new(SQL)
        // Ids are lower-case hexadecimal: nothing comes after a letter beyond f.
        .bind(before.map_or("g", RunId::as_str))
        .bind(filter.agent.as_deref().unwrap_or_default())
        .bind(filter.status.map_or("", RunStatus::as_str))
        .bind(filter.text.as_str())
        .bind(i64::from(limit));
    let rows = world.database.read(statement).await?;
    rows.iter().map(listed).collect()
}

/// One of them.
pub async fn run_record(world: &World, id: &RunId) -> Result<Option<RunRecord>, DatabaseError> {
    const SQL: &str = listed_run!(
        ", r.agent_version, r.variant, r.parent_run_id, r.repairs, r.failed_checks, r.settled_at,
           g.verdict, g.reason",
        " LEFT JOIN run_rating g ON g.run_id = r.id WHERE r.id = ?1"
    );
    let rows = world.database.read(Statement::new(SQL).bind(id)).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let verdict: Option<Verdict> = row.get(17)?;
    let reason: Option<String> = row.get(18)?;
    Ok(Some(RunRecord {
        run: listed(row)?,
        version: row.get(11)?,
        variant: row.get(12)?,
        parent: row.get(13)?,
        repairs: row.get(14)?,
        failed_checks: row.get(15)?,
        settled_at: row.get(16)?,
        rating: verdict.map(|verdict| (verdict, reason.unwrap_or_default())),
        attempts: attempts(world, id).await?,
    }))
}

async fn attempts(world: &World, id: &RunId) -> Result<Vec<AttemptRecord>, DatabaseError> {
    let statement = Statement::new(
        "SELECT provider, model, outcome, input_tokens, output_tokens, is_estimate, cost_milliwon,
                duration_ms
         FROM model_attempt WHERE run_id = ?1 ORDER BY number",
    )
    .bind(id);
    let attempt = |row: &Row| {
        Ok(AttemptRecord {
            provider: row.get(0)?,
            model: row.get(1)?,
            outcome: row.get(2)?,
            input_tokens: row.get(3)?,
            output_tokens: row.get(4)?,
            is_estimate: row.get::<i64>(5)? == 1,
            cost_milliwon: row.get(6)?,
            duration_ms: row.get(7)?,
        })
    };
    let rows = world.database.read(statement).await?;
    rows.iter().map(attempt).collect()
}
