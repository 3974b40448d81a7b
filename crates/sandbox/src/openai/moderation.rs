//! `POST /openai/v1/moderations`: flags what holds one of a few phrases, or the next input when it
//! is told to.

use axum::{Extension, Json, http::HeaderMap};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::errors::{ApiError, check_key};
use crate::{faults::FaultKind, platform};

const CATEGORIES: [&str; 13] = [
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/instructions",
    "self-harm/intent",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
];
/// Phrases, and what each is a matter of. The real service judges; this one only has to be told
/// something that it flags.
const PHRASES: [(&str, &[&str]); 4] = [
    ("자해하는 방법", &["self-harm", "self-harm/instructions"]),
    (
        "how to hurt myself",
        &["self-harm", "self-harm/instructions"],
    ),
    ("폭탄 만드는 방법", &["illicit", "illicit/violent"]),
    ("how to build a bomb", &["illicit", "illicit/violent"]),
];
const MODEL: &str = "omni-moderation-latest";

pub(super) async fn create(
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_key(&headers)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let texts = texts(&body["input"]).ok_or_else(|| {
        let message = "Missing required parameter: 'input'.";
        let code = Some("missing_required_parameter");
        ApiError::invalid(Some("input"), code, message)
    })?;
    let is_told = matches!(fault, Some(Extension(FaultKind::Flagged)));
    let results: Vec<Value> = texts.iter().map(|text| finding(text, is_told)).collect();
    Ok(Json(json!({
        "id": format!("modr-sandbox{}", platform::random_hex()),
        "model": body["model"].as_str().unwrap_or(MODEL),
        "results": results,
    })))
}

fn texts(input: &Value) -> Option<Vec<String>> {
    match input {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(parts) if !parts.is_empty() => {
            let text = |part: &Value| Some(part.as_str().or(part["text"].as_str())?.to_owned());
            parts.iter().map(text).collect()
        }
        _ => None,
    }
}

fn finding(text: &str, is_told: bool) -> Value {
    let lower = text.to_lowercase();
    let found = PHRASES.iter().filter(|(phrase, _)| lower.contains(phrase));
    let mut flagged: Vec<&str> = found.flat_map(|(_, of)| of.iter().copied()).collect();
    if is_told {
        flagged.push("violence");
    }
    let each = |value: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        let all = CATEGORIES.iter();
        all.map(|name| ((*name).to_owned(), value(name))).collect()
    };
    json!({
        "flagged": !flagged.is_empty(),
        "categories": each(&|name| json!(flagged.contains(&name))),
        "category_scores": each(&|name| json!(if flagged.contains(&name) { 0.97 } else { 0.001 })),
        "category_applied_input_types": each(&|_| json!(["text"])),
    })
}
