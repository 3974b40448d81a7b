//! `OpenAI`: the Responses API, streamed and not, and the list of models.
//!
//! Shapes are those of `OpenAI`'s public `OpenAPI` description. The stand-in writes a document that
//! fits whatever JSON schema it is asked for, and knows one kind of script by heart
//! ([`sample`]). Left out: tools, images, conversations, stored responses, Chat Completions.

mod answer;
mod errors;
mod generate;
mod models;
mod pattern;
mod request;
mod responses;
mod sample;
mod stream;
mod strict;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::HeaderValue,
    middleware::{Next, from_fn},
    response::Response,
    routing::{get, post},
};

use crate::{platform, state::State};

/// As long as a person likes to watch a script being written.
const PACE_DEFAULT_MS: u64 = 5_000;

/// How fast the model writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    pub(crate) ms_total: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ms_total: PACE_DEFAULT_MS,
        }
    }
}

/// What clients call.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/openai/v1/responses", post(responses::create))
        .route("/openai/v1/models", get(models::list))
        .route("/openai/v1/models/{id}", get(models::get))
        .layer(from_fn(headers))
}

/// The headers every answer of the real service has.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&format!("req_sandbox_{}", platform::random_hex())) {
        headers.insert("x-request-id", id);
    }
    let fixed = [
        ("openai-processing-ms", "42"),
        ("openai-version", "2020-10-01"),
        ("x-ratelimit-limit-requests", "10000"),
        ("x-ratelimit-remaining-requests", "9999"),
        ("x-ratelimit-reset-requests", "6ms"),
        ("x-ratelimit-limit-tokens", "2000000"),
        ("x-ratelimit-remaining-tokens", "1999000"),
        ("x-ratelimit-reset-tokens", "30ms"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
