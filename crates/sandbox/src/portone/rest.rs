//! The REST API: `/portone/payments`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State as Shared},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{cancel, render};
use crate::{PORTONE_API_SECRET, STORE_ID, faults::FaultKind, state::State};

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

    fn not_found() -> Self {
        Self::new(404, "PAYMENT_NOT_FOUND", "결제 건이 존재하지 않습니다.")
    }

    fn body(&self) -> Value {
        json!({"type": self.kind, "message": self.message})
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        answer(self.status, self.body())
    }
}

fn answer(status: u16, body: Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(body)).into_response()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoreQuery {
    store_id: Option<String>,
}

pub(super) async fn get_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(query): Query<StoreQuery>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    check_store(query.store_id.as_deref())?;
    let mut payment = state
        .payments()
        .get(&id)
        .cloned()
        .ok_or_else(ApiError::not_found)?;
    if let Some(Extension(FaultKind::Amount { by })) = fault {
        payment.total += by;
    }
    Ok(Json(render::payment(&payment, state.base_url())))
}

pub(super) async fn cancel_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_secret(&headers)?;
    let mut payments = state.payments();
    let key = headers
        .get("idempotency-key")
        .map(|key| format!("{id} {key:?}"));
    if let Some((status, body)) = key.as_ref().and_then(|key| payments.reply(key)) {
        return Ok(answer(*status, body.clone()));
    }
    let body: Value = serde_json::from_slice(&body).map_err(|_| invalid_request())?;
    check_store(body["storeId"].as_str())?;
    let body = serde_json::from_value(body).map_err(|_| invalid_request())?;
    let payment = payments.get_mut(&id).ok_or_else(ApiError::not_found)?;
    let reply = match cancel::cancel(payment, body) {
        Ok(body) => (200, body),
        Err(error) => (error.status, error.body()),
    };
    if let Some(key) = key {
        payments.keep_reply(key, reply.clone());
    }
    Ok(answer(reply.0, reply.1))
}

fn invalid_request() -> ApiError {
    ApiError::new(
        400,
        "INVALID_REQUEST",
        "요청된 입력 정보가 유효하지 않습니다.",
    )
}

fn check_secret(headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    if given.and_then(|value| value.strip_prefix("PortOne ")) == Some(PORTONE_API_SECRET) {
        return Ok(());
    }
    Err(ApiError::new(
        401,
        "UNAUTHORIZED",
        "인증 정보가 올바르지 않습니다.",
    ))
}

/// The secret belongs to one store.
fn check_store(store_id: Option<&str>) -> Result<(), ApiError> {
    if store_id.is_none_or(|store_id| store_id == STORE_ID) {
        return Ok(());
    }
    Err(ApiError::new(
        403,
        "FORBIDDEN",
        "접근 권한이 없는 상점 아이디입니다.",
    ))
}
