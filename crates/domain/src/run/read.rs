//! Reading runs and their results.

use futures::{TryFutureExt as _, try_join};

use super::{Failure, RunStatus, start::Request};
use crate::{
    agent::Document,
    database::{DatabaseError, Row, Statement},
    money::Credits,
    port::files::FileError,
    random::{ApiKeyId, RunId, UserId},
    time::Timestamp,
    trend,
    world::World,
};
use serde_json::Value;

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Whose.
    pub user: UserId,
    /// Which agent.
    pub agent_id: String,
    /// The version of its prompt.
    pub agent_version: String,
    /// The prompt's variant; `None` on runs from before there were variants.
    pub variant: Option<String>,
    /// What it writes anew, where it does.
    pub rewrite: Option<Rewrite>,
    /// How often a document went back to the model.
    pub repairs: i64,
    /// The checks that a document did not pass, by name, parted by commas.
    pub failed_checks: Option<String>,
    /// The input that names it.
    pub subject: String,
    /// What was asked.
    pub input: serde_json::Value,
    /// What was paid.
    pub price: Credits,
    /// Where it stands.
    pub status: RunStatus,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The result's own title.
    pub title: Option<String>,
    /// Where its result is kept.
    pub result_key: Option<String>,
    /// The key for programs that started it.
    pub api_key: Option<ApiKeyId>,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it fails unless it is done.
    pub deadline_at: Timestamp,
    /// When it ended.
    pub settled_at: Option<Timestamp>,
}

/// One item of an earlier run's result, written anew by a run of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The run with the result before.
    pub parent: RunId,
    /// The item: `scenes/2`.
    pub part: String,
    /// What the user wants of it; may be empty.
    pub wish: String,
}

impl Run {
    pub(super) fn new(id: RunId, request: &Request, now: Timestamp) -> Self {
        let variant = request.variant.as_deref();
        let variant = variant.unwrap_or_else(|| request.agent.variant_for(&request.user));
        Self {
            variant: Some(variant.to_owned()),
            rewrite: None,
            repairs: 0,
            failed_checks: None,
            id,
            user: request.user.clone(),
            agent_id: request.agent.id().to_owned(),
            agent_version: request.agent.version().to_owned(),
            subject: request.agent.subject_of(&request.inputs),
            input: request.inputs.as_json(),
            price: request.agent.price(),
            status: RunStatus::Running,
            failure: None,
            title: None,
            result_key: None,
            api_key: request.api_key.clone(),
            created_at: now,
            deadline_at: now.plus(request.agent.deadline()),
            settled_at: None,
        }
    }

    /// Notes that a document goes back to the model, and which checks it did not pass.
    pub(super) fn note_repair(&mut self, checks: &[&str]) {
        self.repairs += 1;
        self.note_failed_checks(checks);
    }

    pub(super) fn note_failed_checks(&mut self, checks: &[&str]) {
        let mut names: Vec<&str> = self
            .failed_checks
            .iter()
            .flat_map(|names| names.split(','))
            .collect();
        names.extend(checks);
        names.sort_unstable();
        names.dedup();
        self.failed_checks = Some(names.join(","));
    }
}

/// A query for whole runs; its columns are read by [`run`].
macro_rules! select_run {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, agent_id, agent_version, subject, input, price, status, failure, ",
            "title, result_key, created_at, deadline_at, settled_at, api_key_id, ",
            "variant, repairs, failed_checks, parent_run_id, part, wish FROM agent_run ",
            $rest
        )
    };
}
pub(super) use select_run;

pub(super) fn run(row: &Row) -> Result<Run, DatabaseError> {
    let input: String = row.get(5)?;
    Ok(Run {
        id: row.get(0)?,
        user: row.get(1)?,
        agent_id: row.get(2)?,
        agent_version: row.get(3)?,
        subject: row.get(4)?,
        input: serde_json::from_str(&input).map_err(|e| DatabaseError::Row(e.to_string()))?,
        price: row.get(6)?,
        status: row.get(7)?,
        failure: row.get(8)?,
        title: row.get(9)?,
        result_key: row.get(10)?,
        created_at: row.get(11)?,
        deadline_at: row.get(12)?,
        settled_at: row.get(13)?,
        api_key: row.get(14)?,
        variant: row.get(15)?,
        repairs: row.get(16)?,
        failed_checks: row.get(17)?,
        rewrite: rewrite(row)?,
    })
}

