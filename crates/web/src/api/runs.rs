//! Runs: starting them, their state, their results.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use openclaw_domain::{
    account::{Language, User},
    agent::{Document, Problem as FieldFault},
    money::Credits,
    random::RunId,
    run::{self, Failure, Request, Run, RunStatus, Started},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::events::{self, Watch};
use crate::{
    http::{
        body,
        query::Query,
        reader::Spoken,
        user::{Caller, SignedIn},
    },
    problem::{Problem, no_result},
    site::Site,
};

/// A run that was started.
#[derive(Serialize, ToSchema)]
pub(super) struct StartedBody {
    /// The run.
    id: String,
    /// Always RUNNING: the answer of the start, also when it is repeated.
    #[schema(value_type = String, example = "RUNNING")]
    status: RunStatus,
    /// The balance right after it was paid.
    balance: i64,
    /// What it cost.
    price: i64,
}

/// Start a run
///
/// The body is the agent's inputs as one flat JSON object. With an `Idempotency-Key`, the same
/// request can be repeated safely: it starts one run and gets one answer.
///
/// Who accepts `text/event-stream` is told of the run as it goes: an event `started` with the body
/// below, then the events of `GET /api/runs/{id}/events`. Where OpenClaw runs as a Worker, this keeps
/// a run going for as long as it takes: otherwise it must end within 30 seconds of the answer.
#[utoipa::path(
    post, path = "/api/agents/{id}/runs", tag = "runs",
    params(
        ("id" = String, Path, description = "The agent"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable ASCII characters, remembered for a day"),
    ),
    request_body(content = Object, description = "The agent's inputs", example = json!({"topic": "편의점 재료로 만드는 5분 파스타", "seconds": 30})),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 201, content((StartedBody = "application/json"), (String = "text/event-stream"))),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "Too few credits; with `balance` and `price`", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 413, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Names the fields", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many runs; with Retry-After", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn start(
    State(site): State<Arc<Site>>,
    Caller { user, key }: Caller,
    Path(id): Path<String>,
    Spoken(language): Spoken,
    headers: HeaderMap,
    body::Json(sent): body::Json<Value>,
) -> Result<Response, Problem> {
    let agent = site.world.agents.find(&id).ok_or_else(Problem::not_found)?;
    let inputs = agent
        .inputs(&sent)
        .map_err(|faults| Problem::fields(&faults))?;
    let request = Request {
        api_key: key,
        user: user.id.clone(),
        agent: Arc::clone(agent),
        inputs,
        variant: None,
        idempotency_key: idempotency_key(&headers)?,
    };
    // Who wants to listen needs a place to: without one nothing is started.
    let place = events::are_wanted(&headers)
        .then(|| events::place(&site, &user))
        .transpose()?;
    let started = run::start(&site.world, request).await?;
    let body = StartedBody::new(&started, agent.price());
    let Some(place) = place else {
        return Ok((StatusCode::CREATED, Json(body)).into_response());
    };
    let watch = Watch::new(place, Arc::clone(&site), user, started.run, language);
    Ok((StatusCode::CREATED, watch.of_start(&body)).into_response())
}

impl StartedBody {
    pub(super) fn new(started: &Started, price: Credits) -> Self {
        Self {
            id: started.run.to_string(),
            status: RunStatus::Running,
            balance: started.balance.get(),
            price: price.get(),
        }
    }
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key.to_str().unwrap_or_default();
    let fits = (1..=255).contains(&key.len()) && key.bytes().all(|b| (b' '..=b'~').contains(&b));
    let wrong = || Problem::field("Idempotency-Key", FieldFault::ControlCharacter);
    fits.then(|| Some(key.to_owned())).ok_or_else(wrong)
}

/// A run.
#[derive(Serialize, ToSchema)]
pub(super) struct RunBody {
    id: String,
    /// The agent.
    agent: String,
    /// The version of its prompt.
    agent_version: String,
    /// The prompt's variant.
    variant: Option<String>,
    /// What it writes anew; null where it wrote the whole.
    rewrite: Option<RewriteOf>,
    #[schema(value_type = String, example = "SUCCEEDED")]
    status: RunStatus,
    /// Why it failed: a stable code. Its credits are back.
    #[schema(value_type = Option<String>, example = "deadline")]
    failure: Option<Failure>,
    /// The result's own title.
    title: Option<String>,
    /// What was asked.
    #[schema(value_type = Object)]
    input: Value,
    /// What it cost, in credits.
    price: i64,
    /// Unix milliseconds.
    created_at: i64,
    /// By when it ends: Unix milliseconds.
    deadline_at: i64,
    /// When it ended: Unix milliseconds.
    settled_at: Option<i64>,
    /// The result, once SUCCEEDED; not in lists. Written by AI.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Value>,
    /// What the result cites of others, with when it was told; null once it may not be kept any
    /// longer, and where nothing is cited. Not written by AI.
    #[schema(value_type = Option<Object>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Value>,
}

