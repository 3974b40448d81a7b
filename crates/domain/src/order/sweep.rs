//! Orders whose buyer went away: looked at again and again, more and more seldom, until they are paid
//! or their time is over. Who closes the browser after paying still gets the credits.

use std::time::Duration;

use super::{Order, OrderStatus, SettleError, Settled, order, select_order, settle::settle_order};
use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    world::World,
};

/// The browser looks by itself; the sweep comes when it should be done.
pub(super) const FIRST_LOOK: Duration = Duration::from_mins(1);
/// The longest pause between two looks.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// How many orders one sweep looks at; the next one goes on.
const ORDERS_AT_ONCE: i64 = 20;

/// Looks at the orders that are due. Answers how many were granted. Ends early when the gateway
/// tells nothing: the orders stay due.
pub async fn sweep(world: &World) -> Result<usize, SettleError> {
    const SQL: &str = select_order!("WHERE next_look_at <= ?1 ORDER BY next_look_at LIMIT ?2");
    let due = Statement::new(SQL).bind(world.now()).bind(ORDERS_AT_ONCE);
    let mut granted = 0;
    for row in &world.database.read(due).await? {
        if look(world, row).await? {
            granted += 1;
        }
    }
    Ok(granted)
}

/// Whether the order is paid now.
async fn look(world: &World, row: &Row) -> Result<bool, SettleError> {
    let order = order(row)?;
    match settle_order(world, order.clone()).await {
        Ok(Settled::Completed { .. }) => Ok(true),
        Ok(Settled::Pending(_)) | Err(SettleError::NoPayment | SettleError::Mismatch(_)) => {
            put_off(world, &order).await?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

/// Says when to look again; past the order's time, never. An order that was settled meanwhile has
/// nothing to wait for and stays as it is.
async fn put_off(world: &World, order: &Order) -> Result<(), DatabaseError> {
    let now = world.now();
    let age = order.created_at.until(now);
    let mut batch = Batch::new();
    if age >= world.settings.order_life {
        batch.push(
            Statement::new(
                "UPDATE payment_order SET next_look_at = NULL,
                        status = CASE WHEN status = 'PENDING' THEN ?2 ELSE status END
                 WHERE id = ?1 AND next_look_at IS NOT NULL",
            )
            .bind(&order.id)
            .bind(OrderStatus::Expired),
        );
    } else {
        // As long again as it has waited so far: 1, 2, 4, … minutes.
        let pause = age.clamp(FIRST_LOOK, LONGEST_PAUSE);
        batch.push(
            Statement::new(
                "UPDATE payment_order SET next_look_at = ?2
                 WHERE id = ?1 AND next_look_at IS NOT NULL",
            )
            .bind(&order.id)
            .bind(now.plus(pause)),
        );
    }
    world.database.write(batch).await.map(drop)
}
