//! Starting a run: pay, count and write it down in one batch, then let the work begin.

use std::sync::Arc;

use serde_json::Value;

use super::{
    Run, RunStatus, engine, find,
    limit::{self, guard},
};
use crate::{
    account,
    agent::{Agent, FieldKind, Inputs, RewriteError},
    database::{Batch, DatabaseError, Statement},
    figures, ledger,
    moderate::flagged,
    money::Credits,
    port::files::FileError,
    random::{ApiKeyId, RunId, UserId},
    time::Timestamp,
    world::World,
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who pays.
    pub user: UserId,
    /// Which agent.
    pub agent: Arc<Agent>,
    /// Its checked inputs.
    pub inputs: Inputs,
    /// The prompt variant to use; `None`: the user's own ([`Agent::variant_for`]).
    pub variant: Option<String>,
    /// The key for programs that it is started with, whose cap it counts against.
    pub api_key: Option<ApiKeyId>,
    /// The client's key: the same key starts one run, however often it is sent.
    pub idempotency_key: Option<String>,
}

/// The answer to a start, the same for every repeat of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The run.
    pub run: RunId,
    /// The balance right after it was paid.
    pub balance: Credits,
    /// Whether an earlier request had started it.
    pub replayed: bool,
}

/// Why no run was started. Nothing was changed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The balance is less than the price.
    #[error("the balance of {balance} is less than the price of {price}")]
    TooFewCredits {
        /// What there is.
        balance: Credits,
        /// What it takes.
        price: Credits,
    },
    /// A limit of [`crate::settings::RunLimits`] is reached.
    #[error("the limit {limit} is reached, for another {retry_after} s")]
    TooManyRuns {
        /// The guard: `runs_per_minute`, `runs_per_hour` or `runs_at_once`.
        limit: &'static str,
        /// Seconds to wait.
        retry_after: u64,
    },
    /// The key for programs has spent what it may.
    #[error("the key has spent what it may")]
    KeyCap,
    /// What was written is nothing that a model of ours shall be given.
    #[error("the input is flagged: {categories:?}")]
    Flagged {
        /// As the moderation names them: `hate`, `self-harm/intent`.
        categories: Vec<String>,
    },
    /// The key was used before, for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// An input names a run that cannot be taken.
    #[error("the input {field} names no run that can be taken")]
    NoSuchSource {
        /// The input.
        field: String,
        /// The agents whose runs can be.
        agents: Vec<String>,
    },
    /// The run to rewrite has no result.
    #[error("there is no result to rewrite")]
    NoResult,
    /// The part cannot be written anew.
    #[error(transparent)]
    Part(#[from] RewriteError),
    /// A result cannot be read now.
    #[error(transparent)]
    File(#[from] FileError),
    /// The database did not take it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Starts a run, or answers as before when the key's run is there already.
pub async fn start(world: &Arc<World>, request: Request) -> Result<Started, StartError> {
    let key = request.idempotency_key.as_deref().map(|key| Key {
        key,
        fingerprint: request.inputs.fingerprint(request.agent.id()),
    });
    if let Some(started) = asked_before(world, &request.user, key.as_ref()).await? {
        return Ok(started);
    }
    check_sources(world, &request).await?;
    refuse_flagged(world, &request.inputs.as_json()).await?;
    let now = world.now();
    let run = Run::new(RunId::new(now, &*world.random), &request, now);
    begin(world, run, request.agent, request.inputs, key).await
}

/// Nothing is paid for a text that no model shall be given.
pub(super) async fn refuse_flagged(world: &World, written: &Value) -> Result<(), StartError> {
    match flagged(world, written).await {
        Some(categories) => Err(StartError::Flagged { categories }),
        None => Ok(()),
    }
}

/// Every run that an input names must be the user's own, finished, and of an agent that fits.
async fn check_sources(world: &World, request: &Request) -> Result<(), StartError> {
    for field in request.agent.fields() {
        let FieldKind::FromRun { agents, .. } = &field.kind else {
            continue;
        };
        let Some(id) = RunId::parse(&request.inputs.text(&field.name)) else {
            continue;
        };
        let source = find(world, &request.user, &id).await?;
        let fits = |run: &Run| run.status == RunStatus::Succeeded && agents.contains(&run.agent_id);
        if !source.as_ref().is_some_and(fits) {
            return Err(StartError::NoSuchSource {
                field: field.name.clone(),
                agents: agents.clone(),
            });
        }
    }
    Ok(())
}

/// Pays for a run, writes it down and lets it begin.
pub(super) async fn begin(
    world: &Arc<World>,
    run: Run,
    agent: Arc<Agent>,
    inputs: Inputs,
    key: Option<Key<'_>>,
) -> Result<Started, StartError> {
    let batch = batch(world, &run, key.as_ref(), run.created_at);
    let rows = match world.database.write(batch).await {
        Ok(rows) => rows,
        Err(error) if error.refused_by("idempotency_key_user_id_key") => {
            let started = asked_before(world, &run.user, key.as_ref()).await?;
            return Ok(started.ok_or(error)?);
        }
        // It is paid for and written down: what it left is read, and the work begins.
        Err(DatabaseError::AnswerLost) => Vec::new(),
        Err(error) => return Err(explain(world, &run, error).await),
    };
    // The last statement books the usage and answers what it left.
    let balance = match rows.last() {
        Some(usage) => usage.one()?.get(0)?,
        None => ledger::balance(&*world.database, &run.user)
            .await?
            .unwrap_or_default(),
    };
    let started = Started {
        run: run.id.clone(),
        balance,
        replayed: false,
    };
    figures::run_started(run.price);
    engine::launch(world, agent, inputs, run);
    Ok(started)
}

/// The client's key, and what it stands for.
pub(super) struct Key<'a> {
    pub(super) key: &'a str,
    pub(super) fingerprint: String,
}

/// Everything that a start changes.
fn batch(world: &World, run: &Run, key: Option<&Key<'_>>, now: Timestamp) -> Batch {
    let mut batch = Batch::new();
    if let Some(key) = key {
        batch.push(
            Statement::new(
                "INSERT INTO idempotency_key (user_id, key, fingerprint, run_id, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .bind(&run.user)
            .bind(key.key)
            .bind(key.fingerprint.as_str())
            .bind(&run.id)
            .bind(now),
        );
    }
    if let Some(api_key) = &run.api_key {
        account::charge_key(&mut batch, api_key, run.price.get());
    }
    ledger::debit_for_run(&mut batch, &run.user, run.price);
    limit::count_start(&mut batch, &run.user, &world.settings.limits, now);
    batch.push(
        Statement::new(
            "INSERT INTO agent_run
               (id, user_id, number, agent_id, agent_version, subject, input, price, status, settlements,
                input_tokens, cached_tokens, output_tokens, cost_milliwon, created_at, deadline_at,
                api_key_id, variant, parent_run_id, part, wish)
             VALUES (?1, ?2, (SELECT runs FROM run_limit WHERE user_id = ?2), ?3, ?4, ?5, ?6, ?7,
                     'RUNNING', 0, 0, 0, 0, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )
        .bind(&run.id)
        .bind(&run.user)
        .bind(run.agent_id.as_str())
        .bind(run.agent_version.as_str())
        .bind(run.subject.as_str())
        .bind(run.input.to_string())
        .bind(run.price)
        .bind(now)
        .bind(run.deadline_at)
        .bind(run.api_key.clone())
        .bind(run.variant.clone())
        .bind(run.rewrite.as_ref().map(|it| &it.parent))
        .bind(run.rewrite.as_ref().map(|it| it.part.as_str()))
        .bind(run.rewrite.as_ref().map(|it| it.wish.as_str())),
    );
    ledger::book_usage(&mut batch, &run.user, &run.id, run.price, now);
    batch
}

/// The first answer again, if there was one under this key and the request is the same. Asked before
/// anything is judged: what was answered once is not judged anew.
pub(super) async fn asked_before(
    world: &World,
    user: &UserId,
    key: Option<&Key<'_>>,
) -> Result<Option<Started>, StartError> {
    let Some(key) = key else {
        return Ok(None);
    };
    let statement = Statement::new(
        "SELECT idempotency_key.fingerprint, idempotency_key.run_id, credit_transaction.balance_after
         FROM idempotency_key
         JOIN credit_transaction ON credit_transaction.cause = 'usage:' || idempotency_key.run_id
         WHERE idempotency_key.user_id = ?1 AND idempotency_key.key = ?2",
    )
    .bind(user)
    .bind(key.key);
    let rows = world.database.read(statement).await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    if first.get::<String>(0)? != key.fingerprint {
        return Err(StartError::KeyReused);
    }
    Ok(Some(Started {
        run: first.get(1)?,
        balance: first.get(2)?,
        replayed: true,
    }))
}

/// The guard's refusal in the domain's words.
async fn explain(world: &World, run: &Run, error: DatabaseError) -> StartError {
    let DatabaseError::Refused(refused) = &error else {
        return error.into();
    };
    if refused.is(ledger::guard::BALANCE) {
        return match ledger::balance(&*world.database, &run.user).await {
            Ok(balance) => StartError::TooFewCredits {
                balance: balance.unwrap_or_default(),
                price: run.price,
            },
            Err(error) => error.into(),
        };
    }
    if refused.is(account::KEY_CAP) {
        return StartError::KeyCap;
    }
    let limits = [guard::AT_ONCE, guard::PER_MINUTE, guard::PER_HOUR];
    let Some(limit) = limits.into_iter().find(|name| refused.is(name)) else {
        return error.into();
    };
    let limits = &world.settings.limits;
    match limit::refusal(&*world.database, &run.user, limits, limit, run.created_at).await {
        Ok((limit, retry_after)) => StartError::TooManyRuns { limit, retry_after },
        Err(error) => error.into(),
    }
}
