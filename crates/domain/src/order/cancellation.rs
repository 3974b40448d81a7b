//! A giving back of money: written down before it is asked for, settled once.

use std::time::Duration;

use super::Order;
use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    ledger,
    money::Credits,
    random::{CancellationId, OrderId},
    time::Timestamp,
    words::words,
    world::World,
};

/// Who wrote it down also sends it; the sweep comes when that should be done.
const FIRST_TRY: Duration = Duration::from_mins(1);
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

words! {
    /// Why money goes back.
    CancellationKind {
        /// It was captured and could not be granted.
        Void = "VOID",
        /// The buyer or the operator wants it back.
        Refund = "REFUND",
        /// Somebody gave it back at the gateway, without us.
        Outside = "OUTSIDE",
    }
}

words! {
    /// How far it has come.
    CancellationStatus {
        /// Asked for, or about to be.
        Requested = "REQUESTED",
        /// The money went back.
        Succeeded = "SUCCEEDED",
        /// It came to nothing; credits that had been taken for it were put back.
        Failed = "FAILED",
    }
}

/// A giving back of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// Ours.
    pub id: CancellationId,
    /// Whose payment.
    pub order: OrderId,
    /// Why.
    pub kind: CancellationKind,
    /// How much, in the currency's smallest unit.
    pub amount: i64,
    /// Of which currency.
    pub currency: String,
    /// Paid credits taken back for it.
    pub credits: Credits,
    /// Bonus credits taken back for it.
    pub bonus: Credits,
    /// Credits that had been used already.
    pub debt: Credits,
    /// In words.
    pub reason: String,
    /// Who asked.
    pub actor: String,
    /// Whether that was the buyer.
    pub by_customer: bool,
    /// How far it has come.
    pub status: CancellationStatus,
    /// The gateway's id of it.
    pub gateway_id: Option<String>,
    /// How often it was refused.
    pub attempt: i64,
    /// The last thing that went wrong.
    pub failure: Option<String>,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
}

impl Cancellation {
    /// The cause under which its credits were taken.
    pub(super) fn cause(&self) -> String {
        taken_cause(&self.id)
    }

    /// The credits taken for it, paid and bonus.
    pub(super) fn taken(&self) -> Credits {
        self.credits.checked_add(self.bonus).unwrap_or_default()
    }
}

/// The cause under which the credits of a cancellation are taken.
pub(super) fn taken_cause(id: &CancellationId) -> String {
    format!("payment_refund:{id}")
}

/// One that is about to be written down.
#[derive(Clone, Debug)]
pub(super) struct NewCancellation {
    pub(super) id: CancellationId,
    pub(super) order: OrderId,
    pub(super) kind: CancellationKind,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) credits: Credits,
    pub(super) bonus: Credits,
    pub(super) debt: Credits,
    pub(super) reason: String,
    pub(super) actor: String,
    pub(super) by_customer: bool,
    pub(super) gateway_id: Option<String>,
}

/// Writes down that money is to go back.
pub(super) fn request(batch: &mut Batch, new: &NewCancellation, now: Timestamp) {
    insert(batch, new, now, CancellationStatus::Requested);
}

/// Writes down that money went back without us.
pub(super) fn note_outside(batch: &mut Batch, new: &NewCancellation, now: Timestamp) {
    insert(batch, new, now, CancellationStatus::Succeeded);
}

fn insert(batch: &mut Batch, new: &NewCancellation, now: Timestamp, status: CancellationStatus) {
    let is_open = status == CancellationStatus::Requested;
    batch.push(
        Statement::new(
            "INSERT INTO payment_cancellation
               (id, order_id, kind, amount, currency, credits, bonus, debt, reason, actor, by_customer,
                status, settlements, gateway_id, attempt, created_at, settled_at, next_try_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 0, ?15, ?16, ?17)",
        )
        .bind(&new.id)
        .bind(&new.order)
        .bind(new.kind)
        .bind(new.amount)
        .bind(new.currency.as_str())
        .bind(new.credits)
        .bind(new.bonus)
        .bind(new.debt)
        .bind(new.reason.as_str())
        .bind(new.actor.as_str())
        .bind(new.by_customer)
        .bind(status)
        .bind(!is_open)
        .bind(new.gateway_id.clone())
        .bind(now)
        .bind((!is_open).then_some(now))
        .bind(is_open.then(|| now.plus(FIRST_TRY))),
    );
}

/// A query for whole cancellations; its columns are read by [`cancellation`].
macro_rules! select_cancellation {
    ($rest:literal) => {
        concat!(
            "SELECT id, order_id, kind, amount, currency, credits, bonus, debt, reason, actor, by_customer,
                    status, gateway_id, attempt, failure, created_at, settled_at
             FROM payment_cancellation ",
            $rest
        )
    };
}

fn cancellation(row: &Row) -> Result<Cancellation, DatabaseError> {
    Ok(Cancellation {
        id: row.get(0)?,
        order: row.get(1)?,
        kind: row.get(2)?,
        amount: row.get(3)?,
        currency: row.get(4)?,
        credits: row.get(5)?,
        bonus: row.get(6)?,
        debt: row.get(7)?,
        reason: row.get(8)?,
        actor: row.get(9)?,
        by_customer: row.get(10)?,
        status: row.get(11)?,
        gateway_id: row.get(12)?,
        attempt: row.get(13)?,
        failure: row.get(14)?,
        created_at: row.get(15)?,
        settled_at: row.get(16)?,
    })
}

