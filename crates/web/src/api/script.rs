//! `/api/runs/{id}/script`: a script with the time that each part takes to say.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use openclaw_domain::agent::Script;
use serde::Serialize;
use utoipa::ToSchema;

use super::runs::{own_run, result};
use crate::{
    http::user::SignedIn,
    problem::{Problem, no_result},
    site::Site,
};

/// A script and its times.
#[derive(Serialize, ToSchema)]
pub(super) struct ScriptBody {
    /// The length asked for, in seconds.
    seconds: u64,
    /// How long all scenes together take to say, in milliseconds.
    speech_ms: u64,
    hooks: Vec<HookBody>,
    scenes: Vec<SceneBody>,
}

/// A hook.
#[derive(Serialize, ToSchema)]
struct HookBody {
    kind: String,
    text: String,
    /// How long it takes to say, in milliseconds.
    speech_ms: u64,
}

/// A scene.
#[derive(Serialize, ToSchema)]
struct SceneBody {
    /// From 1.
    number: usize,
    /// Seconds from the beginning.
    start: i64,
    /// Seconds from the beginning.
    end: i64,
    narration: String,
    /// What is shown as text.
    caption: String,
    /// How long the narration takes to say, in milliseconds.
    speech_ms: u64,
}

impl From<Script> for ScriptBody {
    fn from(script: Script) -> Self {
        let hook = |hook: openclaw_domain::agent::Hook| HookBody {
            kind: hook.kind,
            text: hook.text,
            speech_ms: hook.speech_ms,
        };
        let scene = |scene: openclaw_domain::agent::Scene| SceneBody {
            number: scene.number,
            start: scene.start,
            end: scene.end,
            narration: scene.narration,
            caption: scene.caption,
            speech_ms: scene.speech_ms,
        };
        Self {
            seconds: script.seconds,
            speech_ms: script.speech_ms,
            hooks: script.hooks.into_iter().map(hook).collect(),
            scenes: script.scenes.into_iter().map(scene).collect(),
        }
    }
}

/// A script with the time that each part takes to say
#[utoipa::path(
    get, path = "/api/runs/{id}/script", tag = "runs", params(("id" = String, Path, description = "The run")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = ScriptBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such run, or its result is no script", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is no result yet, or none at all", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn script(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<ScriptBody>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&run.agent_id);
    let agent = agent.ok_or_else(Problem::not_found)?;
    let document = result(&site, &run).await?.ok_or_else(no_result)?;
    let script = agent.script(&document).ok_or_else(Problem::not_found)?;
    Ok(Json(script.into()))
}
