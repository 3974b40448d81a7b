//! The models.

use axum::{Json, extract::Path, http::HeaderMap};
use serde_json::{Value, json};

use super::errors::{ApiError, check_headers};

/// Id, its name for people, when it came.
const MODELS: [(&str, &str, &str); 4] = [
    (
        "claude-haiku-5-5",
        "Claude Haiku 5.5",
        "2026-08-18T00:00:00Z",
    ),
    (
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        "2026-07-07T00:00:00Z",
    ),
    ("claude-opus-5-5", "Claude Opus 5.5", "2026-06-02T00:00:00Z"),
    (
        "claude-fable-5-1",
        "Claude Fable 5.1",
        "2026-05-12T00:00:00Z",
    ),
];

pub(super) fn exists(id: &str) -> bool {
    MODELS.iter().any(|(known, ..)| *known == id)
}

pub(super) async fn list(headers: HeaderMap) -> Result<Json<Value>, ApiError> {
    check_headers(&headers)?;
    let models: Vec<Value> = MODELS.iter().map(model).collect();
    let edge = |model: Option<&Value>| model.map_or(Value::Null, |model| model["id"].clone());
    Ok(Json(json!({
        "first_id": edge(models.first()),
        "last_id": edge(models.last()),
        "has_more": false,
        "data": models,
    })))
}

pub(super) async fn get(
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    check_headers(&headers)?;
    let found = MODELS.iter().find(|(known, ..)| *known == id);
    found
        .map(|found| Json(model(found)))
        .ok_or_else(|| ApiError::no_model(&id))
}

fn model((id, display_name, created_at): &(&str, &str, &str)) -> Value {
    json!({"type": "model", "id": id, "display_name": display_name, "created_at": created_at})
}
