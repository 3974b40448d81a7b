//! `PortOne` V2: the REST API, the browser SDK and the checkout window.
//!
//! Shapes are those of the public `OpenAPI` description of the V2 REST API and of the browser SDK's
//! schema (`@portone/browser-sdk/v2`). Left out: webhooks, billing keys, identity verification.

mod cancel;
mod checkout;
mod outcome;
mod payment;
mod render;
mod request;
mod rest;
mod store;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

pub use payment::{ChannelType, NewPayment, PaymentChange, PaymentStatus};
pub(crate) use store::Payments;

use crate::state::State;

/// What servers call, with the API secret.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/portone/payments/{id}", get(rest::get_payment))
        .route("/portone/payments/{id}/cancel", post(rest::cancel_payment))
}

/// What browsers open.
pub(crate) fn page_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/portone/browser-sdk.js", get(checkout::sdk))
        .route("/portone/checkout", get(checkout::open))
        .route("/portone/checkout/{attempt}", post(checkout::press))
        .route("/portone/receipts/{id}", get(checkout::receipt))
}
