//! The errors of the V2 REST API.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{PORTONE_API_SECRET, STORE_ID};

/// An error as the schema has them: a type, and a message for people.
#[derive(Debug)]
pub(super) struct ApiError {
    status: u16,
    kind: &'static str,
    message: &'static str,
}

impl ApiError {
    pub(super) fn new(status: u16, kind: &'static str, message: &'static str) -> Self {
        Self {
            status,
            kind,
            message,
        }
    }

    pub(super) fn not_found() -> Self {
        Self::new(404, "PAYMENT_NOT_FOUND", "결제 건이 존재하지 않습니다.")
    }

    pub(super) fn invalid() -> Self {
        let message = "요청된 입력 정보가 유효하지 않습니다.";
        Self::new(400, "INVALID_REQUEST", message)
    }

    pub(super) fn already_paid() -> Self {
        Self::new(409, "ALREADY_PAID", "결제가 이미 완료되었습니다.")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let body = Json(json!({"type": self.kind, "message": self.message}));
        (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), body).into_response()
    }
}

pub(super) fn knows_secret(headers: &HeaderMap) -> bool {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("PortOne ")) == Some(PORTONE_API_SECRET)
}

pub(super) fn check_secret(headers: &HeaderMap) -> Result<(), ApiError> {
    if knows_secret(headers) {
        return Ok(());
    }
    let message = "인증 정보가 올바르지 않습니다.";
    Err(ApiError::new(401, "UNAUTHORIZED", message))
}

/// The secret belongs to one store.
pub(super) fn check_store(store_id: Option<&str>) -> Result<(), ApiError> {
    if store_id.is_none_or(|store_id| store_id == STORE_ID) {
        return Ok(());
    }
    let message = "접근 권한이 없는 상점 아이디입니다.";
    Err(ApiError::new(403, "FORBIDDEN", message))
}
