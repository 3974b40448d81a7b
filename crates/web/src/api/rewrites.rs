//! `/api/runs/{id}/rewrites`: one part of a result written anew.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use openclaw_domain::{
    agent::{Problem as FieldFault, RewritePart, check_text},
    run::{self, LONGEST_WISH, RewriteRequest},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::runs::{RunBody, StartedBody, idempotency_key, own_run};
use crate::{
    http::{
        body,
        user::{Caller, SignedIn},
    },
    problem::Problem,
    site::Site,
};

/// What is to be written anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskRewrite {
    /// The part: a list of the result and the item, from 1. The agent's `rewrite.parts` names the lists.
    #[serde(default)]
    #[schema(required = true, example = "scenes/2")]
    part: String,
    /// What is wanted of it, in up to 200 characters.
    #[serde(default)]
    #[schema(example = json!("더 구체적인 예를 들어 주세요"))]
    wish: String,
}

/// Write one part of a result anew
///
/// Starts a run of its own at the agent's price for a rewrite. Its result is the whole document with
/// that part new; the run before keeps the one without. It fails and gives the credits back as every
/// run does, and can be repeated safely with an `Idempotency-Key`.
#[utoipa::path(
    post, path = "/api/runs/{id}/rewrites", tag = "runs",
    params(
        ("id" = String, Path, description = "The run with the result"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable ASCII characters, remembered for a day"),
    ),
    request_body = AskRewrite,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 201, body = StartedBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 402, description = "Too few credits; with `balance` and `price`", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is no result yet, none at all, or one of an older form", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "Names the fields", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 429, description = "Too many runs; with Retry-After", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rewrite(
    State(site): State<Arc<Site>>,
    Caller { user, key }: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body::Json(sent): body::Json<AskRewrite>,
) -> Result<(StatusCode, Json<StartedBody>), Problem> {
    let parent = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&parent.agent_id);
    let agent = Arc::clone(agent.ok_or_else(Problem::not_found)?);
    let offered = agent.rewrite().map(|it| (it.price, it.parts.clone()));
    let (price, parts) = offered.unwrap_or_default();
    let part = RewritePart::parse(&sent.part)
        .ok_or_else(|| Problem::field("part", FieldFault::NotAChoice(parts)))?;
    let wish = check_text(&sent.wish, 0, LONGEST_WISH, false);
    let wish = wish.map_err(|fault| Problem::field("wish", fault))?;
    let request = RewriteRequest {
        parent,
        agent,
        part,
        wish,
        api_key: key,
        idempotency_key: idempotency_key(&headers)?,
    };
    let started = run::rewrite(&site.world, request).await?;
    Ok((StatusCode::CREATED, Json(StartedBody::new(&started, price))))
}

/// The revisions of a result.
#[derive(Serialize, ToSchema)]
pub(super) struct Revisions {
    revisions: Vec<RunBody>,
}

/// The revisions of a result, oldest first
///
/// The run that wrote it, and the runs that wrote parts of it anew. Each keeps its own document: to
/// undo is to take an earlier one.
#[utoipa::path(
    get, path = "/api/runs/{id}/revisions", tag = "runs", params(("id" = String, Path, description = "Any of the runs")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = Revisions),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revisions(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Revisions>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let found = run::revisions(&site.world, &run).await?;
    let revisions = found
        .into_iter()
        .map(|run| RunBody::new(run, None))
        .collect();
    Ok(Json(Revisions { revisions }))
}
