//! Writing an order, before anything is paid.

use super::{Order, OrderStatus, sweep::FIRST_LOOK};
use crate::{
    database::{Batch, DatabaseError, Statement},
    money::{Credits, Won},
    package::Package,
    random::{OrderId, UserId},
    settings::PayMethod,
    world::World,
};

/// Why no order was made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// There is no package of that id.
    #[error("there is no such package")]
    UnknownPackage,
    /// That way of paying is not offered.
    #[error("that way of paying is not offered")]
    UnknownMethod,
    /// The database did not take it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Writes the order before anything is paid: what will be compared is fixed here, on our side.
pub async fn prepare(
    world: &World,
    user: &UserId,
    package_id: &str,
    method: Option<PayMethod>,
) -> Result<Order, PrepareError> {
    let package = world
        .settings
        .package(package_id)
        .ok_or(PrepareError::UnknownPackage)?;
    let offered = &world.settings.payments.methods;
    let method = method
        .or_else(|| offered.first().copied())
        .filter(|method| offered.contains(method))
        .ok_or(PrepareError::UnknownMethod)?;
    let order = made(world, user, package, method);
    world.database.write(insert(&order)).await?;
    if world.settings.payments.pre_register {
        register(world, &order).await;
    }
    Ok(order)
}

fn made(world: &World, user: &UserId, package: &Package, method: PayMethod) -> Order {
    let now = world.now();
    Order {
        id: OrderId::new(now, &*world.random),
        user: user.clone(),
        package_id: package.id.clone(),
        order_name: package.order_name(),
        amount: package.price,
        currency: "KRW".to_owned(),
        credits: package.credits,
        bonus: package.bonus,
        status: OrderStatus::Pending,
        reason: None,
        receipt_url: None,
        created_at: now,
        gateway: world.settings.payments.gateway,
        method,
        transaction_id: None,
        virtual_account: None,
        is_granted: false,
        is_void: false,
        refunded: Won::ZERO,
        debt: Credits::ZERO,
        frozen: Credits::ZERO,
        disputes: 0,
        settled_at: None,
        refund_asked_at: None,
    }
}

fn insert(order: &Order) -> Batch {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO payment_order
               (id, user_id, package_id, order_name, amount, currency, credits, bonus, status, created_at,
                next_look_at, gateway, method)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )
        .bind(&order.id)
        .bind(&order.user)
        .bind(order.package_id.as_str())
        .bind(order.order_name.as_str())
        .bind(order.amount)
        .bind(order.currency.as_str())
        .bind(order.credits)
        .bind(order.bonus)
        .bind(order.status)
        .bind(order.created_at)
        .bind(order.created_at.plus(FIRST_LOOK))
        .bind(order.gateway)
        .bind(order.method),
    );
    batch
}

/// A second lock, not the first: what was paid is compared in any case, so a gateway that does not
/// answer here stops no sale.
async fn register(world: &World, order: &Order) {
    let Some(gateway) = world.payments.get(&order.gateway) else {
        return;
    };
    if let Err(error) = gateway.register(&order.id, order.amount).await {
        tracing::warn!(order = %order.id, %error, "the amount was not registered beforehand");
    }
}
