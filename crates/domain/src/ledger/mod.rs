//! The ledger of credits: the only place that writes to `credit_balance`, `credit_transaction`,
//! `credit_lot` and `credit_allocation`.
//!
//! Each intent adds its statements to a batch that the caller completes with what must happen
//! together with it. The guards are in the schema; their names are in [`guard`].
//!
//! Every intent begins by moving the balance, which also takes the user's next transaction number.
//! On PostgreSQL that row's lock makes two batches of one user queue.

mod expiry;
mod history;
mod refund;
mod verify;

pub use expiry::expire_lots;
pub use history::{Lot, Transaction, balance, history, history_of, lots, used_by_day};
pub use refund::{Remaining, TakeBack, put_back, remaining_of, take_back};
pub use verify::{Breach, invariants, verify};

use crate::{
    database::{Batch, Statement},
    money::Credits,
    random::{OrderId, RunId, UserId},
    time::Timestamp,
    words::words,
};

/// The names of the guards that a use case turns into an answer.
pub mod guard {
    /// The balance would fall below zero.
    pub const BALANCE: &str = "balance_not_negative";
    /// A lot would fall below zero.
    pub const LOT: &str = "remaining_not_negative";
    /// That cause is booked already.
    pub const CAUSE: &str = "credit_transaction_cause";
}

words! {
    /// What a transaction is for.
    TransactionKind {
        /// Free credits for a new account.
        SignupBonus = "SIGNUP_BONUS",
        /// Credits that were paid for.
        Purchase = "PURCHASE",
        /// Credits given with a purchase.
        PurchaseBonus = "PURCHASE_BONUS",
        /// A run was started.
        Usage = "USAGE",
        /// A run failed; its credits went back to the lots they came from.
        RunRefund = "RUN_REFUND",
        /// A payment was refunded.
        PaymentRefund = "PAYMENT_REFUND",
        /// A lot's time was over.
        Expiry = "EXPIRY",
        /// The operator's correction.
        Adjustment = "ADJUSTMENT",
    }
}

words! {
    /// Where a lot's credits came from.
    LotKind {
        /// Given at sign-up.
        Free = "FREE",
        /// Given with a purchase.
        Bonus = "BONUS",
        /// Paid for.
        Paid = "PAID",
    }
}

impl LotKind {
    /// The order in which lots are used: what cost nothing first, so that what was paid stays
    /// refundable longest.
    const fn burn_rank(self) -> i64 {
        match self {
            Self::Free => 0,
            Self::Bonus => 1,
            Self::Paid => 2,
        }
    }
}

/// Credits given to a user as a lot of their own.
#[derive(Clone, Debug)]
pub struct Grant<'a> {
    /// Who gets them.
    pub user: &'a UserId,
    /// What the transaction is called.
    pub kind: TransactionKind,
    /// What the lot is called.
    pub lot: LotKind,
    /// How many; more than zero.
    pub amount: Credits,
    /// The order that paid for them.
    pub order: Option<&'a OrderId>,
    /// Unique over the ledger: the same cause is booked once.
    pub cause: String,
    /// When.
    pub at: Timestamp,
    /// When what is left of them ends.
    pub expires_at: Timestamp,
}

/// Opens a user's account in the ledger, with nothing in it.
pub fn open(batch: &mut Batch, user: &UserId) {
    batch.push(
        Statement::new("INSERT INTO credit_balance (user_id, balance, entries) VALUES (?1, 0, 0)")
            .bind(user),
    );
}

/// Gives credits.
pub fn grant(batch: &mut Batch, grant: &Grant<'_>) {
    move_balance(batch, grant.user, grant.amount.get());
    batch.push(
        Statement::new(
            "INSERT INTO credit_lot (user_id, number, kind, burn_rank, order_id, granted, remaining, granted_at, expires_at)
             VALUES (?1, (SELECT entries FROM credit_balance WHERE user_id = ?1), ?2, ?3, ?4, ?5, ?5, ?6, ?7)",
        )
        .bind(grant.user)
        .bind(grant.lot)
        .bind(grant.lot.burn_rank())
        .bind(grant.order)
        .bind(grant.amount)
        .bind(grant.at)
        .bind(grant.expires_at),
    );
    let link = Link {
        order: grant.order,
        run: None,
    };
    book(
        batch,
        grant.user,
        grant.kind,
        grant.amount.get(),
        &grant.cause,
        link,
        grant.at,
    );
}

/// The cause under which a run's use of credits is booked.
#[must_use]
pub fn usage_cause(run: &RunId) -> String {
    format!("usage:{run}")
}

/// Takes a run's price out of the user's lots. Refused by [`guard::BALANCE`] when there is too
/// little. The run's own row must be in the batch between this and [`book_usage`].
pub fn debit_for_run(batch: &mut Batch, user: &UserId, price: Credits) {
    move_balance(batch, user, -price.get());
}

/// Second half of a run's use: burns the lots and books the transaction, whose row answers
/// `balance_after`.
pub fn book_usage(batch: &mut Batch, user: &UserId, run: &RunId, price: Credits, at: Timestamp) {
    burn_lots(batch, user, price);
    let link = Link {
        order: None,
        run: Some(run),
    };
    book(
        batch,
        user,
        TransactionKind::Usage,
        -price.get(),
        &usage_cause(run),
        link,
        at,
    );
}

