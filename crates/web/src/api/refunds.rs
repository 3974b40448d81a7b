//! What a buyer gets back, and asking for it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use openclaw_domain::{
    account::User,
    order::{self, Asked, CancellationStatus, Order, Quote, QuoteReason},
    random::OrderId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{http::user::SignedIn, problem::Problem, site::Site};

/// What could be refunded of an order today.
#[derive(Serialize, ToSchema)]
pub(super) struct QuoteBody {
    /// In won; 0 when nothing can go back.
    amount: i64,
    /// The unused paid credits that are taken for it.
    credits: i64,
    /// The bonus credits that are forfeited with it.
    bonus: i64,
    /// Paid credits that were used.
    used: i64,
    /// Why: a stable code.
    #[schema(value_type = String, example = "in_time")]
    because: QuoteReason,
    /// Until when unused credits are refunded in full: Unix milliseconds.
    full_until: i64,
    /// When a refund was asked for that is not decided yet: Unix milliseconds.
    asked_at: Option<i64>,
}

impl QuoteBody {
    fn new(quote: &Quote, order: &Order) -> Self {
        Self {
            amount: quote.amount.get(),
            credits: quote.credits.get(),
            bonus: quote.bonus.get(),
            used: quote.used.get(),
            because: quote.because,
            full_until: quote.full_until.0,
            asked_at: order.refund_asked_at.map(|at| at.0),
        }
    }
}

/// What became of the wish.
#[derive(Serialize, ToSchema)]
pub(super) struct AskedBody {
    /// `WAITING` for the operator, or how far the refund has come: `REQUESTED`, `SUCCEEDED`, `FAILED`.
    status: &'static str,
    /// In won.
    amount: i64,
}

async fn own(site: &Site, user: &User, id: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(id).ok_or_else(Problem::not_found)?;
    order::find(&site.world, &user.id, &id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// What could be refunded today
#[utoipa::path(
    get, path = "/api/orders/{id}/refund", tag = "credits", params(("id" = String, Path, description = "The order's `merchant_uid`")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = QuoteBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn quote(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<QuoteBody>, Problem> {
    let order = own(&site, &user, &id).await?;
    let quote = order::quote(&site.world, &order).await?;
    Ok(Json(QuoteBody::new(&quote, &order)))
}

/// Ask for a refund
///
/// An order of which nothing was used is refunded at once within the window; anything else waits for
/// the operator, at the quote of the moment it was asked for. Asking again changes nothing.
#[utoipa::path(
    post, path = "/api/orders/{id}/refund", tag = "credits", params(("id" = String, Path, description = "The order's `merchant_uid`")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "Refunded, or under way", body = AskedBody),
        (status = 202, description = "The operator decides", body = AskedBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Nothing can be refunded", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn ask(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<AskedBody>), Problem> {
    let id = OrderId::parse(&id).ok_or_else(Problem::not_found)?;
    Ok(match order::ask_refund(&site.world, &user.id, &id).await? {
        Asked::Refunded(it) if it.status == CancellationStatus::Failed => {
            return Err(Problem::refund_refused());
        }
        Asked::Refunded(it) => {
            let (status, amount) = (it.status.as_str(), it.amount);
            (StatusCode::OK, Json(AskedBody { status, amount }))
        }
        Asked::Waiting(quote) => {
            let amount = quote.amount.get();
            let status = "WAITING";
            (StatusCode::ACCEPTED, Json(AskedBody { status, amount }))
        }
    })
}

/// Take the wish for a refund back
#[utoipa::path(
    delete, path = "/api/orders/{id}/refund", tag = "credits", params(("id" = String, Path, description = "The order's `merchant_uid`")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 204, description = "There is no wish any more"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn withdraw(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let order = own(&site, &user, &id).await?;
    order::withdraw_refund(&site.world, &user.id, &order.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
