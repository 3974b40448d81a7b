//! Orders whose buyer went away: looked at again and again, more and more seldom, until they are paid
//! or their time is over. Who closes the browser after paying still gets the credits. A webhook makes
//! an order due at once, whatever became of the request that brought it.

use std::time::Duration;

use super::{Order, OrderStatus, SettleError, Settled, order, select_order, settle::look};
use crate::{
    database::{Batch, DatabaseError, Statement},
    time::{DAY, Timestamp},
    world::World,
};

/// The browser looks by itself; the sweep comes when it should be done.
pub(super) const FIRST_LOOK: Duration = Duration::from_mins(1);
/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How many orders one sweep looks at; the next one goes on.
const ORDERS_AT_ONCE: i64 = 20;
/// After so many failures in a row the gateway is down, not one payment odd.
const FAILURES_IN_A_ROW: usize = 3;

/// Looks at the orders that are due. Answers how many were granted. When the gateway tells nothing,
/// the orders are looked at a little later, and the last failure is the answer.
pub async fn sweep(world: &World) -> Result<usize, SettleError> {
    const SQL: &str = select_order!("WHERE o.next_look_at <= ?1 ORDER BY o.next_look_at LIMIT ?2");
    let due = Statement::new(SQL).bind(world.now()).bind(ORDERS_AT_ONCE);
    let (mut granted, mut failures) = (0, Vec::new());
    for row in &world.database.read(due).await? {
        let order = order(row)?;
        match look(world, order.clone()).await {
            Err(error @ SettleError::Database(_)) => return Err(error),
            Err(error @ SettleError::Gateway(_)) => {
                // One payment that cannot be read must not keep the others waiting.
                put_off(world, &order, FIRST_LOOK).await?;
                failures.push(error);
                if failures.len() == FAILURES_IN_A_ROW {
                    break;
                }
            }
            answer => {
                failures.clear();
                let is_granted = matches!(answer, Ok(Settled::Completed { .. }));
                granted += usize::from(is_granted && !order.is_granted);
                schedule(world, &order, is_granted).await?;
            }
        }
    }
    failures.pop().map_or(Ok(granted), Err)
}

/// Says when to look again, after a look that told something.
async fn schedule(world: &World, order: &Order, is_granted: bool) -> Result<(), DatabaseError> {
    if order.status == OrderStatus::Disputed {
        return put_off(world, order, DAY).await;
    }
    if is_granted || order.is_void || world.now() >= end_of_life(world, order) {
        return stop(world, order).await;
    }
    // As long again as it has waited so far: 1, 2, 4, … minutes.
    let age = order.created_at.until(world.now());
    put_off(world, order, age.clamp(FIRST_LOOK, LONGEST_PAUSE)).await
}

/// A transfer is awaited as long as its account is open, and a day for the bank's word of it.
fn end_of_life(world: &World, order: &Order) -> Timestamp {
    let end = order.created_at.plus(world.settings.order_life);
    let due = order.virtual_account.as_ref().and_then(|it| it.due_at);
    due.map_or(end, |due| due.plus(DAY).max(end))
}

/// Nothing is waited for any more. A hint that came while we looked stays.
async fn stop(world: &World, order: &Order) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET next_look_at = NULL,
                    status = CASE WHEN status = 'PENDING' THEN ?3 ELSE status END
             WHERE id = ?1 AND next_look_at <= ?2",
        )
        .bind(&order.id)
        .bind(world.now())
        .bind(OrderStatus::Expired),
    );
    world.database.write(batch).await.map(drop)
}

/// Looks again after `pause`. An order that has nothing to wait for stays so.
async fn put_off(world: &World, order: &Order, pause: Duration) -> Result<(), DatabaseError> {
    let now = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET next_look_at = ?3 WHERE id = ?1 AND next_look_at <= ?2",
        )
        .bind(&order.id)
        .bind(now)
        .bind(now.plus(pause)),
    );
    world.database.write(batch).await.map(drop)
}
