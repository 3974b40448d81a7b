//! What only the operator does with an order: looking at it out of turn.

use super::{Order, SettleError, Settled, look};
use crate::{audit, database::Batch, world::World};

/// Looks at an order because the operator wants to, and notes that they did.
pub async fn look_for(world: &World, order: Order, actor: &str) -> Result<Settled, SettleError> {
    let mut batch = Batch::new();
    let action = "order.look";
    audit::record(&mut batch, world, actor, action, order.id.as_str(), "");
    world.database.write(batch).await?;
    look(world, order).await
}
