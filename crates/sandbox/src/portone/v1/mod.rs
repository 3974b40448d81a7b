//! `PortOne` V1 (`api.iamport.kr`): for merchants who have not moved to V2.
//!
//! Every answer is in an envelope, and HTTP 200 with a `code` other than 0 is a failure.

mod cancel;
mod envelope;
mod lookup;
mod prepare;
mod render;
mod request;
mod token;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State as Shared},
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

pub(super) use token::Token;

use super::checkout;
use crate::state::State;

const SDK: &str = include_str!("../../../assets/iamport.js");

/// What servers call, with an access token.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/portone-v1/users/getToken", post(token::issue))
        .route("/portone-v1/payments", get(lookup::several))
        .route("/portone-v1/payments/cancel", post(cancel::cancel))
        .route(
            "/portone-v1/payments/prepare",
            post(prepare::register).put(prepare::amend),
        )
        .route(
            "/portone-v1/payments/prepare/{merchant_uid}",
            get(prepare::show),
        )
        .route(
            "/portone-v1/payments/status/{status}",
            get(lookup::by_status),
        )
        .route(
            "/portone-v1/payments/find/{merchant_uid}",
            get(lookup::find),
        )
        .route(
            "/portone-v1/payments/find/{merchant_uid}/",
            get(lookup::find),
        )
        .route(
            "/portone-v1/payments/find/{merchant_uid}/{status}",
            get(lookup::find_in_status),
        )
        .route("/portone-v1/payments/{imp_uid}", get(lookup::one))
}

/// What browsers open.
pub(crate) fn page_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/portone-v1/iamport.js", get(sdk))
        .route("/portone-v1/checkout", get(open))
}

async fn sdk() -> Response {
    checkout::script(SDK)
}

#[derive(Deserialize)]
struct OpenQuery {
    request: String,
    #[serde(rename = "userCode")]
    user_code: String,
    origin: Option<String>,
}

/// Opens the same window as the V2 SDK does.
async fn open(Shared(state): Shared<Arc<State>>, Query(query): Query<OpenQuery>) -> Response {
    let now = state.payments().now();
    let request = request::parse(&query.request, &query.user_code, now);
    checkout::show(&state, request, query.origin)
}
