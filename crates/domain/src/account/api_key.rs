//! Keys for programs: made and revoked by their owner, shown once, with a cap on what they may spend.

use super::{User, user, user_columns};
use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    money::Credits,
    random::{ApiKeyId, ApiToken, RunId, UserId},
    time::Timestamp,
    world::World,
};

/// The guard: the key would spend more than it may.
pub const KEY_CAP: &str = "api_key_cap";
/// More than anybody needs; a list that long cannot be looked after.
const KEYS_AT_MOST: usize = 20;
/// The longest name.
const NAME_LENGTH: usize = 60;

/// A key, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// What its owner calls it.
    pub name: String,
    /// How it begins.
    pub prefix: String,
    /// Whether it may read.
    pub can_read: bool,
    /// Whether it may start runs.
    pub can_run: bool,
    /// What it may spend in all.
    pub cap: Option<Credits>,
    /// What it has spent.
    pub spent: Credits,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// A key to make.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What its owner calls it.
    pub name: String,
    /// Whether it may read.
    pub can_read: bool,
    /// Whether it may start runs.
    pub can_run: bool,
    /// What it may spend in all.
    pub cap: Option<Credits>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Why no key was made.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has no name, or a longer one than 60 characters.
    #[error("a key has a name of 1 to {NAME_LENGTH} characters")]
    Name,
    /// It may do nothing.
    #[error("a key that may do nothing is none")]
    NoScope,
    /// It has ended already.
    #[error("the key would have ended already")]
    Expired,
    /// There are too many.
    #[error("there are {KEYS_AT_MOST} keys already: revoke one first")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Makes a key. The token is shown to its owner now and never again.
pub async fn create_key(
    world: &World,
    user: &UserId,
    new: &NewKey,
) -> Result<(ApiKeyId, ApiToken), KeyError> {
    let now = world.now();
    let name = new.name.trim();
    let length = name.chars().count();
    if length == 0 || length > NAME_LENGTH || name.chars().any(char::is_control) {
        return Err(KeyError::Name);
    }
    if !new.can_read && !new.can_run {
        return Err(KeyError::NoScope);
    }
    if new.expires_at.is_some_and(|end| end <= now) {
        return Err(KeyError::Expired);
    }
    if keys(world, user).await?.len() >= KEYS_AT_MOST {
        return Err(KeyError::TooMany);
    }
    let (id, token) = (
        ApiKeyId::new(now, &*world.random),
        ApiToken::new(&*world.random),
    );
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO api_key (id, user_id, name, prefix, token_hash, can_read, can_run, cap, spent,
               created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10)",
        )
        .bind(&id)
        .bind(user)
        .bind(name)
        .bind(token.prefix())
        .bind(token.hash())
        .bind(new.can_read)
        .bind(new.can_run)
        .bind(new.cap)
        .bind(now)
        .bind(new.expires_at),
    );
    world.database.write(batch).await?;
    tracing::info!(user = super::log_name(world, user), key = %id, "a key for programs was made");
    Ok((id, token))
}

/// The user's keys that are not revoked, newest first; those that have ended too.
pub async fn keys(world: &World, user: &UserId) -> Result<Vec<ApiKey>, DatabaseError> {
    let statement = Statement::new(
        "SELECT id, name, prefix, can_read, can_run, cap, spent, created_at, expires_at, last_used_at
         FROM api_key WHERE user_id = ?1 AND revoked_at IS NULL ORDER BY id DESC",
    )
    .bind(user);
    let rows = world.database.read(statement).await?;
    rows.iter().map(key).collect()
}

fn key(row: &Row) -> Result<ApiKey, DatabaseError> {
    Ok(ApiKey {
        id: row.get(0)?,
        name: row.get(1)?,
        prefix: row.get(2)?,
        can_read: row.get(3)?,
        can_run: row.get(4)?,
        cap: row.get(5)?,
        spent: row.get(6)?,
        created_at: row.get(7)?,
        expires_at: row.get(8)?,
        last_used_at: row.get(9)?,
    })
}

/// Ends one of the user's keys for good; another's changes nothing.
pub async fn revoke_key(world: &World, user: &UserId, id: &ApiKeyId) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE api_key SET revoked_at = ?3 WHERE id = ?1 AND user_id = ?2 AND revoked_at IS NULL",
        )
        .bind(id)
        .bind(user)
        .bind(world.now()),
    );
    world.database.write(batch).await.map(drop)
}

/// What a key may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Which key.
    pub id: ApiKeyId,
    /// Whether it may read.
    pub can_read: bool,
    /// Whether it may start runs.
    pub can_run: bool,
}

/// Whose key this is and what it may do; `None` for one that is unknown, revoked or ended.
pub async fn authenticate_key(
    world: &World,
    token: &ApiToken,
) -> Result<Option<(User, KeyUse)>, DatabaseError> {
    const SQL: &str = concat!(
        "SELECT ",
        user_columns!(),
        ", k.id AS key_id, k.can_read, k.can_run, k.last_used_at FROM api_key k
           JOIN user_account u ON u.id = k.user_id
           JOIN credit_balance b ON b.user_id = k.user_id
         WHERE k.token_hash = ?1 AND k.revoked_at IS NULL
           AND (k.expires_at IS NULL OR k.expires_at > ?3)"
    );
    let now = world.now();
    let statement = Statement::new(SQL)
        .bind(token.hash())
        .bind(world.settings.accounts.legal_version.as_str())
        .bind(now);
    let rows = world.database.read(statement).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let used = KeyUse {
        id: row.get(9)?,
        can_read: row.get(10)?,
        can_run: row.get(11)?,
    };
    let hour_ago = now.minus(std::time::Duration::from_hours(1));
    if row
        .get::<Option<Timestamp>>(12)?
        .is_none_or(|at| at <= hour_ago)
    {
        let mut batch = Batch::new();
        batch.push(
            Statement::new("UPDATE api_key SET last_used_at = ?2 WHERE id = ?1")
                .bind(&used.id)
                .bind(now),
        );
        world.database.write(batch).await?;
    }
    Ok(Some((user(world, row)?, used)))
}

/// Counts what a key spends. Refused by [`KEY_CAP`].
pub(crate) fn charge_key(batch: &mut Batch, id: &ApiKeyId, credits: i64) {
    batch.push(
        Statement::new("UPDATE api_key SET spent = spent + ?2 WHERE id = ?1")
            .bind(id)
            .bind(credits),
    );
}

/// A failed run gives the key that started it its credits back.
pub(crate) fn return_to_key(batch: &mut Batch, run: &RunId, credits: Credits) {
    batch.push(
        Statement::new(
            "UPDATE api_key SET spent = spent - ?2
             WHERE id = (SELECT api_key_id FROM agent_run WHERE id = ?1)",
        )
        .bind(run)
        .bind(credits),
    );
}