/// One part of an earlier result, written anew.
#[derive(Serialize, ToSchema)]
struct RewriteOf {
    /// The run with the result before.
    parent: String,
    /// The part.
    #[schema(example = "scenes/2")]
    part: String,
    /// What was wanted of it; may be empty.
    wish: String,
}

impl RunBody {
    pub(super) fn new(run: Run, document: Option<Document>) -> Self {
        let (result, evidence) = document.map(|it| (it.output, it.evidence)).unzip();
        Self {
            id: run.id.into(),
            agent: run.agent_id,
            agent_version: run.agent_version,
            variant: run.variant,
            rewrite: run.rewrite.map(|rewrite| RewriteOf {
                parent: rewrite.parent.into(),
                part: rewrite.part,
                wish: rewrite.wish,
            }),
            status: run.status,
            failure: run.failure,
            title: run.title,
            input: run.input,
            price: run.price.get(),
            created_at: run.created_at.0,
            deadline_at: run.deadline_at.0,
            settled_at: run.settled_at.map(|at| at.0),
            result,
            evidence,
        }
    }
}

/// The user's run of that id, or 404.
pub(crate) async fn own_run(site: &Site, user: &User, id: &str) -> Result<Run, Problem> {
    let id = RunId::parse(id).ok_or_else(Problem::not_found)?;
    run::find(&site.world, &user.id, &id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// Its result, once there is one.
pub(crate) async fn result(site: &Site, run: &Run) -> Result<Option<Document>, Problem> {
    run::document(&site.world, run).await.map_err(|error| {
        tracing::error!(run = %run.id, %error, "a result cannot be read");
        Problem::result_unreadable()
    })
}

/// A run and its result
#[utoipa::path(
    get, path = "/api/runs/{id}", tag = "runs", params(("id" = String, Path, description = "The run")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = RunBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn run(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<RunBody>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let document = result(&site, &run).await?;
    Ok(Json(RunBody::new(run, document)))
}

/// Stop a run
///
/// Its work ends, and its credits go back: it is FAILED with `stopped_by_user`. A run that had ended
/// is answered as it ended, so that this can be repeated.
#[utoipa::path(
    post, path = "/api/runs/{id}/stop", tag = "runs", params(("id" = String, Path, description = "The run")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = RunBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many runs were stopped today: it goes on", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn stop(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<RunBody>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let ended = run::stop(&site.world, &run).await?;
    let document = result(&site, &ended).await?;
    Ok(Json(RunBody::new(ended, document)))
}

/// Which file.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Format {
    /// One of the agent's `formats`: `txt`, `md`, `srt`, `vtt`, `json`.
    format: Option<String>,
    /// The language of what stands around the result: `ko`, which is the default, or `en`. The result
    /// itself stays as it was written.
    language: Option<String>,
}

/// A result as a file
///
/// Every file says, for people and for programs, that it was written by AI.
#[utoipa::path(
    get, path = "/api/runs/{id}/download", tag = "runs",
    params(("id" = String, Path, description = "The run"), Format),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "The file", content((String = "text/plain"), (String = "text/markdown"), (String = "application/x-subrip"), (String = "text/vtt"), (Value = "application/json"))),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is no result yet, or none at all", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn download(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    Query(wanted): Query<Format>,
) -> Result<Response, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let agent = site
        .world
        .agents
        .find(&run.agent_id)
        .ok_or_else(Problem::not_found)?;
    let formats: Vec<String> = agent.downloads().iter().map(|d| d.format.clone()).collect();
    let format = wanted.format.unwrap_or_default();
    if !formats.contains(&format) {
        return Err(Problem::field("format", FieldFault::NotAChoice(formats)));
    }
    let language = match wanted.language.as_deref() {
        None => Language::Korean,
        Some(tag) => Language::from_word(tag).ok_or_else(|| {
            let tags = [Language::Korean, Language::English].map(|it| it.as_str().to_owned());
            Problem::field("language", FieldFault::NotAChoice(tags.into()))
        })?,
    };
    let document = result(&site, &run).await?.ok_or_else(no_result)?;
    let rendered = agent
        .download(&document, &format, language)
        .ok_or_else(Problem::not_found)?;
    let file = rendered.map_err(|error| {
        tracing::error!(run = %run.id, %error, "a result cannot be rendered");
        Problem::internal()
    })?;
    let headers = [
        (
            header::CONTENT_TYPE,
            format!("{}; charset=utf-8", file.media_type()),
        ),
        (header::CONTENT_DISPOSITION, attachment(&run, &format)),
    ];
    Ok((headers, file.content().to_owned()).into_response())
}

/// A plain name for old programs, and the title for the others (RFC 6266).
fn attachment(run: &Run, format: &str) -> String {
    let plain = format!("{}-{}", run.agent_id, run.id.as_str().split_at(8).0);
    let title: String = run
        .title
        .as_deref()
        .unwrap_or(&plain)
        .chars()
        .take(60)
        .collect();
    let title = percent_encoding::utf8_percent_encode(&title, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}.{format}\"; filename*=UTF-8''{title}.{format}")
}
