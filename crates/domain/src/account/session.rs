//! Sessions: an opaque token in a browser, and its hash here. They end thirty days after they were
//! last used, when their owner says so, and with the account.

use super::{User, sign_in::From, user, user_columns};
use crate::{
    database::{Batch, DatabaseError, Statement},
    random::{SessionToken, UserId},
    time::{DAY, Timestamp},
    world::World,
};

/// Of what a browser calls itself, this much is kept.
const DEVICE_LENGTH: usize = 200;

/// A session, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What tells it from the others: the beginning of its hash.
    pub id: String,
    /// What the browser calls itself.
    pub device: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the day.
    pub seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

pub(super) fn open_session(
    batch: &mut Batch,
    world: &World,
    user: &UserId,
    token: &SessionToken,
    from: &From,
) {
    let now = world.now();
    let device = from.device.as_deref().map(|device| {
        let plain = device.chars().filter(|c| !c.is_control());
        plain.take(DEVICE_LENGTH).collect::<String>()
    });
    batch.push(
        Statement::new(
            "INSERT INTO session (token_hash, user_id, created_at, expires_at, seen_at, device)
             VALUES (?1, ?2, ?3, ?4, ?3, ?5)",
        )
        .bind(token.hash())
        .bind(user)
        .bind(now)
        .bind(now.plus(world.settings.session_life))
        .bind(device),
    );
}

/// Whose session this is, with their balance; `None` for an unknown or expired token. Using a session
/// makes it last longer.
pub async fn authenticate(
    world: &World,
    token: &SessionToken,
) -> Result<Option<User>, DatabaseError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        ", s.seen_at FROM session s
           JOIN user_account u ON u.id = s.user_id
           JOIN credit_balance b ON b.user_id = s.user_id
         WHERE s.token_hash = ?1 AND s.expires_at > ?3"
    );
    let hash = token.hash();
    let statement = Statement::new(SQL)
        .bind(hash.as_str())
        .bind(world.settings.accounts.legal_version.as_str())
        .bind(world.now());
    let rows = world.database.read(statement).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    if row.get::<Timestamp>(9)?.plus(DAY) <= world.now() {
        touch(world, &hash).await?;
    }
    user(world, row).map(Some)
}

/// Once a day is enough: a request costs a read.
async fn touch(world: &World, hash: &str) -> Result<(), DatabaseError> {
    let now = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE session SET seen_at = ?2, expires_at = ?3 WHERE token_hash = ?1")
            .bind(hash)
            .bind(now)
            .bind(now.plus(world.settings.session_life)),
    );
    world.database.write(batch).await.map(drop)
}

/// The user's sessions, the one last used first. `this` is the one that asks, if a session does.
pub async fn sessions(
    world: &World,
    user: &UserId,
    this: Option<&SessionToken>,
) -> Result<Vec<Session>, DatabaseError> {
    let statement = Statement::new(
        "SELECT substr(token_hash, 1, 16), device, created_at, seen_at, token_hash = ?2 FROM session
         WHERE user_id = ?1 AND expires_at > ?3 ORDER BY seen_at DESC, created_at DESC",
    )
    .bind(user)
    .bind(this.map(SessionToken::hash).unwrap_or_default())
    .bind(world.now());
    let rows = world.database.read(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Session {
                id: row.get(0)?,
                device: row.get(1)?,
                created_at: row.get(2)?,
                seen_at: row.get(3)?,
                is_this: row.get(4)?,
            })
        })
        .collect()
}

/// Ends one of the user's sessions; another's, or one that is not there, changes nothing.
pub async fn revoke_session(world: &World, user: &UserId, id: &str) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new("DELETE FROM session WHERE user_id = ?1 AND substr(token_hash, 1, 16) = ?2")
            .bind(user)
            .bind(id),
    );
    world.database.write(batch).await.map(drop)
}

/// Ends a session; ending one that is not there changes nothing.
pub async fn sign_out(world: &World, token: &SessionToken) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM session WHERE token_hash = ?1").bind(token.hash()));
    world.database.write(batch).await.map(drop)
}

/// Ends all of the user's sessions, this one too.
pub async fn sign_out_everywhere(world: &World, user: &UserId) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM session WHERE user_id = ?1").bind(user));
    world.database.write(batch).await.map(drop)
}

/// Forgets sessions, idempotency keys and counts of addresses whose time is over.
pub async fn forget_expired(world: &World) -> Result<(), DatabaseError> {
    let now = world.now();
    let oldest_key = now.minus(world.settings.idempotency_life);
    let yesterday = now.minus(DAY).0.div_euclid(24 * 60 * 60 * 1_000);
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM session WHERE expires_at <= ?1").bind(now));
    batch.push(
        Statement::new("DELETE FROM idempotency_key WHERE created_at <= ?1").bind(oldest_key),
    );
    batch.push(Statement::new("DELETE FROM sign_up_address WHERE day < ?1").bind(yesterday));
    world.database.write(batch).await.map(drop)
}
