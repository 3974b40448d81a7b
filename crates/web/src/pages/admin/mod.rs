//! The operator's pages. To anybody who is no operator they do not exist.

mod actions;
mod alerts;
mod figures;
mod order;
mod orders;
mod prompts;
mod runs;
mod told;
mod users;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};

use super::{Page, render};
use crate::{
    http::user::encoded,
    site::Site,
    words::{Message, say, verbatim},
};

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/admin", get(figures::figures))
        .route("/admin/users", get(users::users))
        .route("/admin/users/{id}", get(users::user))
        .route("/admin/users/{id}/adjust", post(users::adjust))
        .route("/admin/orders", get(orders::orders))
        .route("/admin/orders/{id}", get(order::order))
        .route(
            "/admin/orders/{id}/refund",
            get(actions::preview).post(actions::refund),
        )
        .route("/admin/orders/{id}/look", post(actions::look))
        .route(
            "/admin/orders/{id}/cancellations/{cancellation}/retry",
            post(actions::retry),
        )
        .route("/admin/runs", get(runs::runs))
        .route("/admin/runs/{id}", get(runs::run))
        .route("/admin/prompts", get(prompts::prompts))
        .route("/admin/alerts", get(alerts::alerts))
        .route("/admin/alerts/{id}/seen", post(alerts::seen))
}

/// How many rows a page lists.
const ROWS: u32 = 30;

/// Who bought, in a line.
fn buyer(name: Option<&str>, email: Option<&str>) -> Message {
    match (name, email) {
        (Some(name), Some(email)) => say("admin-buyer-line")
            .with("name", name)
            .with("email", email),
        (Some(one), None) | (None, Some(one)) => verbatim(one),
        (None, None) => say("admin-nameless"),
    }
}
