//! The envelope around every V1 answer, and the two ways a V1 body may be written.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// What was asked for.
pub(super) fn ok(response: Value) -> Response {
    Json(json!({"code": 0, "message": null, "response": response})).into_response()
}

/// Why it was not done. A 200 is no sign of success here.
pub(super) fn refuse(status: u16, code: i64, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        code,
        message: message.into(),
    }
}

/// An answer that says no.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    code: i64,
    message: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let body = json!({"code": self.code, "message": self.message, "response": null});
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    }
}

/// A body as JSON or as a form.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Self {
        let kind = headers
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/json")) {
            return Self(serde_json::from_slice(body).unwrap_or_default());
        }
        let pairs = url::form_urlencoded::parse(body).into_owned();
        Self(
            pairs
                .map(|(name, value)| (name, Value::String(value)))
                .collect(),
        )
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A number, or one in a string as forms have them. None in it is an error, absence is not.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_i64(),
        };
        let refusal = || refuse(400, -1, format!("{name}: 올바른 금액이 아닙니다."));
        number.map(Some).ok_or_else(refusal)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        match self.0.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }
}
