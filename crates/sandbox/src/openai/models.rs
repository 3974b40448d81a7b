//! The models, and when they go.

use axum::{Json, extract::Path, http::HeaderMap};
use serde_json::{Value, json};

use super::errors::{ApiError, check_key};

/// Id, when it came (Unix seconds), when it goes. Both GPT-4o models have an announced end.
const MODELS: [(&str, i64, Option<&str>); 7] = [
    ("gpt-6-luna", 1_777_000_000, None),
    ("gpt-6-sol", 1_777_000_000, None),
    ("gpt-6.1-sol", 1_788_000_000, None),
    ("gpt-6.1-terra", 1_788_000_000, None),
    ("gpt-6-astra", 1_777_000_000, None),
    ("gpt-4o", 1_715_367_049, Some("2027-01-14")),
    ("gpt-4o-mini", 1_721_172_741, Some("2027-01-14")),
];

pub(super) fn exists(id: &str) -> bool {
    MODELS.iter().any(|(known, ..)| *known == id)
}

/// Whether a model thinks before it writes.
pub(super) fn reasons(id: &str) -> bool {
    !id.starts_with("gpt-4o")
}

pub(super) async fn list(headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    check_key(&headers)?;
    let models: Vec<Value> = MODELS.iter().map(model).collect();
    Ok(Json(json!({"object": "list", "data": models})))
}

pub(super) async fn get(
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    check_key(&headers)?;
    let found = MODELS.iter().find(|(known, ..)| *known == id);
    found
        .map(|found| Json(model(found)))
        .ok_or_else(|| ApiError::no_model(&id))
}

fn model((id, created, shutdown_date): &(&str, i64, Option<&str>)) -> Value {
    json!({
        "id": id,
        "object": "model",
        "created": created,
        "owned_by": "openai",
        "shutdown_date": shutdown_date,
    })
}
