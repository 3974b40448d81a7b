//! `/api/agents`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use openclaw_domain::agent::{Agent, Field};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{problem::Problem, site::Site};

/// What can be rented.
#[derive(Serialize, ToSchema)]
pub(super) struct Agents {
    agents: Vec<AgentBody>,
}

/// An agent.
#[derive(Serialize, ToSchema)]
pub(super) struct AgentBody {
    id: String,
    /// The version of its prompt.
    version: String,
    name: Words,
    description: Words,
    /// Credits for a run.
    price: i64,
    /// The most a run takes, in seconds.
    deadline_seconds: u64,
    /// What a run's body holds.
    #[schema(value_type = Vec<Object>)]
    inputs: Vec<Value>,
    /// The same as a JSON schema of the body.
    #[schema(value_type = Object)]
    input_schema: Value,
    /// Bodies to try.
    #[schema(value_type = Vec<Object>)]
    examples: Vec<Value>,
    /// What can be written anew in a result, and for how much; null where nothing can.
    rewrite: Option<RewriteOffer>,
    /// The most characters of a brand voice it remembers; null where it takes none.
    brand_voice: Option<u32>,
    /// The `format`s a result can be downloaded in.
    formats: Vec<String>,
}

/// What can be written anew.
#[derive(Serialize, ToSchema)]
struct RewriteOffer {
    /// Credits for one part.
    price: i64,
    /// The lists whose items are parts: `scenes` for `scenes/1`, `scenes/2`, …
    parts: Vec<String>,
}

/// Words in both languages.
#[derive(Serialize, ToSchema)]
struct Words {
    ko: String,
    en: String,
}

impl From<&openclaw_domain::agent::Text> for Words {
    fn from(text: &openclaw_domain::agent::Text) -> Self {
        Self {
            ko: text.ko.clone(),
            en: text.en.clone(),
        }
    }
}

fn body(agent: &Agent) -> AgentBody {
    AgentBody {
        id: agent.id().to_owned(),
        version: agent.version().to_owned(),
        name: agent.name().into(),
        description: agent.description().into(),
        price: agent.price().get(),
        deadline_seconds: agent.deadline().as_secs(),
        inputs: agent.fields().iter().map(input).collect(),
        input_schema: agent.input_schema(),
        examples: agent.examples().to_vec(),
        rewrite: agent.rewrite().map(|rewrite| RewriteOffer {
            price: rewrite.price.get(),
            parts: rewrite.parts.clone(),
        }),
        brand_voice: agent.brand_voice(),
        formats: agent
            .downloads()
            .iter()
            .map(|download| download.format.clone())
            .collect(),
    }
}

fn input(field: &Field) -> Value {
    serde_json::to_value(field).unwrap_or(Value::Null)
}

/// What can be rented
#[utoipa::path(get, path = "/api/agents", tag = "agents", responses((status = 200, body = Agents)))]
pub(super) async fn agents(State(site): State<Arc<Site>>) -> Json<Agents> {
    Json(Agents {
        agents: site.world.agents.iter().map(|agent| body(agent)).collect(),
    })
}

/// An agent and its inputs
#[utoipa::path(
    get, path = "/api/agents/{id}", tag = "agents", params(("id" = String, Path, description = "The agent")),
    responses(
        (status = 200, body = AgentBody),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn agent(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
) -> Result<Json<AgentBody>, Problem> {
    site.world
        .agents
        .find(&id)
        .map(|agent| Json(body(agent)))
        .ok_or_else(Problem::not_found)
}
