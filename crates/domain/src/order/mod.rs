//! Orders: what somebody wants to buy, whether it was paid, and what became of the money.
//!
//! The browser, the webhook, the sweep, the nightly reconciliation and the operator all end in the
//! same place, [`look`]: fetch the payment with our secret, and bring the order in line with it.

mod cancellation;
mod debt;
mod dispute;
mod explain;
mod follow;
mod operate;
mod predicate;
mod prepare;
mod quote;
mod reconcile;
mod refund;
mod send;
mod settle;
mod sweep;
mod void;
mod webhook;

pub use cancellation::{Cancellation, CancellationKind, CancellationStatus};
pub use debt::collect as collect_debts;
pub use explain::{
    Explanation, Filter, LedgerLine, Listed, WebhookSeen, cancellations, explain, search,
};
pub use operate::look_for;
pub use predicate::Mismatch;
pub use prepare::{PrepareError, prepare};
pub use quote::{Quote, QuoteReason, quote, quote_part};
pub use reconcile::{Reconciled, is_due as reconciliation_is_due, reconcile};
pub use refund::{AskError, Asked, RefundError, RefundWish, ask_refund, refund, withdraw_refund};
pub use send::{give_back, retry as retry_cancellation};
pub use settle::{Claim, SettleError, Settled, look, settle};
pub use sweep::sweep;
pub use webhook::{HeedError, Heeded, heed};

use crate::{
    database::{DatabaseError, Row, Statement},
    money::{Credits, Won},
    port::payment::{GatewayKind, VirtualAccount},
    random::{OrderId, UserId},
    settings::PayMethod,
    time::Timestamp,
    words::words,
    world::World,
};

words! {
    /// Where an order stands.
    OrderStatus {
        /// Not paid yet, as far as we know.
        Pending = "PENDING",
        /// Paid, proved and granted.
        Completed = "COMPLETED",
        /// Not paid in time. A payment that comes later all the same is granted when it is looked at.
        Expired = "EXPIRED",
        /// What the gateway told does not fit, or the attempt failed; a later attempt may succeed.
        Failed = "FAILED",
        /// Granted, and part of the money went back since.
        PartiallyRefunded = "PARTIALLY_REFUNDED",
        /// Granted, and all of the money went back since.
        Refunded = "REFUNDED",
        /// Granted; the buyer disputes the payment at the card company.
        Disputed = "DISPUTED",
    }
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// `PortOne`'s `paymentId`, V1's `merchant_uid`.
    pub id: OrderId,
    /// Who ordered.
    pub user: UserId,
    /// Which package.
    pub package_id: String,
    /// What the buyer was shown.
    pub order_name: String,
    /// What must be paid.
    pub amount: Won,
    /// In which currency.
    pub currency: String,
    /// The paid credits it grants.
    pub credits: Credits,
    /// The bonus it grants.
    pub bonus: Credits,
    /// Where it stands.
    pub status: OrderStatus,
    /// Why it is not COMPLETED: a stable code.
    pub reason: Option<String>,
    /// The buyer's receipt.
    pub receipt_url: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who is asked about its payment.
    pub gateway: GatewayKind,
    /// How the buyer chose to pay.
    pub method: PayMethod,
    /// The attempt that was captured (V1: `imp_uid`).
    pub transaction_id: Option<String>,
    /// The account to transfer to, while a transfer is awaited.
    pub virtual_account: Option<VirtualAccount>,
    /// Whether its credits were granted, whatever went back since.
    pub is_granted: bool,
    /// Whether what was captured for it is being sent back, or has been.
    pub is_void: bool,
    /// Won that went back or are on their way, once it was granted.
    pub refunded: Won,
    /// Credits that were used and whose money went back.
    pub debt: Credits,
    /// Credits held back while a dispute is open.
    pub frozen: Credits,
    /// How many disputes there were.
    pub disputes: i64,
    /// When it was granted or came to nothing.
    pub settled_at: Option<Timestamp>,
    /// When its buyer asked for a refund that nobody has decided yet.
    pub refund_asked_at: Option<Timestamp>,
}

/// A query for whole orders; its columns are read by [`order`].
macro_rules! select_order {
    ($rest:literal) => {
        select_order!("", $rest)
    };
    ($more_columns:literal, $rest:literal) => {
        concat!(
            "SELECT o.id, o.user_id, o.package_id, o.order_name, o.amount, o.currency, o.credits, o.bonus,
                    o.status, o.reason, o.receipt_url, o.created_at, o.gateway, o.method, o.transaction_id,
                    o.virtual_account, o.grants, o.voids, o.refunded, o.debt, o.frozen, o.disputes,
                    o.settled_at, o.refund_asked_at",
            $more_columns,
            " FROM payment_order o ",
            $rest
        )
    };
}

use select_order;

fn order(row: &Row) -> Result<Order, DatabaseError> {
    Ok(Order {
        id: row.get(0)?,
        user: row.get(1)?,
        package_id: row.get(2)?,
        order_name: row.get(3)?,
        amount: row.get(4)?,
        currency: row.get(5)?,
        credits: row.get(6)?,
        bonus: row.get(7)?,
        status: row.get(8)?,
        reason: row.get(9)?,
        receipt_url: row.get(10)?,
        created_at: row.get(11)?,
        gateway: row.get(12)?,
        method: row.get(13)?,
        transaction_id: row.get(14)?,
        virtual_account: row
            .get::<Option<String>>(15)?
            .and_then(|text| serde_json::from_str(&text).ok()),
        is_granted: row.get(16)?,
        is_void: row.get(17)?,
        refunded: row.get(18)?,
        debt: row.get(19)?,
        frozen: row.get(20)?,
        disputes: row.get(21)?,
        settled_at: row.get(22)?,
        refund_asked_at: row.get(23)?,
    })
}

/// The user's order of that id; another's is not found.
pub async fn find(
    world: &World,
    user: &UserId,
    id: &OrderId,
) -> Result<Option<Order>, DatabaseError> {
    Ok(find_any(world, id)
        .await?
        .filter(|order| order.user == *user))
}

/// The order of that id, whoever's it is: for the program itself and the operator.
pub async fn find_any(world: &World, id: &OrderId) -> Result<Option<Order>, DatabaseError> {
    const SQL: &str = select_order!("WHERE o.id = ?1");
    let rows = world.database.read(Statement::new(SQL).bind(id)).await?;
    rows.first().map(order).transpose()
}

/// Up to `limit` of the user's orders, newest first, older than `before`.
pub async fn list(
    world: &World,
    user: &UserId,
    before: Option<&OrderId>,
    limit: u32,
) -> Result<Vec<Order>, DatabaseError> {
    const SQL: &str =
        select_order!("WHERE o.user_id = ?1 AND o.id < ?2 ORDER BY o.id DESC LIMIT ?3");
    let statement = Statement::new(SQL)
        .bind(user)
        // Ids are hex digits: a `g` sorts after every one of them.
        .bind(before.map_or("g", OrderId::as_str))
        .bind(i64::from(limit));
    world
        .database
        .read(statement)
        .await?
        .into_iter()
        .map(order)
        .collect()
}
