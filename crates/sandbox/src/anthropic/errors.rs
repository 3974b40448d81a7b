//! Errors in the API's one form.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{ANTHROPIC_API_KEY, platform};

/// The versions that the API is spoken in.
const VERSIONS: [&str; 2] = ["2026-10-21", "2023-06-01"];

/// `{type: "error", error: {type, message, details?}, request_id}`
#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl ApiError {
    /// A request that cannot be taken as it is.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            kind: "invalid_request_error",
            message: message.into(),
        }
    }

    pub(super) fn no_model(model: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            kind: "not_found_error",
            message: format!("model: {model}"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = error_body(self.kind, None, &self.message);
        (self.status, Json(body)).into_response()
    }
}

/// The body of an error; `code` where the type has several meanings.
pub(crate) fn error_body(kind: &str, code: Option<&str>, message: &str) -> Value {
    let mut error = json!({"type": kind, "message": message});
    if let Some(code) = code {
        error["details"] = json!({"error_code": code});
    }
    let request = format!("req_sandbox_{}", platform::random_hex());
    json!({"type": "error", "error": error, "request_id": request})
}

/// The key, in either of its headers, and a version that there is.
pub(super) fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    if text("x-api-key").or(bearer) != Some(ANTHROPIC_API_KEY) {
        return Err(ApiError {
            status: StatusCode::UNAUTHORIZED,
            kind: "authentication_error",
            message: "invalid x-api-key".to_owned(),
        });
    }
    match text("anthropic-version") {
        Some(version) if VERSIONS.contains(&version) => Ok(()),
        Some(version) => Err(ApiError::invalid(format!(
            "anthropic-version: \"{version}\" is not a valid version"
        ))),
        None => Err(ApiError::invalid("anthropic-version: header is required")),
    }
}
