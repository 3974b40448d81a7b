//! The end of a lot's time.

use super::{Link, TransactionKind, apply_allocations, book, move_balance};
use crate::{
    database::{Batch, Database, DatabaseError, Statement},
    random::UserId,
    time::Timestamp,
};

/// How many lots one call ends at most; the next call goes on.
const LOTS_AT_ONCE: i64 = 100;

/// Ends every lot whose time is over: what remained is booked as EXPIRY. A lot counts and can be
/// used until then, so balance and lots always agree. Answers how many lots ended.
pub async fn expire_lots(database: &dyn Database, now: Timestamp) -> Result<usize, DatabaseError> {
    let due = database
        .read(
            Statement::new(
                "SELECT user_id, number, remaining FROM credit_lot
                 WHERE expires_at <= ?1 AND remaining > 0 ORDER BY expires_at LIMIT ?2",
            )
            .bind(now)
            .bind(LOTS_AT_ONCE),
        )
        .await?;
    let mut ended = 0;
    for row in &due {
        let (user, lot, remaining) = (row.get::<UserId>(0)?, row.get(1)?, row.get(2)?);
        match database.write(expiry(&user, lot, remaining, now)).await {
            Ok(_) => ended += 1,
            // A run took from the lot, or another sweep ended it, since we read it: next time.
            Err(DatabaseError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ended)
}

/// Takes exactly `remaining` credits out of one lot. Refused by `remaining_not_negative` when the
/// lot has fewer by now.
fn expiry(user: &UserId, lot: i64, remaining: i64, at: Timestamp) -> Batch {
    let mut batch = Batch::new();
    move_balance(&mut batch, user, -remaining);
    batch.push(
        Statement::new(
            "INSERT INTO credit_allocation (user_id, transaction_number, lot_number, amount)
             VALUES (?1, (SELECT entries FROM credit_balance WHERE user_id = ?1), ?2, ?3)",
        )
        .bind(user)
        .bind(lot)
        .bind(remaining),
    );
    apply_allocations(&mut batch, user);
    // The moment is part of the cause: a refund may fill an ended lot, which then ends once more.
    let cause = format!("expiry:{user}:{lot}:{}", at.0);
    book(
        &mut batch,
        user,
        TransactionKind::Expiry,
        -remaining,
        &cause,
        Link::default(),
        at,
    );
    batch
}
