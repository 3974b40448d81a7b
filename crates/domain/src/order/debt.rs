//! Credits that were used and whose money went back since: owed, shown to the operator, and taken
//! when credits of that order come back, as they do when a run fails. Never a negative balance.

use super::{Order, order, select_order};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    ledger::{self, TakeBack, TransactionKind},
    money::Credits,
    world::World,
};

/// How many orders one round looks at; the next one goes on.
const ORDERS_AT_ONCE: i64 = 20;

/// Tells the operator of new debt; nothing when there is none.
pub(super) fn tell(batch: &mut Batch, world: &World, order: &Order, cause: &str, debt: Credits) {
    if debt == Credits::ZERO {
        return;
    }
    let kind = AlertKind::CreditsOwed;
    let detail = format!("{debt} credits had been used before their money went back");
    alert::raise(batch, world, kind, Some(order.id.as_str()), cause, &detail);
}

/// Takes what came back to the lots of orders that owe. Answers how many orders gave something.
pub async fn collect(world: &World) -> Result<usize, DatabaseError> {
    const SQL: &str = select_order!(
        "WHERE o.debt > 0 AND EXISTS (SELECT 1 FROM credit_lot l
           WHERE l.user_id = o.user_id AND l.order_id = o.id AND l.remaining > 0)
         ORDER BY o.id LIMIT ?1"
    );
    let owing = Statement::new(SQL).bind(ORDERS_AT_ONCE);
    let mut collected = 0;
    for row in &world.database.read(owing).await? {
        if collect_from(world, &order(row)?).await? {
            collected += 1;
        }
    }
    Ok(collected)
}

async fn collect_from(world: &World, order: &Order) -> Result<bool, DatabaseError> {
    let left = ledger::remaining_of(&*world.database, &order.id, &order.user).await?;
    let bonus = left.bonus.min(order.debt);
    let rest = order.debt.checked_sub(bonus).unwrap_or_default();
    let paid = left.paid.min(rest);
    let total = paid.checked_add(bonus).unwrap_or_default();
    if total == Credits::ZERO {
        return Ok(false);
    }
    let now = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE payment_order SET debt = debt - ?2 WHERE id = ?1")
            .bind(&order.id)
            .bind(total),
    );
    let take = TakeBack {
        user: &order.user,
        order: &order.id,
        paid,
        bonus,
        kind: TransactionKind::PaymentRefund,
        // What is owed falls with every collection; the moment tells equal debts apart.
        cause: format!("debt:{}:{}:{}", order.id, order.debt.get(), now.0),
        at: now,
    };
    ledger::take_back(&mut batch, &take);
    match world.database.write(batch).await {
        Ok(_) => Ok(true),
        // Used, or collected by another process, since we looked: next time.
        Err(DatabaseError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
