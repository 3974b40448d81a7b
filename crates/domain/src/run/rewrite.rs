//! One item of a result anew: a run of its own, at its own price, that leaves the result before as it
//! was. So undoing is going back to an earlier run.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Request, Rewrite, Run, StartError, Started, document,
    read::{run, select_run},
    start::{Key, asked_before, begin, refuse_flagged},
};
use crate::{
    agent::{Agent, Inputs, RewriteError, RewritePart},
    database::{DatabaseError, Statement},
    random::{ApiKeyId, RunId},
    world::World,
};

/// The most characters of a wish.
pub const LONGEST_WISH: u32 = 200;

/// The most revisions that are listed, the newest of them.
const REVISIONS_AT_MOST: i64 = 50;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct RewriteRequest {
    /// The run with the result; its user pays.
    pub parent: Run,
    /// Its agent.
    pub agent: Arc<Agent>,
    /// The item.
    pub part: RewritePart,
    /// What the user wants of it, checked; may be empty.
    pub wish: String,
    /// The key for programs that it is started with.
    pub api_key: Option<ApiKeyId>,
    /// The client's key: the same key starts one run.
    pub idempotency_key: Option<String>,
}

/// Starts writing one item anew, or answers as before when the key's run is there already.
pub async fn rewrite(world: &Arc<World>, request: RewriteRequest) -> Result<Started, StartError> {
    let RewriteRequest {
        parent,
        agent,
        part,
        wish,
        ..
    } = request;
    let price = agent.rewrite().ok_or(RewriteError::NotOffered)?.price;
    let named = part.to_string();
    let key = request.idempotency_key.as_deref().map(|key| {
        let asked = format!("rewrite\n{}\n{named}\n{wish}", parent.id);
        let fingerprint = crate::random::sha256_hex(asked.as_bytes());
        Key { key, fingerprint }
    });
    if let Some(started) = asked_before(world, &parent.user, key.as_ref()).await? {
        return Ok(started);
    }
    let before = document(world, &parent)
        .await?
        .ok_or(StartError::NoResult)?;
    agent.check_part(&part, &before.output)?;
    refuse_flagged(world, &Value::from(wish.as_str())).await?;
    let now = world.now();
    let inputs = Inputs::kept(&parent.input);
    let start = Request {
        user: parent.user.clone(),
        agent: Arc::clone(&agent),
        inputs: inputs.clone(),
        variant: parent.variant.clone(),
        api_key: request.api_key,
        idempotency_key: None,
    };
    let mut run = Run::new(RunId::new(now, &*world.random), &start, now);
    run.price = price;
    run.rewrite = Some(Rewrite {
        parent: parent.id,
        part: named,
        wish,
    });
    begin(world, run, agent, inputs, key).await
}

/// The revisions of a result, oldest first: the run that wrote it, and those that wrote parts of it
/// anew; failed ones and ones at work among them.
pub async fn revisions(world: &World, of: &Run) -> Result<Vec<Run>, DatabaseError> {
    const SQL: &str = select_run!(
        "WHERE user_id = ?1 AND id IN (
           WITH RECURSIVE up (id) AS (
             SELECT id FROM agent_run WHERE id = ?2
             UNION SELECT r.parent_run_id FROM agent_run r JOIN up ON up.id = r.id
             WHERE r.parent_run_id IS NOT NULL
           ), tree (id) AS (
             SELECT r.id FROM agent_run r JOIN up ON up.id = r.id WHERE r.parent_run_id IS NULL
             UNION SELECT r.id FROM agent_run r JOIN tree ON r.parent_run_id = tree.id
           )
           SELECT id FROM tree
         )
         ORDER BY number DESC LIMIT ?3"
    );
    let statement = Statement::new(SQL)
        .bind(&of.user)
        .bind(&of.id)
        .bind(REVISIONS_AT_MOST);
    let newest_first = world.database.read(statement).await?;
    newest_first.into_iter().rev().map(run).collect()
}
