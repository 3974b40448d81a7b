//! `OpenAI`: Responses and Chat Completions, streamed and not, moderation, and the list of models.
//!
//! Shapes are those of `OpenAI`'s public `OpenAPI` description; what is written comes from
//! [`crate::writer`]. Left out: tools, images, conversations, stored responses.

mod answer;
mod chat;
mod chat_request;
mod errors;
mod models;
mod moderation;
mod request;
mod responses;
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

/// What clients call.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/openai/v1/responses", post(responses::create))
        .route("/openai/v1/chat/completions", post(chat::create))
        .route("/openai/v1/moderations", post(moderation::create))
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
