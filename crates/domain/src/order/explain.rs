//! What the operator must be able to tell a customer or the tax office of any order: the money, the
//! credits, and everything that was heard and done about it.

use futures::try_join;

use super::{
    Cancellation, Order, OrderStatus, Quote, cancellation, find_any, order, quote::quote_for,
    select_order,
};
use crate::{
    alert::{self, Alert},
    audit,
    database::{DatabaseError, Row, Statement},
    ledger::{Remaining, TransactionKind},
    money::Credits,
    random::OrderId,
    time::Timestamp,
    world::World,
};

/// Which orders to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only those that stand so.
    pub status: Option<OrderStatus>,
    /// Only those whose buyer waits for a refund.
    pub is_asked: bool,
    /// Only those whose order id, user id, name or email this is: exactly, or the beginning of an id.
    pub text: Option<String>,
}

/// An order with its buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The order.
    pub order: Order,
    /// What its buyer is called.
    pub name: Option<String>,
    /// Where to write to them.
    pub email: Option<String>,
}

/// Up to `limit` orders of everybody, newest first, older than `before`.
pub async fn search(
    world: &World,
    filter: &Filter,
    before: Option<&OrderId>,
    limit: u32,
) -> Result<Vec<Listed>, DatabaseError> {
    const SQL: &str = select_order!(
        ", u.name, u.email",
        "JOIN user_account u ON u.id = o.user_id
         WHERE o.id < ?1 AND (CAST(?2 AS TEXT) IS NULL OR o.status = ?2)
           AND (?3 = 0 OR o.refund_asked_at IS NOT NULL)
           AND (CAST(?4 AS TEXT) IS NULL OR substr(o.id, 1, length(?4)) = ?4
                OR substr(o.user_id, 1, length(?4)) = ?4
                OR u.name = ?4 OR u.email = ?4)
         ORDER BY o.id DESC LIMIT ?5"
    );
    let text = filter.text.as_deref().map(str::trim);
    let statement = Statement::new(SQL)
        // Ids are hex digits: a `g` sorts after every one of them.
        .bind(before.map_or("g", OrderId::as_str))
        .bind(filter.status)
        .bind(filter.is_asked)
        .bind(text.filter(|text| !text.is_empty()))
        .bind(i64::from(limit));
    let rows = world.database.read(statement).await?;
    rows.iter().map(listed).collect()
}

fn listed(row: &Row) -> Result<Listed, DatabaseError> {
    Ok(Listed {
        order: order(row)?,
        name: row.get(24)?,
        email: row.get(25)?,
    })
}

async fn buyer(
    world: &World,
    order: &Order,
) -> Result<(Option<String>, Option<String>), DatabaseError> {
    let statement =
        Statement::new("SELECT name, email FROM user_account WHERE id = ?1").bind(&order.user);
    let rows = world.database.read(statement).await?;
    let row = rows.one()?;
    Ok((row.get(0)?, row.get(1)?))
}

/// A line of the ledger that belongs to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerLine {
    /// The user's n-th transaction.
    pub number: i64,
    /// What it was for.
    pub kind: TransactionKind,
    /// Signed credits.
    pub amount: i64,
    /// The balance it left.
    pub balance_after: Credits,
    /// Why it could be booked only once.
    pub cause: String,
    /// When.
    pub at: Timestamp,
}

/// A webhook that came about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSeen {
    /// What happened, in the gateway's word.
    pub kind: String,
    /// When it came.
    pub at: Timestamp,
}

/// Everything about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The order.
    pub order: Order,
    /// What its buyer is called.
    pub name: Option<String>,
    /// Where to write to them.
    pub email: Option<String>,
    /// What is left of its credits.
    pub left: Remaining,
    /// What could be refunded now.
    pub quote: Quote,
    /// Each giving back of its money.
    pub cancellations: Vec<Cancellation>,
    /// Its lines of the ledger, oldest first.
    pub ledger: Vec<LedgerLine>,
    /// What the gateway told by itself, oldest first.
    pub webhooks: Vec<WebhookSeen>,
    /// What the operator was told, oldest first.
    pub alerts: Vec<Alert>,
    /// What people did, oldest first.
    pub audit: Vec<audit::Entry>,
}

/// Everything about the order of that id.
pub async fn explain(world: &World, id: &OrderId) -> Result<Option<Explanation>, DatabaseError> {
    let Some(order) = find_any(world, id).await? else {
        return Ok(None);
    };
    let ((name, email), (quote, left), cancellations, ledger, webhooks, alerts, audit) = try_join!(
        buyer(world, &order),
        quote_for(world, &order, None),
        cancellation::of_order(world, id),
        lines(world, &order),
        webhooks(world, id),
        alert::of_order(world, id.as_str()),
        audit::of_subject(world, id.as_str()),
    )?;
    Ok(Some(Explanation {
        order,
        name,
        email,
        left,
        quote,
        cancellations,
        ledger,
        webhooks,
        alerts,
        audit,
    }))
}

/// Each giving back of an order's money, oldest first.
pub async fn cancellations(
    world: &World,
    id: &OrderId,
) -> Result<Vec<Cancellation>, DatabaseError> {
    cancellation::of_order(world, id).await
}

async fn lines(world: &World, order: &Order) -> Result<Vec<LedgerLine>, DatabaseError> {
    let statement = Statement::new(
        "SELECT number, kind, amount, balance_after, cause, created_at FROM credit_transaction
         WHERE user_id = ?1 AND order_id = ?2 ORDER BY number",
    )
    .bind(&order.user)
    .bind(&order.id);
    let line = |row: &Row| {
        Ok(LedgerLine {
            number: row.get(0)?,
            kind: row.get(1)?,
            amount: row.get(2)?,
            balance_after: row.get(3)?,
            cause: row.get(4)?,
            at: row.get(5)?,
        })
    };
    let rows = world.database.read(statement).await?;
    rows.iter().map(line).collect()
}

async fn webhooks(world: &World, id: &OrderId) -> Result<Vec<WebhookSeen>, DatabaseError> {
    let statement = Statement::new(
        "SELECT kind, received_at FROM webhook_event WHERE payment_id = ?1 ORDER BY received_at, id",
    )
    .bind(id);
    let rows = world.database.read(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(WebhookSeen {
                kind: row.get(0)?,
                at: row.get(1)?,
            })
        })
        .collect()
}
