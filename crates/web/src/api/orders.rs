//! Buying: `prepare`, then the browser pays, then `verify`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use openclaw_domain::{
    agent::Problem as FieldFault,
    order::{self, Claim, Order, OrderStatus, PrepareError, Settled},
    port::payment::{GatewayKind, VirtualAccount},
    random::OrderId,
    settings::PayMethod,
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
    /// How to pay: one of the `methods` of `/api/packages`; the first of them without it.
    method: Option<String>,
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
    /// Whose SDK: `PORTONE_V2`, or `PORTONE_V1` with its other names for the same things.
    #[schema(value_type = String, example = "PORTONE_V2")]
    gateway: GatewayKind,
    /// V1: the user code for `IMP.init`.
    store_id: String,
    channel_key: String,
    /// What the buyer chose.
    #[schema(value_type = String, example = "CARD")]
    method: PayMethod,
    /// The same in the SDK's word.
    pay_method: &'static str,
    /// The SDK's `easyPay`, for an easy payment.
    easy_pay: Option<EasyPay>,
    /// Where a phone comes back to after paying.
    redirect_url: String,
    /// Where the SDK is.
    sdk_url: String,
    customer: Customer,
}

/// Which easy payment, in the SDK's own names.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EasyPay {
    easy_pay_provider: &'static str,
    /// NaverPay by NICE must be told: by card it asks for no cash receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    available_pay_methods: Option<[&'static str; 1]>,
}

/// The SDK's words for a method: `payMethod`, and `easyPay` where it is one. PortOne's guide to NICE's
/// new module has them.
fn sdk_words(gateway: GatewayKind, method: PayMethod) -> (&'static str, Option<EasyPay>) {
    let easy = |easy_pay_provider, available_pay_methods| {
        let easy_pay = EasyPay {
            easy_pay_provider,
            available_pay_methods,
        };
        ("EASY_PAY", Some(easy_pay))
    };
    match (gateway, method) {
        (GatewayKind::PortOneV2, PayMethod::Card) => ("CARD", None),
        (GatewayKind::PortOneV2, PayMethod::KakaoPay) => easy("KAKAOPAY", None),
        (GatewayKind::PortOneV2, PayMethod::NaverPay) => easy("NAVERPAY", Some(["CARD"])),
        (GatewayKind::PortOneV2, PayMethod::TossPay) => easy("TOSSPAY", Some(["CARD"])),
        (GatewayKind::PortOneV2, PayMethod::VirtualAccount) => ("VIRTUAL_ACCOUNT", None),
        (GatewayKind::PortOneV1, PayMethod::Card) => ("card", None),
        (GatewayKind::PortOneV1, PayMethod::KakaoPay) => ("kakaopay", None),
        (GatewayKind::PortOneV1, PayMethod::NaverPay) => ("naverpay_card", None),
        (GatewayKind::PortOneV1, PayMethod::TossPay) => ("tosspay_card", None),
        (GatewayKind::PortOneV1, PayMethod::VirtualAccount) => ("vbank", None),
    }
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
    let world = &site.world;
    let method = match wanted.method.as_deref() {
        None => None,
        Some(name) => Some(PayMethod::from_word(name).ok_or_else(|| unknown_method(&site))?),
    };
    let order = match order::prepare(world, &user.id, &wanted.package, method).await {
        Err(PrepareError::UnknownPackage) => return Err(unknown_package(&site)),
        Err(PrepareError::UnknownMethod) => return Err(unknown_method(&site)),
        order => order?,
    };
    let shop = world.settings.payments.shop(order.gateway);
    let (pay_method, easy_pay) = sdk_words(order.gateway, order.method);
    let home = site
        .home(&headers)
        .unwrap_or_else(|| site.config.public_url.clone());
    let prepared = Prepared {
        redirect_url: format!("{home}/orders/{}", order.id),
        merchant_uid: order.id.into(),
        order_name: order.order_name,
        amount: order.amount.get(),
        currency: order.currency,
        gateway: order.gateway,
        store_id: shop.store_id,
        channel_key: shop.channel_key,
        method: order.method,
        pay_method,
        easy_pay,
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

fn unknown_method(site: &Site) -> Problem {
    let offered = &site.world.settings.payments.methods;
    let offered = offered.iter().map(|method| method.as_str().to_owned());
    Problem::field("method", FieldFault::NotAChoice(offered.collect()))
}

/// Which order to look at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Verify {
    /// The order.
    merchant_uid: String,
    /// PortOne V1: the attempt, as the SDK's callback names it.
    imp_uid: Option<String>,
    /// PortOne V2: the attempt, as the SDK's answer names it.
    tx_id: Option<String>,
    /// With manual confirm: the token of the SDK's answer.
    payment_token: Option<String>,
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
    /// How the buyer chose to pay.
    #[schema(value_type = String, example = "CARD")]
    method: PayMethod,
    /// Won that went back or are on their way.
    refunded: i64,
    /// Where to transfer to, while a transfer is awaited.
    virtual_account: Option<Account>,
    /// Unix milliseconds.
    created_at: i64,
}

/// An account to transfer to.
#[derive(Serialize, ToSchema)]
struct Account {
    /// The bank's short name: `SHINHAN`.
    bank: Option<String>,
    number: String,
    holder: Option<String>,
    /// Until when: Unix milliseconds.
    due_at: Option<i64>,
}

impl From<VirtualAccount> for Account {
    fn from(account: VirtualAccount) -> Self {
        Self {
            bank: account.bank,
            number: account.number,
            holder: account.holder,
            due_at: account.due_at.map(|at| at.0),
        }
    }
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
            method: order.method,
            refunded: order.refunded.get(),
            virtual_account: order.virtual_account.map(Account::from),
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
    let claim = Claim {
        attempt: wanted.imp_uid.or(wanted.tx_id).filter(|it| is_attempt(it)),
        token: wanted.payment_token,
    };
    Ok(
        match order::settle(&site.world, &user.id, &id, &claim).await? {
            Settled::Completed { order, balance } => (
                StatusCode::OK,
                Json(OrderBody::new(order, Some(balance.get()))),
            ),
            Settled::Pending(order) => (StatusCode::ACCEPTED, Json(OrderBody::new(order, None))),
        },
    )
}

/// Whether it can be an attempt at all: it becomes part of an address at the gateway.
pub(crate) fn is_attempt(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    (1..=64).contains(&text.len()) && text.chars().all(is_plain)
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
