//! Accounts and sessions: somebody proved who they are, and we remember it.

use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    ledger::{self, Grant, LotKind, TransactionKind},
    money::Credits,
    port::identity::Person,
    random::{SessionToken, UserId},
    world::World,
};

/// Somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// What to call them.
    pub name: Option<String>,
    /// Where to write to them.
    pub email: Option<String>,
    /// What they can spend.
    pub balance: Credits,
    /// Whether they may use the operator's pages.
    pub is_admin: bool,
}

/// A finished sign-in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The account.
    pub user: UserId,
    /// For the browser's cookie; not kept anywhere else.
    pub token: SessionToken,
    /// Whether the account was made just now.
    pub is_new: bool,
}

/// Opens a session for a person, and the account with its free credits when there is none yet.
pub async fn sign_in(world: &World, person: &Person) -> Result<SignedIn, DatabaseError> {
    let token = SessionToken::new(&*world.random);
    loop {
        if let Some(user) = find(world, person).await? {
            let mut batch = Batch::new();
            // The provider knows best what they are called today.
            batch.push(
                Statement::new("UPDATE user_account SET name = ?2, email = ?3 WHERE id = ?1")
                    .bind(&user)
                    .bind(person.name.clone())
                    .bind(person.email.clone()),
            );
            open_session(&mut batch, world, &user, &token);
            world.database.write(batch).await?;
            return Ok(SignedIn {
                user,
                token,
                is_new: false,
            });
        }
        let user = UserId::new(world.now(), &*world.random);
        match world
            .database
            .write(new_account(world, &user, person, &token))
            .await
        {
            Ok(_) => {
                return Ok(SignedIn {
                    user,
                    token,
                    is_new: true,
                });
            }
            // The same person signed in twice at once: the other request made the account.
            Err(error) if error.refused_by("user_account_issuer_subject") => {}
            Err(error) => return Err(error),
        }
    }
}

async fn find(world: &World, person: &Person) -> Result<Option<UserId>, DatabaseError> {
    let statement =
        Statement::new("SELECT id FROM user_account WHERE issuer = ?1 AND subject = ?2")
            .bind(person.issuer.as_str())
            .bind(person.subject.as_str());
    world
        .database
        .read(statement)
        .await?
        .first()
        .map(|row| row.get(0))
        .transpose()
}

/// Account, balance, limits, free credits and session: all of it or nothing.
fn new_account(world: &World, user: &UserId, person: &Person, token: &SessionToken) -> Batch {
    let now = world.now();
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO user_account (id, issuer, subject, name, email, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(user)
        .bind(person.issuer.as_str())
        .bind(person.subject.as_str())
        .bind(person.name.clone())
        .bind(person.email.clone())
        .bind(now),
    );
    crate::run::open_limit(&mut batch, user);
    ledger::open(&mut batch, user);
    if world.settings.signup_credits > Credits::ZERO {
        let free = Grant {
            user,
            kind: TransactionKind::SignupBonus,
            lot: LotKind::Free,
            amount: world.settings.signup_credits,
            order: None,
            cause: format!("signup:{user}"),
            at: now,
            expires_at: now.plus(world.settings.validity.free),
        };
        ledger::grant(&mut batch, &free);
    }
    open_session(&mut batch, world, user, token);
    batch
}

fn open_session(batch: &mut Batch, world: &World, user: &UserId, token: &SessionToken) {
    let now = world.now();
    batch.push(
        Statement::new(
            "INSERT INTO session (token_hash, user_id, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        )
        .bind(token.hash())
        .bind(user)
        .bind(now)
        .bind(now.plus(world.settings.session_life)),
    );
}

/// Whose session this is, with their balance; `None` for an unknown or expired token.
pub async fn authenticate(
    world: &World,
    token: &SessionToken,
) -> Result<Option<User>, DatabaseError> {
    let statement = Statement::new(
        "SELECT user_account.id, user_account.name, user_account.email, credit_balance.balance,
                user_account.issuer, user_account.subject
         FROM session
         JOIN user_account ON user_account.id = session.user_id
         JOIN credit_balance ON credit_balance.user_id = session.user_id
         WHERE session.token_hash = ?1 AND session.expires_at > ?2",
    )
    .bind(token.hash())
    .bind(world.now());
    world
        .database
        .read(statement)
        .await?
        .first()
        .map(|row| user(world, row))
        .transpose()
}

fn user(world: &World, row: &Row) -> Result<User, DatabaseError> {
    let identity = format!("{}/{}", row.get::<String>(4)?, row.get::<String>(5)?);
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        balance: row.get(3)?,
        is_admin: world.settings.admins.contains(&identity),
    })
}

/// Ends a session; ending one that is not there changes nothing.
pub async fn sign_out(world: &World, token: &SessionToken) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM session WHERE token_hash = ?1").bind(token.hash()));
    world.database.write(batch).await.map(drop)
}

/// Forgets sessions and idempotency keys whose time is over.
pub async fn forget_expired(world: &World) -> Result<(), DatabaseError> {
    let now = world.now();
    let oldest_key = now.minus(world.settings.idempotency_life);
    let mut batch = Batch::new();
    batch.push(Statement::new("DELETE FROM session WHERE expires_at <= ?1").bind(now));
    batch.push(
        Statement::new("DELETE FROM idempotency_key WHERE created_at <= ?1").bind(oldest_key),
    );
    world.database.write(batch).await.map(drop)
}
