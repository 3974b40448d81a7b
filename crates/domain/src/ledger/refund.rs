//! Credits whose money goes back: taken out of the very lots that the order granted.

use super::{Link, TransactionKind, apply_allocations, book, move_balance};
use crate::{
    database::{Batch, Database, DatabaseError, Statement},
    money::Credits,
    random::{OrderId, UserId},
    time::Timestamp,
};

/// What is left of the lots of one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remaining {
    /// Of what was paid for.
    pub paid: Credits,
    /// Of what was given on top.
    pub bonus: Credits,
}

/// What is left of an order's lots.
pub async fn remaining_of(
    database: &dyn Database,
    order: &OrderId,
    user: &UserId,
) -> Result<Remaining, DatabaseError> {
    let statement = Statement::new(
        "SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'PAID' THEN remaining END), 0) AS BIGINT),
                CAST(COALESCE(SUM(CASE WHEN kind = 'BONUS' THEN remaining END), 0) AS BIGINT)
         FROM credit_lot WHERE user_id = ?1 AND order_id = ?2",
    )
    .bind(user)
    .bind(order);
    let rows = database.read(statement).await?;
    let row = rows.one()?;
    Ok(Remaining {
        paid: row.get(0)?,
        bonus: row.get(1)?,
    })
}

/// Credits to take out of an order's lots.
#[derive(Clone, Debug)]
pub struct TakeBack<'a> {
    /// Whose.
    pub user: &'a UserId,
    /// Of which order.
    pub order: &'a OrderId,
    /// How many out of the paid lot.
    pub paid: Credits,
    /// How many out of the bonus lot.
    pub bonus: Credits,
    /// What the transaction is called.
    pub kind: TransactionKind,
    /// Unique over the ledger.
    pub cause: String,
    /// When.
    pub at: Timestamp,
}

/// Takes exactly these credits; adds nothing to the batch when there are none to take. Refused by
/// [`super::guard::LOT`] when a lot holds fewer by now.
pub fn take_back(batch: &mut Batch, take: &TakeBack<'_>) {
    let total = take.paid.get().saturating_add(take.bonus.get());
    if total == 0 {
        return;
    }
    move_balance(batch, take.user, -total);
    batch.push(
        Statement::new(
            "INSERT INTO credit_allocation (user_id, transaction_number, lot_number, amount)
             SELECT lot.user_id, credit_balance.entries, lot.number,
                    CASE lot.kind WHEN 'PAID' THEN ?3 ELSE ?4 END
             FROM credit_lot AS lot
             JOIN credit_balance ON credit_balance.user_id = lot.user_id
             WHERE lot.user_id = ?1 AND lot.order_id = ?2
               AND ((lot.kind = 'PAID' AND ?3 > 0) OR (lot.kind = 'BONUS' AND ?4 > 0))",
        )
        .bind(take.user)
        .bind(take.order)
        .bind(take.paid)
        .bind(take.bonus),
    );
    apply_allocations(batch, take.user);
    let link = Link {
        order: Some(take.order),
        run: None,
    };
    book(
        batch,
        take.user,
        take.kind,
        -total,
        &take.cause,
        link,
        take.at,
    );
}

/// Puts back what the transaction of the cause `taken` took, into the same lots: an ADJUSTMENT.
/// `credits` is what it took; none adds nothing to the batch.
pub fn put_back(
    batch: &mut Batch,
    user: &UserId,
    order: &OrderId,
    credits: Credits,
    taken: &str,
    cause: &str,
    at: Timestamp,
) {
    if credits == Credits::ZERO {
        return;
    }
    move_balance(batch, user, credits.get());
    super::reverse_allocations(batch, taken);
    apply_allocations(batch, user);
    let link = Link {
        order: Some(order),
        run: None,
    };
    let kind = TransactionKind::Adjustment;
    book(batch, user, kind, credits.get(), cause, link, at);
}
