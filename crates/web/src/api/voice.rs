//! `/api/agents/{id}/voice`: a brand voice, remembered where somebody wants it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use openclaw_domain::{
    agent::{Agent, check_text},
    voice,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{body, user::SignedIn},
    problem::Problem,
    site::Site,
};

/// A brand voice.
#[derive(Serialize, ToSchema)]
pub(super) struct VoiceBody {
    /// How somebody wants to sound; null where nothing is remembered.
    voice: Option<String>,
}

/// A brand voice to remember.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RememberVoice {
    /// How you want to sound, in as many characters as the agent's `brand_voice` says at most.
    #[schema(example = json!("반말은 쓰지 않아요. 농담은 한 번만 해요."))]
    voice: String,
}

/// The agent of that id, if it remembers a brand voice, and how long one may be.
fn agent<'a>(site: &'a Site, id: &str) -> Result<(&'a Arc<Agent>, u32), Problem> {
    let agent = site.world.agents.find(id).ok_or_else(Problem::not_found)?;
    let longest = agent.brand_voice().ok_or_else(Problem::not_found)?;
    Ok((agent, longest))
}

/// The brand voice that is remembered
#[utoipa::path(
    get, path = "/api/agents/{id}/voice", tag = "agents", params(("id" = String, Path, description = "The agent")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = VoiceBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such agent, or it remembers none", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn voice(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<VoiceBody>, Problem> {
    let (agent, _) = agent(&site, &id)?;
    let voice = voice::find(&site.world, &user.id, agent).await?;
    Ok(Json(VoiceBody { voice }))
}

/// Remember a brand voice
///
/// Every script from now on is written in it. It can be changed and forgotten at any time, and is part
/// of the data export.
#[utoipa::path(
    put, path = "/api/agents/{id}/voice", tag = "agents", params(("id" = String, Path, description = "The agent")),
    request_body = RememberVoice,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = VoiceBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such agent, or it remembers none", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn remember(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    body::Json(sent): body::Json<RememberVoice>,
) -> Result<Json<VoiceBody>, Problem> {
    let (agent, longest) = agent(&site, &id)?;
    let text = check_text(&sent.voice, 1, longest, true);
    let text = text.map_err(|fault| Problem::field("voice", fault))?;
    voice::remember(&site.world, &user.id, agent, &text).await?;
    Ok(Json(VoiceBody { voice: Some(text) }))
}

/// Forget the brand voice
#[utoipa::path(
    delete, path = "/api/agents/{id}/voice", tag = "agents", params(("id" = String, Path, description = "The agent")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 204, description = "Nothing is remembered any more"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such agent, or it remembers none", body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn forget(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (agent, _) = agent(&site, &id)?;
    voice::forget(&site.world, &user.id, agent).await?;
    Ok(StatusCode::NO_CONTENT)
}
