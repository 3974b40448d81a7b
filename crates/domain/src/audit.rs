//! What operators did: a line each, in the same batch as the deed. Never changed, never deleted.

use crate::{
    database::{Batch, DatabaseError, Statement},
    random::AuditId,
    time::Timestamp,
    world::World,
};

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who: `user:…`, `admin:…`, `cli:…`.
    pub actor: String,
    /// What: `order.refund`.
    pub action: String,
    /// To what: an order, an alert.
    pub subject: String,
    /// How, in a sentence.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// Adds a line to a batch.
pub fn record(
    batch: &mut Batch,
    world: &World,
    actor: &str,
    action: &str,
    subject: &str,
    detail: &str,
) {
    let now = world.now();
    batch.push(
        Statement::new(
            "INSERT INTO audit_log (id, actor, action, subject, detail, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(AuditId::new(now, &*world.random))
        .bind(actor)
        .bind(action)
        .bind(subject)
        .bind(detail)
        .bind(now),
    );
}

/// What was done to one thing, oldest first.
pub async fn of_subject(world: &World, subject: &str) -> Result<Vec<Entry>, DatabaseError> {
    let statement = Statement::new(
        "SELECT actor, action, subject, detail, created_at FROM audit_log
         WHERE subject = ?1 ORDER BY id",
    )
    .bind(subject);
    let rows = world.database.read(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Entry {
                actor: row.get(0)?,
                action: row.get(1)?,
                subject: row.get(2)?,
                detail: row.get(3)?,
                at: row.get(4)?,
            })
        })
        .collect()
}
