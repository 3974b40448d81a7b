//! Orders: what somebody wants to buy, and whether it was paid.

mod predicate;
mod settle;
mod sweep;

pub use predicate::Mismatch;
pub use settle::{SettleError, Settled, settle};
pub use sweep::sweep;

use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    money::{Credits, Won},
    random::{OrderId, UserId},
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
}

/// A query for whole orders; its columns are read by [`order`].
macro_rules! select_order {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, package_id, order_name, amount, currency, credits, bonus, status, ",
            "reason, receipt_url, created_at FROM payment_order ",
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
    })
}

/// Why no order was made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// There is no package of that id.
    #[error("there is no such package")]
    UnknownPackage,
    /// The database did not take it.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Writes the order before anything is paid: what will be compared is fixed here, on our side.
pub async fn prepare(
    world: &World,
    user: &UserId,
    package_id: &str,
) -> Result<Order, PrepareError> {
    let package = world
        .settings
        .package(package_id)
        .ok_or(PrepareError::UnknownPackage)?;
    let now = world.now();
    let order = Order {
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
    };
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO payment_order
               (id, user_id, package_id, order_name, amount, currency, credits, bonus, status, created_at,
                next_look_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
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
        .bind(now)
        .bind(now.plus(sweep::FIRST_LOOK)),
    );
    world.database.write(batch).await?;
    Ok(order)
}

/// The user's order of that id; another's is not found.
pub async fn find(
    world: &World,
    user: &UserId,
    id: &OrderId,
) -> Result<Option<Order>, DatabaseError> {
    const SQL: &str = select_order!("WHERE user_id = ?1 AND id = ?2");
    let rows = world
        .database
        .read(Statement::new(SQL).bind(user).bind(id))
        .await?;
    rows.first().map(order).transpose()
}

/// Up to `limit` of the user's orders, newest first, older than `before`.
pub async fn list(
    world: &World,
    user: &UserId,
    before: Option<&OrderId>,
    limit: u32,
) -> Result<Vec<Order>, DatabaseError> {
    const SQL: &str = select_order!("WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
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