/// Takes credits by hand, in the order in which they are used: an ADJUSTMENT. Refused by
/// [`guard::BALANCE`] when there is too little.
pub fn take(batch: &mut Batch, user: &UserId, amount: Credits, cause: &str, at: Timestamp) {
    move_balance(batch, user, -amount.get());
    burn_lots(batch, user, amount);
    let kind = TransactionKind::Adjustment;
    book(batch, user, kind, -amount.get(), cause, Link::default(), at);
}

/// Takes credits out of the lots for the transaction under way, in the order in which they are used.
fn burn_lots(batch: &mut Batch, user: &UserId, amount: Credits) {
    // `before` is what the lots used ahead of this one hold: a lot is touched while that is less
    // than the amount, and gives what is still missing or all it has.
    batch.push(
        Statement::new(
            "INSERT INTO credit_allocation (user_id, transaction_number, lot_number, amount)
             SELECT lot.user_id, credit_balance.entries, lot.number,
                    CASE WHEN lot.remaining < ?2 - lot.before THEN lot.remaining ELSE ?2 - lot.before END
             FROM (SELECT user_id, number, remaining,
                          CAST(COALESCE(SUM(remaining) OVER (
                            ORDER BY burn_rank, expires_at, number
                            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS BIGINT) AS before
                   FROM credit_lot WHERE user_id = ?1 AND remaining > 0) AS lot
             JOIN credit_balance ON credit_balance.user_id = lot.user_id
             WHERE lot.before < ?2",
        )
        .bind(user)
        .bind(amount),
    );
    apply_allocations(batch, user);
}

/// Gives a failed run's credits back to the lots they came from.
pub fn refund_run(batch: &mut Batch, user: &UserId, run: &RunId, price: Credits, at: Timestamp) {
    move_balance(batch, user, price.get());
    reverse_allocations(batch, &usage_cause(run));
    apply_allocations(batch, user);
    let link = Link {
        order: None,
        run: Some(run),
    };
    let cause = format!("run_refund:{run}");
    book(
        batch,
        user,
        TransactionKind::RunRefund,
        price.get(),
        &cause,
        link,
        at,
    );
}

/// Moves the balance and takes the next transaction number. First in every intent.
fn move_balance(batch: &mut Batch, user: &UserId, change: i64) {
    batch.push(
        Statement::new(
            "UPDATE credit_balance SET balance = balance + ?2, entries = entries + 1 WHERE user_id = ?1",
        )
        .bind(user)
        .bind(change),
    );
}

/// Allocates to the transaction under way the opposite of what the transaction of this cause took.
fn reverse_allocations(batch: &mut Batch, cause: &str) {
    batch.push(
        Statement::new(
            "INSERT INTO credit_allocation (user_id, transaction_number, lot_number, amount)
             SELECT used.user_id, credit_balance.entries, used.lot_number, -used.amount
             FROM credit_transaction
             JOIN credit_allocation AS used ON used.user_id = credit_transaction.user_id
                                           AND used.transaction_number = credit_transaction.number
             JOIN credit_balance ON credit_balance.user_id = credit_transaction.user_id
             WHERE credit_transaction.cause = ?1",
        )
        .bind(cause),
    );
}

/// Brings the lots up to date with the allocations of the transaction under way.
fn apply_allocations(batch: &mut Batch, user: &UserId) {
    batch.push(
        Statement::new(
            "UPDATE credit_lot SET remaining = credit_lot.remaining - moved.amount
             FROM credit_allocation AS moved
             WHERE moved.user_id = ?1
               AND moved.transaction_number = (SELECT entries FROM credit_balance WHERE user_id = ?1)
               AND credit_lot.user_id = moved.user_id AND credit_lot.number = moved.lot_number",
        )
        .bind(user),
    );
}

/// What a transaction belongs to.
#[derive(Clone, Copy, Default)]
struct Link<'a> {
    order: Option<&'a OrderId>,
    run: Option<&'a RunId>,
}

/// Books the transaction under way. A user without an account fails on a NOT NULL here: the
/// sub-selects find nothing.
fn book(
    batch: &mut Batch,
    user: &UserId,
    kind: TransactionKind,
    amount: i64,
    cause: &str,
    link: Link<'_>,
    at: Timestamp,
) {
    batch.push(
        Statement::new(
            "INSERT INTO credit_transaction
               (user_id, number, kind, amount, balance_after, allocated, cause, order_id, run_id, created_at)
             VALUES (?1, (SELECT entries FROM credit_balance WHERE user_id = ?1), ?2, ?3,
                     (SELECT balance FROM credit_balance WHERE user_id = ?1),
                     (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM credit_allocation
                      WHERE user_id = ?1
                        AND transaction_number = (SELECT entries FROM credit_balance WHERE user_id = ?1)),
                     ?4, ?5, ?6, ?7)
             RETURNING balance_after",
        )
        .bind(user)
        .bind(kind)
        .bind(amount)
        .bind(cause)
        .bind(link.order)
        .bind(link.run)
        .bind(at),
    );
}
