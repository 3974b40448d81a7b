//! Anthropic: Messages, streamed and not, and the list of models.
//!
//! Shapes are those of the API's version 2026-10-21; what is written comes from [`crate::writer`].
//! Left out: tools, images, thinking that can be read, batches, caching.

mod answer;
mod errors;
mod messages;
mod models;
mod request;
mod schema;

use std::sync::Arc;

use axum::{
    Router,
    extract::Request,
    http::HeaderValue,
    middleware::{Next, from_fn},
    response::Response,
    routing::{get, post},
};
pub(crate) use errors::error_body;

use crate::{platform, state::State};

/// What clients call.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/anthropic/v1/messages", post(messages::create))
        .route("/anthropic/v1/models", get(models::list))
        .route("/anthropic/v1/models/{id}", get(models::get))
        .layer(from_fn(headers))
}

/// The headers every answer of the real service has. Its resets are moments, not durations.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let reset = platform::rfc3339(platform::now());
    let told = [
        (
            "request-id",
            format!("req_sandbox_{}", platform::random_hex()),
        ),
        ("anthropic-ratelimit-requests-reset", reset.clone()),
        ("anthropic-ratelimit-tokens-reset", reset),
    ];
    for (name, value) in told {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    for (name, value) in [
        ("anthropic-ratelimit-requests-limit", "4000"),
        ("anthropic-ratelimit-requests-remaining", "3999"),
        ("anthropic-ratelimit-tokens-limit", "2000000"),
        ("anthropic-ratelimit-tokens-remaining", "1999000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
