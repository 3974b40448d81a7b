//! `/api/packages`, `/api/credits/balance` and `/api/credits/transactions`.

use std::sync::Arc;

use axum::{Json, extract::State};
use openclaw_domain::{
    ledger::{self, LotKind, TransactionKind},
    settings::PayMethod,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::PageQuery;
use crate::{
    http::{query::Query, user::SignedIn},
    problem::Problem,
    site::Site,
};

/// What is for sale.
#[derive(Serialize, ToSchema)]
pub(super) struct Packages {
    packages: Vec<Package>,
    /// The ways to pay, for `/api/credits/prepare`.
    #[schema(value_type = Vec<String>)]
    methods: Vec<PayMethod>,
}

/// A package of credits.
#[derive(Serialize, ToSchema)]
struct Package {
    /// To be sent to `/api/credits/prepare`.
    id: String,
    name: String,
    /// In won, VAT included.
    price: i64,
    /// Always KRW.
    currency: &'static str,
    /// Credits that are paid for.
    credits: i64,
    /// Credits on top.
    bonus: i64,
    /// Won for one credit, to one decimal: `9.0`.
    won_per_credit: String,
    /// For whom it is.
    for_whom: String,
}

/// What is for sale
#[utoipa::path(get, path = "/api/packages", tag = "credits", responses((status = 200, body = Packages)))]
pub(super) async fn packages(State(site): State<Arc<Site>>) -> Json<Packages> {
    let packages = site.world.settings.packages.iter().map(|package| Package {
        id: package.id.clone(),
        name: package.name.clone(),
        price: package.price.get(),
        currency: "KRW",
        credits: package.credits.get(),
        bonus: package.bonus.get(),
        won_per_credit: package.won_per_credit(),
        for_whom: package.for_whom.clone(),
    });
    Json(Packages {
        packages: packages.collect(),
        methods: site.world.settings.payments.methods.clone(),
    })
}

/// The balance and what it is made of.
#[derive(Serialize, ToSchema)]
pub(super) struct Balance {
    /// Credits left.
    balance: i64,
    /// What they are made of, in the order they will be used.
    lots: Vec<Lot>,
}

/// Credits that were granted together.
#[derive(Serialize, ToSchema)]
struct Lot {
    #[schema(value_type = String, example = "FREE")]
    kind: LotKind,
    granted: i64,
    remaining: i64,
    /// When what remains ends: Unix milliseconds.
    expires_at: i64,
}

/// The balance
#[utoipa::path(
    get, path = "/api/credits/balance", tag = "credits", security(("session" = []), ("bearer" = [])),
    responses((status = 200, body = Balance), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn balance(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
) -> Result<Json<Balance>, Problem> {
    let lots = ledger::lots(&*site.world.database, &user.id).await?;
    let lots = lots.into_iter().map(|lot| Lot {
        kind: lot.kind,
        granted: lot.granted.get(),
        remaining: lot.remaining.get(),
        expires_at: lot.expires_at.0,
    });
    Ok(Json(Balance {
        balance: user.balance.get(),
        lots: lots.collect(),
    }))
}

/// A page of the history, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Transactions {
    transactions: Vec<Transaction>,
    /// The `before` of the next page; null on the last one.
    next: Option<String>,
}

/// One line of the ledger.
#[derive(Serialize, ToSchema)]
struct Transaction {
    /// The n-th of the account, from 1.
    number: i64,
    #[schema(value_type = String, example = "USAGE")]
    kind: TransactionKind,
    /// Signed: what it did to the balance.
    amount: i64,
    /// The balance it left.
    balance_after: i64,
    /// The order it belongs to.
    order: Option<String>,
    /// The package of that order.
    package: Option<String>,
    /// The run it belongs to.
    run: Option<String>,
    /// The agent of that run.
    agent: Option<String>,
    /// What that run was about.
    subject: Option<String>,
    /// Unix milliseconds.
    at: i64,
}

/// The history of the balance
#[utoipa::path(
    get, path = "/api/credits/transactions", tag = "credits", params(PageQuery),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = Transactions),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn transactions(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(page): Query<PageQuery>,
) -> Result<Json<Transactions>, Problem> {
    let before = page.cursor(|text| text.parse::<i64>().ok().filter(|number| *number > 0))?;
    let found = ledger::history(&*site.world.database, &user.id, before, page.limit()).await?;
    let full = found.len() == page.limit() as usize;
    let next = found
        .last()
        .filter(|last| full && last.number > 1)
        .map(|last| last.number.to_string());
    let transactions = found.into_iter().map(|transaction| Transaction {
        number: transaction.number,
        kind: transaction.kind,
        amount: transaction.amount,
        balance_after: transaction.balance_after.get(),
        order: transaction.order.map(Into::into),
        package: transaction.package_id,
        run: transaction.run.map(Into::into),
        agent: transaction.agent_id,
        subject: transaction.subject,
        at: transaction.at.0,
    });
    Ok(Json(Transactions {
        transactions: transactions.collect(),
        next,
    }))
}
