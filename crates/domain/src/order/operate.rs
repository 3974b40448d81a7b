//! What only the operator does with an order: looking at it out of turn, and asking what part of it
//! would come to.

use super::{Order, Quote, SettleError, Settled, look, quote::quote_for};
use crate::{
    audit,
    database::{Batch, DatabaseError},
    money::Credits,
    world::World,
};

/// Looks at an order because the operator wants to, and notes that they did.
pub async fn look_for(world: &World, order: Order, actor: &str) -> Result<Settled, SettleError> {
    let mut batch = Batch::new();
    let action = "order.look";
    audit::record(&mut batch, world, actor, action, order.id.as_str(), "");
    world.database.write(batch).await?;
    look(world, order).await
}

/// What a refund of so many paid credits would come to now; of all that are left without a number.
pub async fn quote_part(
    world: &World,
    order: &Order,
    credits: Option<Credits>,
) -> Result<Quote, DatabaseError> {
    quote_for(world, order, credits)
        .await
        .map(|(quote, _)| quote)
}
