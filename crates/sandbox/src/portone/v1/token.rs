//! `POST /users/getToken`, and what the token opens.

use std::sync::Arc;

use axum::{
    extract::State as Shared,
    http::{HeaderMap, header::AUTHORIZATION},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::envelope::{Fields, Refusal, ok, refuse};
use crate::{V1_API_KEY, V1_API_SECRET, platform, state::State};

const LIFE_MINUTES: i64 = 30;
/// A token asked for in its last minute lives this much longer.
const EXTENSION_MINUTES: i64 = 5;

/// The one access token of the merchant.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    value: String,
    expires_at: DateTime<Utc>,
}

pub(super) async fn issue(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let fields = Fields::read(&headers, &body);
    let given = (fields.text("imp_key"), fields.text("imp_secret"));
    if given != (Some(V1_API_KEY), Some(V1_API_SECRET)) {
        let message = "인증에 실패하였습니다. API키와 secret을 확인하세요.";
        return refuse(401, -1, message).into_response();
    }
    let mut payments = state.payments();
    let now = payments.now();
    let fresh = || Token {
        value: platform::random_hex(),
        expires_at: now + TimeDelta::minutes(LIFE_MINUTES),
    };
    let alive = payments
        .v1_token
        .take()
        .filter(|token| now < token.expires_at);
    let mut token = alive.unwrap_or_else(fresh);
    if token.expires_at - now <= TimeDelta::minutes(1) {
        token.expires_at += TimeDelta::minutes(EXTENSION_MINUTES);
    }
    let response = json!({
        "access_token": token.value,
        "expired_at": token.expires_at.timestamp(),
        "now": now.timestamp(),
    });
    payments.v1_token = Some(token);
    ok(response)
}

/// Lets nobody in who has no token that is still good. `Bearer` before it is tolerated.
pub(super) fn check(state: &State, headers: &HeaderMap) -> Result<(), Refusal> {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let given = given.map(|value| value.strip_prefix("Bearer ").unwrap_or(value));
    let payments = state.payments();
    let now = payments.now();
    let good = payments
        .v1_token
        .as_ref()
        .is_some_and(|token| now < token.expires_at && given == Some(&token.value));
    if good {
        return Ok(());
    }
    Err(refuse(401, -1, "Unauthorized"))
}
