//! Errors in the API's one form.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// YouTube's own words, markup and all.
pub(crate) const QUOTA_MESSAGE: &str = "The request cannot be completed because you have exceeded \
     your <a href=\"/youtube/v3/getting-started#quota\">quota</a>.";

/// `{"error": {code, message, errors: [{message, domain, reason}], status?}}`
#[derive(Debug)]
pub(super) struct ApiError {
    status: u16,
    message: String,
    domain: &'static str,
    reason: &'static str,
    word: Option<&'static str>,
}

impl ApiError {
    /// A parameter that is missing, wrong, or does not go with another.
    pub(super) fn bad(reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            message: message.into(),
            domain: "youtube.parameter",
            reason,
            word: None,
        }
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::bad(
            "missingRequiredParameter",
            format!("No filter selected. Expected one of: {name}"),
        )
    }

    pub(super) fn quota() -> Self {
        Self {
            status: 403,
            message: QUOTA_MESSAGE.to_owned(),
            domain: "youtube.quota",
            reason: "quotaExceeded",
            word: None,
        }
    }

    pub(super) fn no_key() -> Self {
        Self {
            status: 403,
            message: "The request is missing a valid API key.".to_owned(),
            domain: "global",
            reason: "forbidden",
            word: Some("PERMISSION_DENIED"),
        }
    }

    pub(super) fn wrong_key() -> Self {
        Self {
            status: 400,
            message: "API key not valid. Please pass a valid API key.".to_owned(),
            domain: "global",
            reason: "badRequest",
            word: Some("INVALID_ARGUMENT"),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        let body = body(
            self.status,
            &self.message,
            self.domain,
            self.reason,
            self.word,
        );
        (status, Json(body)).into_response()
    }
}

fn body(code: u16, message: &str, domain: &str, reason: &str, word: Option<&'static str>) -> Value {
    let mut body = json!({"error": {
        "code": code,
        "message": message,
        "errors": [{"message": message, "domain": domain, "reason": reason}],
    }});
    if let Some(word) = word {
        body["error"]["status"] = json!(word);
    }
    body
}

/// What a fault makes of a call.
pub(crate) fn of_fault(status: u16, reason: Option<&str>) -> Value {
    let usual = match status {
        400 => "badRequest",
        403 => "forbidden",
        404 => "videoNotFound",
        429 => "rateLimitExceeded",
        503 => "backendError",
        _ => "internalError",
    };
    let reason = reason.unwrap_or(usual);
    let (message, domain) = match reason {
        "quotaExceeded" | "dailyLimitExceeded" => (QUOTA_MESSAGE, "youtube.quota"),
        "keyInvalid" => (
            "API key not valid. Please pass a valid API key.",
            "usageLimits",
        ),
        _ => (
            "Sandbox fault: the request failed as it was told to.",
            "global",
        ),
    };
    body(status, message, domain, reason, None)
}
