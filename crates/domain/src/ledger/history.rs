//! Reading the ledger: the balance, the lots, and the history page by page.

use super::{LotKind, TransactionKind};
use crate::{
    database::{Database, DatabaseError, Row, Statement},
    money::Credits,
    random::{OrderId, RunId, UserId},
    time::Timestamp,
};

/// What the user can spend now; `None` for a user the ledger does not know.
pub async fn balance(
    database: &dyn Database,
    user: &UserId,
) -> Result<Option<Credits>, DatabaseError> {
    let statement =
        Statement::new("SELECT balance FROM credit_balance WHERE user_id = ?1").bind(user);
    database
        .read(statement)
        .await?
        .first()
        .map(|row| row.get(0))
        .transpose()
}

/// One line of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The user's n-th transaction, from 1 without gaps.
    pub number: i64,
    /// What it was for.
    pub kind: TransactionKind,
    /// Signed credits.
    pub amount: i64,
    /// The balance it left.
    pub balance_after: Credits,
    /// The order it belongs to.
    pub order: Option<OrderId>,
    /// The package of that order.
    pub package_id: Option<String>,
    /// The run it belongs to.
    pub run: Option<RunId>,
    /// The agent of that run.
    pub agent_id: Option<String>,
    /// What that run was about: its result's title, or the input that names it.
    pub subject: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Up to `limit` transactions, newest first, beginning below the number `before` (`None`: at the
/// newest). The cost does not grow with the length of the history.
pub async fn history(
    database: &dyn Database,
    user: &UserId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Transaction>, DatabaseError> {
    history_of(database, user, None, before, limit).await
}

/// The same of one kind alone, where one is named.
pub async fn history_of(
    database: &dyn Database,
    user: &UserId,
    kind: Option<TransactionKind>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Transaction>, DatabaseError> {
    let statement = Statement::new(
        "SELECT line.number, line.kind, line.amount, line.balance_after, line.order_id,
                payment_order.package_id, line.run_id, agent_run.agent_id,
                COALESCE(agent_run.title, agent_run.subject), line.created_at
         FROM credit_transaction AS line
         LEFT JOIN payment_order ON payment_order.id = line.order_id
         LEFT JOIN agent_run ON agent_run.id = line.run_id
         WHERE line.user_id = ?1 AND line.number < ?2 AND (?4 = '' OR line.kind = ?4)
         ORDER BY line.number DESC LIMIT ?3",
    )
    .bind(user)
    .bind(before.unwrap_or(crate::money::LARGEST))
    .bind(i64::from(limit))
    .bind(kind.map_or("", TransactionKind::as_str));
    let rows = database.read(statement).await?;
    rows.into_iter().map(transaction).collect()
}

/// Credits that runs used, less what failed ones gave back, by day: the day counted from `since`, and
/// how many. Days without any are left out.
pub async fn used_by_day(
    database: &dyn Database,
    user: &UserId,
    since: Timestamp,
) -> Result<Vec<(i64, i64)>, DatabaseError> {
    let statement = Statement::new(
        "SELECT (created_at - ?2) / 86400000, CAST(-SUM(amount) AS BIGINT) FROM credit_transaction
         WHERE user_id = ?1 AND kind IN ('USAGE', 'RUN_REFUND') AND created_at >= ?2 GROUP BY 1",
    )
    .bind(user)
    .bind(since);
    let rows = database.read(statement).await?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

fn transaction(row: &Row) -> Result<Transaction, DatabaseError> {
    Ok(Transaction {
        number: row.get(0)?,
        kind: row.get(1)?,
        amount: row.get(2)?,
        balance_after: row.get(3)?,
        order: row.get(4)?,
        package_id: row.get(5)?,
        run: row.get(6)?,
        agent_id: row.get(7)?,
        subject: row.get(8)?,
        at: row.get(9)?,
    })
}

/// Credits that were granted together and are not all used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// The number of the transaction that granted it.
    pub number: i64,
    /// Free, bonus or paid.
    pub kind: LotKind,
    /// How many there were.
    pub granted: Credits,
    /// How many are left.
    pub remaining: Credits,
    /// When what is left ends.
    pub expires_at: Timestamp,
}

/// The user's lots that still hold credits, in the order they will be used.
pub async fn lots(database: &dyn Database, user: &UserId) -> Result<Vec<Lot>, DatabaseError> {
    let statement = Statement::new(
        "SELECT number, kind, granted, remaining, expires_at FROM credit_lot
         WHERE user_id = ?1 AND remaining > 0 ORDER BY burn_rank, expires_at, number",
    )
    .bind(user);
    let rows = database.read(statement).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Lot {
                number: row.get(0)?,
                kind: row.get(1)?,
                granted: row.get(2)?,
                remaining: row.get(3)?,
                expires_at: row.get(4)?,
            })
        })
        .collect()
}
