//! Settling an order: fetch the payment with our secret, compare, grant in one batch.
//!
//! Whoever asks (the browser, for now) only tells us when to look. The same order can be settled
//! any number of times, at once too: it is granted once, and every answer is the same.

use super::{Mismatch, Order, OrderStatus, find, predicate::check};
use crate::{
    database::{Batch, DatabaseError, Statement},
    ledger::{self, Grant, LotKind, TransactionKind, guard},
    money::Credits,
    port::payment::{GatewayError, Payment, PaymentStatus},
    random::{OrderId, UserId},
    time::Timestamp,
    world::World,
};

/// How the order stands after looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Paid and granted, now or before.
    Completed {
        /// The order.
        order: Order,
        /// The balance right after the grant: the same in every answer.
        balance: Credits,
    },
    /// The buyer is not done paying; look again later.
    Pending(Order),
}

/// Why nothing was granted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// The user has no such order.
    #[error("there is no such order")]
    NoOrder,
    /// The gateway has no such payment: the window was never opened.
    #[error("nothing has been paid for this order")]
    NoPayment,
    /// Something does not fit; noted on the order.
    #[error("the payment does not fit the order: {}", .0.as_str())]
    Mismatch(Mismatch),
    /// The gateway told nothing; the order stays as it was.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The database failed; the order stays as it was.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Looks at the user's order once, and grants it when it is proved to be paid.
pub async fn settle(world: &World, user: &UserId, id: &OrderId) -> Result<Settled, SettleError> {
    let order = find(world, user, id).await?.ok_or(SettleError::NoOrder)?;
    settle_order(world, order).await
}

/// The same for an order at hand: the one road to credits, whoever says that it is time to look.
pub(super) async fn settle_order(world: &World, order: Order) -> Result<Settled, SettleError> {
    if order.status == OrderStatus::Completed {
        return completed(world, &order).await;
    }
    let payment = world
        .payments
        .fetch(&order.id)
        .await?
        .ok_or(SettleError::NoPayment)?;
    if matches!(
        payment.status,
        PaymentStatus::Ready | PaymentStatus::PayPending
    ) {
        return Ok(Settled::Pending(order));
    }
    if let Err(mismatch) = check(&order, &payment, &world.settings.shop) {
        note(world, &order, mismatch).await?;
        tracing::warn!(order = %order.id, reason = mismatch.as_str(), "a payment does not fit");
        return Err(SettleError::Mismatch(mismatch));
    }
    match world.database.write(grant(world, &order, &payment)).await {
        Ok(_) => tracing::info!(order = %order.id, amount = %order.amount, "order completed"),
        // Another request granted it since we looked.
        Err(error) if error.refused_by(guard::CAUSE) => {}
        Err(error) => return Err(error.into()),
    }
    completed(world, &order).await
}

/// Credits, bonus and the order's state, together.
fn grant(world: &World, order: &Order, payment: &Payment) -> Batch {
    let now = world.now();
    let validity = world.settings.validity;
    let mut batch = Batch::new();
    let paid = Grant {
        user: &order.user,
        kind: TransactionKind::Purchase,
        lot: LotKind::Paid,
        amount: order.credits,
        order: Some(&order.id),
        cause: format!("purchase:{}", order.id),
        at: now,
        expires_at: now.plus(validity.paid),
    };
    ledger::grant(&mut batch, &paid);
    if order.bonus > Credits::ZERO {
        let bonus = Grant {
            kind: TransactionKind::PurchaseBonus,
            lot: LotKind::Bonus,
            amount: order.bonus,
            cause: format!("purchase_bonus:{}", order.id),
            expires_at: now.plus(validity.bonus),
            ..paid
        };
        ledger::grant(&mut batch, &bonus);
    }
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = 'COMPLETED', reason = NULL, transaction_id = ?2,
                    receipt_url = ?3, settled_at = ?4, next_look_at = NULL
             WHERE id = ?1",
        )
        .bind(&order.id)
        .bind(payment.transaction_id.clone())
        .bind(payment.receipt_url.clone())
        .bind(now),
    );
    batch
}

/// Writes the reason on the order. Without a guard on purpose: an order that was granted meanwhile
/// keeps its state. Only an attempt that failed is worth looking at again: another may follow it.
async fn note(world: &World, order: &Order, mismatch: Mismatch) -> Result<(), DatabaseError> {
    let now: Timestamp = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = 'FAILED', reason = ?2, settled_at = ?3,
                    next_look_at = CASE WHEN ?2 = 'status_invalid' THEN next_look_at END
             WHERE id = ?1 AND status <> 'COMPLETED'",
        )
        .bind(&order.id)
        .bind(mismatch)
        .bind(now),
    );
    world.database.write(batch).await.map(drop)
}

/// The answer for a granted order, read anew: whoever granted it, all are told the same.
async fn completed(world: &World, order: &Order) -> Result<Settled, SettleError> {
    let order = find(world, &order.user, &order.id)
        .await?
        .ok_or(SettleError::NoOrder)?;
    let statement = Statement::new(
        "SELECT balance_after FROM credit_transaction
         WHERE user_id = ?1 AND cause IN (?2, ?3) ORDER BY number DESC LIMIT 1",
    )
    .bind(&order.user)
    .bind(format!("purchase:{}", order.id))
    .bind(format!("purchase_bonus:{}", order.id));
    let balance = world.database.read(statement).await?.one()?.get(0)?;
    Ok(Settled::Completed { order, balance })
}