fn rewrite(row: &Row) -> Result<Option<Rewrite>, DatabaseError> {
    let Some(parent) = row.get(18)? else {
        return Ok(None);
    };
    Ok(Some(Rewrite {
        parent,
        part: row.get(19)?,
        wish: row.get::<Option<String>>(20)?.unwrap_or_default(),
    }))
}

/// The user's run of that id; another's is not found.
pub async fn find(world: &World, user: &UserId, id: &RunId) -> Result<Option<Run>, DatabaseError> {
    const SQL: &str = select_run!("WHERE user_id = ?1 AND id = ?2");
    world
        .database
        .read(Statement::new(SQL).bind(user).bind(id))
        .await?
        .first()
        .map(run)
        .transpose()
}

/// Which runs to list; by itself all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this agent.
    pub agent: Option<String>,
    /// That stand so.
    pub status: Option<RunStatus>,
    /// Whose topic or title has this in it, in capital or small letters.
    pub text: Option<String>,
}

/// Up to `limit` of the user's runs, newest first, older than the run `before`.
pub async fn list(
    world: &World,
    user: &UserId,
    filter: &Filter,
    before: Option<&RunId>,
    limit: u32,
) -> Result<Vec<Run>, DatabaseError> {
    // Not LIKE: D1 takes patterns of 50 bytes, which are 16 Korean letters.
    const SQL: &str = select_run!(
        "WHERE user_id = ?1
           AND number < COALESCE((SELECT number FROM agent_run WHERE id = ?2 AND user_id = ?1),
                                 9007199254740991)
           AND (?4 = '' OR agent_id = ?4) AND (?5 = '' OR status = ?5)
           AND (?6 = '' OR REPLACE(LOWER(subject), LOWER(?6), '') <> LOWER(subject)
                OR REPLACE(LOWER(COALESCE(title, '')), LOWER(?6), '') <> LOWER(COALESCE(title, '')))
         ORDER BY number DESC LIMIT ?3"
    );
    let statement = Statement::new(SQL)
        .bind(user)
        .bind(before.map_or("", RunId::as_str))
        .bind(i64::from(limit))
        .bind(filter.agent.as_deref().unwrap_or_default())
        .bind(filter.status.map_or("", RunStatus::as_str))
        .bind(filter.text.as_deref().unwrap_or_default());
    world
        .database
        .read(statement)
        .await?
        .into_iter()
        .map(run)
        .collect()
}

/// A run's result; `None` while there is none.
pub async fn document(world: &World, run: &Run) -> Result<Option<Document>, FileError> {
    let Some(key) = &run.result_key else {
        return Ok(None);
    };
    let missing = || FileError(format!("{key} is missing"));
    let wrong = |error: &dyn std::fmt::Display| FileError(error.to_string());
    let evidence = evidence(world, &run.id).map_err(|error| wrong(&error));
    let (file, evidence) = try_join!(world.files.get(key), evidence)?;
    let file = file.ok_or_else(missing)?;
    let mut document: Document = serde_json::from_slice(&file).map_err(|e| wrong(&e))?;
    document.evidence = evidence;
    document.run = Some(run.id.to_string());
    Ok(Some(document))
}

/// What a result cites, while it may be kept, with our own arithmetic where that may be shown.
async fn evidence(world: &World, run: &RunId) -> Result<Value, DatabaseError> {
    let statement = Statement::new("SELECT evidence FROM run_evidence WHERE run_id = ?1").bind(run);
    let rows = world.database.read(statement).await?;
    let Some(row) = rows.first() else {
        return Ok(Value::Null);
    };
    let text: String = row.get(0)?;
    let mut evidence: Value =
        serde_json::from_str(&text).map_err(|e| DatabaseError::Row(e.to_string()))?;
    if world.settings.trends.derived_metrics {
        evidence["openclaw_arithmetic"] = trend::arithmetic(&evidence);
    }
    Ok(evidence)
}
