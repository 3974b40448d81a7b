//! `PortOne`: the REST APIs, the browser SDKs, the checkout window and the webhooks of V2 and V1.
//!
//! Shapes are those of the public descriptions of the two REST APIs and of the browser SDK's schema
//! (`@portone/browser-sdk/v2`), manners those of the public guides for the new NICE module. Left
//! out: billing keys, identity verification, escrow, the confirm process of `confirmUrl`.

mod cancel;
mod checkout;
mod confirm;
mod console;
mod error;
mod idempotency;
mod list;
mod new;
mod nice;
mod outcome;
mod payment;
mod render;
mod request;
mod rest;
mod settings;
mod store;
pub(crate) mod v1;
mod webhook;
mod window;

use std::sync::Arc;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{get, post},
};

pub(crate) use idempotency::{go_on, once};
pub use new::{ChannelType, NewPayment, PaymentChange, PaymentStatus, Version};
pub(crate) use store::Payments;
pub(crate) use webhook::{Job, client, courier, is_loopback, sign};
pub use webhook::{SentWebhook, SignedWebhook, WebhookState};

use crate::state::State;

/// What servers call, with the API secret.
pub(crate) fn api_routes(state: &Arc<State>) -> Router<Arc<State>> {
    Router::new()
        .route("/portone/payments", get(list::by_page))
        .route("/portone/payments-by-cursor", get(list::by_cursor))
        .route("/portone/payments/{id}", get(rest::get_payment))
        .route("/portone/payments/{id}/cancel", post(rest::cancel_payment))
        .route(
            "/portone/payments/{id}/confirm",
            post(rest::confirm_payment),
        )
        .route(
            "/portone/payments/{id}/pre-register",
            post(rest::pre_register),
        )
        .route(
            "/portone/payments/{id}/resend-webhook",
            post(rest::resend_webhook),
        )
        .route_layer(from_fn_with_state(Arc::clone(state), idempotency::keep))
}

/// What browsers open.
pub(crate) fn page_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/portone/browser-sdk.js", get(checkout::sdk))
        .route("/portone/checkout", get(checkout::open))
        .route("/portone/checkout/{attempt}", post(checkout::press))
        .route(
            "/portone/accounts/{attempt}",
            get(checkout::account).post(checkout::transfer),
        )
        .route("/portone/receipts/{transaction}", get(checkout::receipt))
}
