//! Clerk: an instance with people, session tokens, the Backend API, webhooks.
//!
//! Shapes are those of the public description of the Backend API (2026-05-12), of version 2 of the
//! session token, and of Svix's webhooks. The page stands in for the Account Portal of a production
//! instance, which shares its domain with the application: it sets the session cookies for this
//! host, which browsers send to every port of it. Left out: the Frontend API but for its keys and
//! its tokens, so also `clerk-js`; organisations; the handshake.

mod api;
mod instance;
mod portal;
mod token;
mod user;
mod webhook;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};
use serde_json::{Value, json};

pub(crate) use instance::Instance;
pub(crate) use token::mint;
pub use token::{ClerkFlaw, ClerkToken};
pub use webhook::ClerkWebhook;
pub(crate) use webhook::{deleted, send, signed, updated};

use crate::{platform, state::State};

/// What programs call.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/clerk/.well-known/jwks.json", get(api::keys))
        .route("/clerk/v1/jwks", get(api::backend_keys))
        .route("/clerk/v1/users/{id}", get(api::user))
        .route("/clerk/v1/client/sessions/{id}/tokens", post(api::token))
}

/// What browsers open.
pub(crate) fn page_routes() -> Router<Arc<State>> {
    Router::new().route("/clerk/sign-in", get(portal::show).post(portal::choose))
}

/// The `ClerkErrors` of the description, with one error.
pub(crate) fn error_body(code: &str, message: &str) -> Value {
    json!({
        "errors": [{"message": message, "long_message": message, "code": code}],
        "clerk_trace_id": platform::random_hex(),
    })
}
