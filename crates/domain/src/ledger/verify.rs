//! What must always be true of the ledger, asked of the database row by row.

use crate::database::{Database, DatabaseError, Statement};

/// A row that breaks an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The invariant, in words.
    pub invariant: &'static str,
    /// The row: a user, order, run or lot.
    pub row: String,
    /// What is there.
    pub found: String,
    /// What should be.
    pub expected: String,
}

/// Each query answers the rows that break its invariant: (row, found, expected), as text.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "a balance is the sum of its transactions, and counts them",
        "SELECT 'user ' || b.user_id, CAST(b.balance AS TEXT) || ' after ' || CAST(b.entries AS TEXT),
                CAST(COALESCE(SUM(t.amount), 0) AS TEXT) || ' after ' || CAST(COUNT(t.number) AS TEXT)
         FROM credit_balance b LEFT JOIN credit_transaction t ON t.user_id = b.user_id
         GROUP BY b.user_id, b.balance, b.entries
         HAVING b.balance <> COALESCE(SUM(t.amount), 0) OR b.entries <> COUNT(t.number)
             OR b.entries <> COALESCE(MAX(t.number), 0)",
    ),
    (
        "a balance is the sum of what remains of its lots",
        "SELECT 'user ' || b.user_id, CAST(b.balance AS TEXT), CAST(COALESCE(SUM(l.remaining), 0) AS TEXT)
         FROM credit_balance b LEFT JOIN credit_lot l ON l.user_id = b.user_id
         GROUP BY b.user_id, b.balance HAVING b.balance <> COALESCE(SUM(l.remaining), 0)",
    ),
    (
        "every account has a balance",
        "SELECT 'user ' || u.id, 'no balance', 'a balance' FROM user_account u
         LEFT JOIN credit_balance b ON b.user_id = u.id WHERE b.user_id IS NULL",
    ),
    (
        "each transaction's balance_after follows from the one before",
        "SELECT 'user ' || user_id || ' transaction ' || CAST(number AS TEXT), CAST(balance_after AS TEXT),
                CAST(running AS TEXT)
         FROM (SELECT user_id, number, balance_after,
                      SUM(amount) OVER (PARTITION BY user_id ORDER BY number) AS running
               FROM credit_transaction) AS line
         WHERE balance_after <> running",
    ),
    (
        "what remains of a lot is what was granted less what was allocated",
        "SELECT 'user ' || l.user_id || ' lot ' || CAST(l.number AS TEXT), CAST(l.remaining AS TEXT),
                CAST(l.granted - COALESCE(SUM(a.amount), 0) AS TEXT)
         FROM credit_lot l
         LEFT JOIN credit_allocation a ON a.user_id = l.user_id AND a.lot_number = l.number
         GROUP BY l.user_id, l.number, l.remaining, l.granted
         HAVING l.remaining <> l.granted - COALESCE(SUM(a.amount), 0)",
    ),
    (
        "every lot was granted by the transaction of its number",
        "SELECT 'user ' || l.user_id || ' lot ' || CAST(l.number AS TEXT), CAST(l.granted AS TEXT),
                COALESCE(CAST(t.amount AS TEXT), 'no transaction')
         FROM credit_lot l
         LEFT JOIN credit_transaction t ON t.user_id = l.user_id AND t.number = l.number
         WHERE t.amount IS NULL OR t.amount <> l.granted",
    ),
    (
        "every allocation belongs to a transaction",
        "SELECT 'user ' || a.user_id || ' allocation ' || CAST(a.transaction_number AS TEXT),
                'no transaction', 'a transaction'
         FROM credit_allocation a
         LEFT JOIN credit_transaction t ON t.user_id = a.user_id AND t.number = a.transaction_number
         WHERE t.number IS NULL",
    ),
    (
        "a transaction's allocations add up to what it moved",
        "SELECT 'user ' || t.user_id || ' transaction ' || CAST(t.number AS TEXT),
                CAST(COALESCE(SUM(a.amount), 0) AS TEXT), CAST(t.allocated AS TEXT)
         FROM credit_transaction t
         LEFT JOIN credit_allocation a ON a.user_id = t.user_id AND a.transaction_number = t.number
         GROUP BY t.user_id, t.number, t.allocated HAVING t.allocated <> COALESCE(SUM(a.amount), 0)",
    ),
    (
        "every granted order has exactly one PURCHASE of its credits, and no other order has one",
        "SELECT 'order ' || o.id, o.status || ' with ' || CAST(COUNT(t.number) AS TEXT) || ' purchases of '
                || CAST(COALESCE(SUM(t.amount), 0) AS TEXT), CAST(o.credits AS TEXT)
         FROM payment_order o
         LEFT JOIN credit_transaction t ON t.order_id = o.id AND t.kind = 'PURCHASE'
         GROUP BY o.id, o.status, o.credits, o.grants
         HAVING (o.grants = 1 AND (COUNT(t.number) <> 1 OR SUM(t.amount) <> o.credits))
             OR (o.grants = 0 AND COUNT(t.number) <> 0)
             OR (o.grants = 1) <> (o.status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'DISPUTED'))",
    ),
    (
        "every granted order has its PURCHASE_BONUS, when it promised one",
        "SELECT 'order ' || o.id, CAST(COALESCE(SUM(t.amount), 0) AS TEXT), CAST(o.bonus AS TEXT)
         FROM payment_order o
         LEFT JOIN credit_transaction t ON t.order_id = o.id AND t.kind = 'PURCHASE_BONUS'
         WHERE o.grants = 1
         GROUP BY o.id, o.bonus HAVING COALESCE(SUM(t.amount), 0) <> o.bonus",
    ),
    (
        "what an order counts as refunded is what its cancellations gave back or are about to",
        "SELECT 'order ' || o.id, CAST(o.refunded AS TEXT), CAST(COALESCE(SUM(c.amount), 0) AS TEXT)
         FROM payment_order o
         LEFT JOIN payment_cancellation c
           ON c.order_id = o.id AND c.kind <> 'VOID' AND c.status <> 'FAILED' AND o.grants = 1
         GROUP BY o.id, o.refunded HAVING o.refunded <> COALESCE(SUM(c.amount), 0)",
    ),
    (
        "credits taken back follow from the order's cancellations, debts and disputes",
        "SELECT 'order ' || o.id, CAST(moved.credits AS TEXT), CAST(gone.credits AS TEXT)
         FROM payment_order o
         JOIN (SELECT p.id, COALESCE(SUM(t.amount), 0) AS credits FROM payment_order p
               LEFT JOIN credit_transaction t
                 ON t.order_id = p.id AND t.kind IN ('PAYMENT_REFUND', 'ADJUSTMENT')
               GROUP BY p.id) AS moved ON moved.id = o.id
         JOIN (SELECT p.id, p.debt - p.frozen - COALESCE(SUM(c.credits + c.bonus + c.debt), 0) AS credits
               FROM payment_order p
               LEFT JOIN payment_cancellation c ON c.order_id = p.id AND c.status <> 'FAILED'
               GROUP BY p.id, p.debt, p.frozen) AS gone ON gone.id = o.id
         WHERE moved.credits <> gone.credits",
    ),
    (
        "a voided order has its VOID cancellation, and no other order has one",
        "SELECT 'order ' || o.id, CAST(o.voids AS TEXT), CAST(COUNT(c.id) AS TEXT)
         FROM payment_order o LEFT JOIN payment_cancellation c ON c.order_id = o.id AND c.kind = 'VOID'
         GROUP BY o.id, o.voids HAVING o.voids <> COUNT(c.id)",
    ),
    (
        "every run has its USAGE at its price, and every failed run its RUN_REFUND, no other",
        "SELECT 'run ' || r.id, r.status || ' with usage ' || CAST(COALESCE(SUM(CASE WHEN t.kind = 'USAGE' THEN t.amount END), 0) AS TEXT)
                || ' and refund ' || CAST(COALESCE(SUM(CASE WHEN t.kind = 'RUN_REFUND' THEN t.amount END), 0) AS TEXT),
                'price ' || CAST(r.price AS TEXT)
         FROM agent_run r LEFT JOIN credit_transaction t ON t.run_id = r.id
         GROUP BY r.id, r.status, r.price
         HAVING COALESCE(SUM(CASE WHEN t.kind = 'USAGE' THEN t.amount END), 0) <> -r.price
             OR COALESCE(SUM(CASE WHEN t.kind = 'RUN_REFUND' THEN t.amount END), 0)
                <> CASE WHEN r.status = 'FAILED' THEN r.price ELSE 0 END",
    ),
    (
        "the count of running runs is right",
        "SELECT 'user ' || q.user_id, CAST(q.running AS TEXT), CAST(COUNT(r.id) AS TEXT)
         FROM run_limit q LEFT JOIN agent_run r ON r.user_id = q.user_id AND r.status = 'RUNNING'
         GROUP BY q.user_id, q.running HAVING q.running <> COUNT(r.id)",
    ),
];

/// Checks every invariant over the whole ledger. An empty answer means that all hold. Reads
/// everything: for the operator, for tests and after a crash, not for a request.
pub async fn verify(database: &dyn Database) -> Result<Vec<Breach>, DatabaseError> {
    let mut breaches = Vec::new();
    for &(invariant, sql) in INVARIANTS {
        let rows = database.read(Statement::new(sql)).await?;
        for row in &rows {
            breaches.push(Breach {
                invariant,
                row: row.get(0)?,
                found: row.get(1)?,
                expected: row.get(2)?,
            });
        }
    }
    Ok(breaches)
}

/// The invariants in words, in the order they are checked.
pub fn invariants() -> impl Iterator<Item = &'static str> {
    INVARIANTS.iter().map(|&(words, _)| words)
}
