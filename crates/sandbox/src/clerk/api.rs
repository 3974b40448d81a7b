//! The Backend API, the public keys, and the tokens of a session.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, ORIGIN},
    },
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    error_body,
    token::{About, sign},
};
use crate::{CLERK_SECRET_KEY, faults::Service, keys::Signer, state::State};

pub(super) struct ApiError(StatusCode, Value);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

fn not_found() -> ApiError {
    let body = error_body("resource_not_found", "not found");
    ApiError(StatusCode::NOT_FOUND, body)
}

fn check_secret(headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if given == Some(CLERK_SECRET_KEY) {
        return Ok(());
    }
    let message = "The provided Clerk Secret Key is invalid.";
    let body = error_body("clerk_key_invalid", message);
    Err(ApiError(StatusCode::UNAUTHORIZED, body))
}

pub(super) async fn keys(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(Signer::of(&state, Service::Clerk).await.published())
}

pub(super) async fn backend_keys(
    state: Shared<Arc<State>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    Ok(keys(state).await)
}

pub(super) async fn user(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    let instance = state.clerk();
    let user = instance.user(&id).ok_or_else(not_found)?;
    Ok(Json(user.to_json()))
}

/// The Frontend API knows the browser by a cookie; here whoever knows the session's id, which is as
/// hard to guess, is taken for that browser.
pub(super) async fn token(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    let session = state.clerk().session(&id).cloned().ok_or_else(not_found)?;
    let asking = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    let issued_at = state.payments().settings.now().timestamp();
    let about = About {
        user_id: &session.user_id,
        session_id: &id,
        azp: asking.or(session.origin.as_deref()),
        issued_at,
    };
    let jwt = sign(&state, &about).await;
    Ok(Json(json!({"object": "token", "jwt": jwt})))
}