/// The cancellation of that id.
pub(super) async fn find(
    world: &World,
    id: &CancellationId,
) -> Result<Option<Cancellation>, DatabaseError> {
    const SQL: &str = select_cancellation!("WHERE id = ?1");
    let rows = world.database.read(Statement::new(SQL).bind(id)).await?;
    rows.first().map(cancellation).transpose()
}

/// All of an order's, oldest first.
pub(super) async fn of_order(
    world: &World,
    order: &OrderId,
) -> Result<Vec<Cancellation>, DatabaseError> {
    const SQL: &str = select_cancellation!("WHERE order_id = ?1 ORDER BY id");
    let rows = world.database.read(Statement::new(SQL).bind(order)).await?;
    rows.iter().map(cancellation).collect()
}

/// Up to `limit` that are due for another try.
pub(super) async fn due(world: &World, limit: i64) -> Result<Vec<Cancellation>, DatabaseError> {
    const SQL: &str = select_cancellation!("WHERE next_try_at <= ?1 ORDER BY next_try_at LIMIT ?2");
    let statement = Statement::new(SQL).bind(world.now()).bind(limit);
    let rows = world.database.read(statement).await?;
    rows.iter().map(cancellation).collect()
}

/// The money went back: `amount` of it, as the gateway says. Refused by `cancellation_settled_once`
/// the second time.
pub(super) fn succeed(
    batch: &mut Batch,
    it: &Cancellation,
    gateway_id: Option<&str>,
    amount: i64,
    now: Timestamp,
) {
    batch.push(
        Statement::new(
            "UPDATE payment_cancellation
             SET settlements = settlements + 1, status = 'SUCCEEDED', gateway_id = ?2, amount = ?3,
                 settled_at = ?4, next_try_at = NULL, failure = NULL
             WHERE id = ?1",
        )
        .bind(&it.id)
        .bind(gateway_id)
        .bind(amount)
        .bind(now),
    );
    if it.kind == CancellationKind::Refund && amount != it.amount {
        batch.push(
            Statement::new("UPDATE payment_order SET refunded = refunded + ?2 WHERE id = ?1")
                .bind(&it.order)
                .bind(amount - it.amount),
        );
    }
    restate(batch, &it.order);
}

/// It came to nothing: what had been taken for it is put back. Refused by
/// `cancellation_settled_once` the second time.
pub(super) fn fail(
    batch: &mut Batch,
    it: &Cancellation,
    order: &Order,
    failure: &str,
    now: Timestamp,
) {
    batch.push(
        Statement::new(
            "UPDATE payment_cancellation
             SET settlements = settlements + 1, status = 'FAILED', failure = ?2, settled_at = ?3,
                 next_try_at = NULL
             WHERE id = ?1",
        )
        .bind(&it.id)
        .bind(failure)
        .bind(now),
    );
    batch.push(
        Statement::new("UPDATE payment_order SET refunded = refunded - ?2 WHERE id = ?1")
            .bind(&it.order)
            .bind(it.amount),
    );
    let cause = format!("refund_undone:{}", it.id);
    ledger::put_back(
        batch,
        &order.user,
        &it.order,
        it.taken(),
        &it.cause(),
        &cause,
        now,
    );
}

/// Another try later: as long again as it has waited so far.
pub(super) fn put_off(batch: &mut Batch, it: &Cancellation, failure: Option<&str>, now: Timestamp) {
    let pause = it.created_at.until(now).clamp(FIRST_TRY, LONGEST_PAUSE);
    batch.push(
        Statement::new(
            "UPDATE payment_cancellation SET next_try_at = ?2, failure = COALESCE(?3, failure)
             WHERE id = ?1 AND status = 'REQUESTED'",
        )
        .bind(&it.id)
        .bind(now.plus(pause))
        .bind(failure),
    );
}

/// The next try is another request: it gets another idempotency key.
pub(super) fn count_refusal(batch: &mut Batch, it: &Cancellation) {
    batch.push(
        Statement::new(
            "UPDATE payment_cancellation SET attempt = ?2, gateway_id = NULL
             WHERE id = ?1 AND attempt < ?2 AND status = 'REQUESTED'",
        )
        .bind(&it.id)
        .bind(it.attempt + 1),
    );
}

/// Brings a granted order's state in line with the money that went back. A dispute keeps its own.
pub(super) fn restate(batch: &mut Batch, order: &OrderId) {
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = CASE
               WHEN back.won = 0 THEN 'COMPLETED'
               WHEN back.won >= payment_order.amount THEN 'REFUNDED'
               ELSE 'PARTIALLY_REFUNDED' END
             FROM (SELECT COALESCE(SUM(amount), 0) AS won FROM payment_cancellation
                   WHERE order_id = ?1 AND status = 'SUCCEEDED') AS back
             WHERE payment_order.id = ?1 AND payment_order.grants = 1
               AND payment_order.status <> 'DISPUTED'",
        )
        .bind(order),
    );
}

/// The bank works on it; it is known there by this id.
pub(super) fn note_requested(batch: &mut Batch, it: &Cancellation, gateway_id: &str) {
    batch.push(
        Statement::new(
            "UPDATE payment_cancellation SET gateway_id = ?2 WHERE id = ?1 AND status = 'REQUESTED'",
        )
        .bind(&it.id)
        .bind(gateway_id),
    );
}
