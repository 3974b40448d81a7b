//! Buying: `prepare`, then the browser pays, then `verify`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use openclaw_domain::{
    agent::Problem as FieldFault,
    order::{self, Order, OrderStatus, PrepareError, Settled},
    random::OrderId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{body, user::SignedIn},
    problem::Problem,
    site::Site,
};

/// What to buy.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Prepare {
    /// An id of `/api/packages`.
    package: String,
}

/// What to hand to PortOne's browser SDK.
#[derive(Serialize, ToSchema)]
pub(super) struct Prepared {
    /// The order: the SDK's `paymentId`.
    merchant_uid: String,
    order_name: String,
    /// In won.
    amount: i64,
    /// Always KRW.
    currency: String,
    store_id: String,
    channel_key: String,
    pay_method: &'static str,
    /// Where a phone comes back to after paying.
    redirect_url: String,
    /// Where the SDK is.
    sdk_url: String,
    customer: Customer,
}

/// Who pays.
#[derive(Serialize, ToSchema)]
struct Customer {
    id: String,
    name: Option<String>,
    email: Option<String>,
}

/// Make an order
///
/// The price is ours: it is fixed here and compared with what was really paid.
#[utoipa::path(
    post, path = "/api/credits/prepare", tag = "credits", request_body = Prepare,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 201, body = Prepared),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn prepare(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    headers: HeaderMap,
    body::Json(wanted): body::Json<Prepare>,
) -> Result<(StatusCode, Json<Prepared>), Problem> {
    let order = match order::prepare(&site.world, &user.id, &wanted.package).await {
        Err(PrepareError::UnknownPackage) => return Err(unknown_package(&site)),
        order => order?,
    };
    let shop = &site.world.settings.shop;
    let home = site
        .home(&headers)
        .unwrap_or_else(|| site.config.public_url.clone());
    let prepared = Prepared {
        redirect_url: format!("{home}/orders/{}", order.id),
        merchant_uid: order.id.into(),
        order_name: order.order_name,
        amount: order.amount.get(),
        currency: order.currency,
        store_id: shop.store_id.clone(),
        channel_key: shop.channel_key.clone(),
        pay_method: "CARD",
        sdk_url: site.config.sdk_url.clone(),
        customer: Customer {
            id: user.id.into(),
            name: user.name,
            email: user.email,
        },
    };
    Ok((StatusCode::CREATED, Json(prepared)))
}

fn unknown_package(site: &Site) -> Problem {
    let sold = site
        .world
        .settings
        .packages
        .iter()
        .map(|package| package.id.clone());
    Problem::field("package", FieldFault::NotAChoice(sold.collect()))
}

/// Which order to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Verify {
    /// The order.
    merchant_uid: String,
}

/// How an order stands.
#[derive(Serialize, ToSchema)]
pub(super) struct OrderBody {
    merchant_uid: String,
    #[schema(value_type = String, example = "COMPLETED")]
    status: OrderStatus,
    package: String,
    order_name: String,
    /// In won.
    amount: i64,
    currency: String,
    /// Credits that are paid for.
    credits: i64,
    /// Credits on top.
    bonus: i64,
    /// The balance right after the credits were granted.
    balance: Option<i64>,
    /// Why it is not COMPLETED: a stable code.
    reason: Option<String>,
    receipt_url: Option<String>,
    /// Unix milliseconds.
    created_at: i64,
}

impl OrderBody {
    fn new(order: Order, balance: Option<i64>) -> Self {
        Self {
            merchant_uid: order.id.into(),
            status: order.status,
            package: order.package_id,
            order_name: order.order_name,
            amount: order.amount.get(),
            currency: order.currency,
            credits: order.credits.get(),
            bonus: order.bonus.get(),
            balance,
            reason: order.reason,
            receipt_url: order.receipt_url,
            created_at: order.created_at.0,
        }
    }
}

/// Look whether an order was paid
///
/// Asks PortOne, compares everything, and grants the credits once, however often it is called:
/// every answer for a completed order is the same. 202 while the buyer is not done paying.
#[utoipa::path(
    post, path = "/api/credits/verify", tag = "credits", request_body = Verify,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, description = "Paid and granted", body = OrderBody),
        (status = 202, description = "Not paid yet; ask again", body = OrderBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "What was paid does not fit the order", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 502, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 503, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn verify(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    body::Json(wanted): body::Json<Verify>,
) -> Result<(StatusCode, Json<OrderBody>), Problem> {
    if wanted.merchant_uid.is_empty() {
        return Err(Problem::field("merchant_uid", FieldFault::Missing));
    }
    let id = OrderId::parse(&wanted.merchant_uid).ok_or_else(Problem::not_found)?;
    Ok(match order::settle(&site.world, &user.id, &id).await? {
        Settled::Completed { order, balance } => (
            StatusCode::OK,
            Json(OrderBody::new(order, Some(balance.get()))),
        ),
        Settled::Pending(order) => (StatusCode::ACCEPTED, Json(OrderBody::new(order, None))),
    })
}

/// An order
#[utoipa::path(
    get, path = "/api/orders/{id}", tag = "credits", params(("id" = String, Path, description = "The order's `merchant_uid`")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = OrderBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn order(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<OrderBody>, Problem> {
    let id = OrderId::parse(&id).ok_or_else(Problem::not_found)?;
    let order = order::find(&site.world, &user.id, &id)
        .await?
        .ok_or_else(Problem::not_found)?;
    Ok(Json(OrderBody::new(order, None)))
}
