//! Signing in: the account of a person, made when there is none yet, and a session for it.

use super::{person_hash, session::open_session};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    ledger,
    port::identity::{Person, Proved},
    random::{SessionToken, UserId, keyed_hash},
    world::World,
};

/// A day, in milliseconds: accounts from one address are counted by it.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Where a sign-in comes from, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct From {
    /// The client's address; of IPv6 the network alone.
    pub address: Option<String>,
    /// What the browser calls itself.
    pub device: Option<String>,
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

/// Why nobody was signed in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// Too many accounts were made from this address today.
    #[error("too many accounts were made from this address today")]
    TooManyAccounts,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Opens a session for a person, and the account when there is none yet. Free credits come with the
/// consent to the terms.
pub async fn sign_in(world: &World, person: &Person, from: &From) -> Result<SignedIn, SignInError> {
    let token = SessionToken::new(&*world.random);
    loop {
        if let Some(user) = find(world, &person.issuer, &person.subject).await? {
            let mut batch = Batch::new();
            // The provider knows best what they are called today.
            rename(&mut batch, person);
            open_session(&mut batch, world, &user, &token, from);
            world.database.write(batch).await?;
            return Ok(SignedIn {
                user,
                token,
                is_new: false,
            });
        }
        let user = UserId::new(world.now(), &*world.random);
        let mut batch = new_account(world, &user, person);
        open_session(&mut batch, world, &user, &token, from);
        let address = count_address(&mut batch, world, from);
        match world.database.write(batch).await {
            Ok(rows) => {
                let made = rows.last().and_then(|rows| rows.first());
                if let (Some(address), Some(row)) = (address, made) {
                    tell_of_many(world, &address, row.get(0)?).await?;
                }
                return Ok(SignedIn {
                    user,
                    token,
                    is_new: true,
                });
            }
            // The same person signed in twice at once: the other request made the account.
            Err(error) if error.refused_by("user_account_issuer_subject") => {}
            Err(error) if error.refused_by("sign_ups_per_address") => {
                return Err(SignInError::TooManyAccounts);
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Opens a session for somebody who has an account; `None` for anybody else. Their name stays as it is.
pub async fn sign_in_again(
    world: &World,
    proved: &Proved,
    from: &From,
) -> Result<Option<SignedIn>, DatabaseError> {
    let Some(user) = find(world, &proved.issuer, &proved.subject).await? else {
        return Ok(None);
    };
    let token = SessionToken::new(&*world.random);
    let mut batch = Batch::new();
    open_session(&mut batch, world, &user, &token, from);
    world.database.write(batch).await?;
    Ok(Some(SignedIn {
        user,
        token,
        is_new: false,
    }))
}

async fn find(world: &World, issuer: &str, subject: &str) -> Result<Option<UserId>, DatabaseError> {
    let statement =
        Statement::new("SELECT id FROM user_account WHERE issuer = ?1 AND subject = ?2")
            .bind(issuer)
            .bind(subject);
    world
        .database
        .read(statement)
        .await?
        .first()
        .map(|row| row.get(0))
        .transpose()
}

fn rename(batch: &mut Batch, person: &Person) {
    batch.push(
        Statement::new(
            "UPDATE user_account SET name = ?3, email = ?4 WHERE issuer = ?1 AND subject = ?2",
        )
        .bind(person.issuer.as_str())
        .bind(person.subject.as_str())
        .bind(person.name.clone())
        .bind(person.email.clone()),
    );
}

/// The provider says that somebody is called otherwise now; of nobody we know, nothing is kept.
pub async fn renamed(world: &World, person: &Person) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    rename(&mut batch, person);
    world.database.write(batch).await.map(drop)
}

/// Account, balance and limits: all of it or nothing.
fn new_account(world: &World, user: &UserId, person: &Person) -> Batch {
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
        .bind(world.now()),
    );
    crate::run::open_limit(&mut batch, user);
    ledger::open(&mut batch, user);
    batch
}

/// Counts an account for its address; the last statement answers how many there are today.
fn count_address(batch: &mut Batch, world: &World, from: &From) -> Option<String> {
    use secrecy::ExposeSecret as _;
    let settings = &world.settings.accounts;
    let key = settings.hash_key.expose_secret();
    let address = from.address.as_deref()?;
    let hash = keyed_hash(key.as_bytes(), &format!("address\n{address}"));
    batch.push(
        Statement::new(
            "INSERT INTO sign_up_address (address_hash, day, accounts, allowed) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (address_hash, day) DO UPDATE
             SET accounts = sign_up_address.accounts + 1, allowed = excluded.allowed
             RETURNING accounts",
        )
        .bind(hash.as_str())
        .bind(world.now().0.div_euclid(DAY_MS))
        .bind(i64::from(settings.per_address)),
    );
    Some(hash)
}

/// Told once a day and address, by its hash: the operator need not know more.
async fn tell_of_many(world: &World, address: &str, accounts: i64) -> Result<(), DatabaseError> {
    if accounts < i64::from(world.settings.accounts.alert_from) {
        return Ok(());
    }
    let day = world.now().0.div_euclid(DAY_MS);
    let short = address.get(..12).unwrap_or_default();
    let detail = format!("{accounts} accounts were made from one address ({short}…) today");
    let kind = AlertKind::ManySignUps;
    alert::raise_alone(world, kind, None, &format!("{address}:{day}"), &detail).await
}

/// Notes that somebody has the free credits now. Refused by `sign_up_mark_person_hash` when they have
/// had them.
pub(super) fn mark(batch: &mut Batch, world: &World, issuer: &str, subject: &str) {
    batch.push(
        Statement::new("INSERT INTO sign_up_mark (person_hash, created_at) VALUES (?1, ?2)")
            .bind(person_hash(world, issuer, subject))
            .bind(world.now()),
    );
}

/// Notes the same of somebody who leaves, if they have had any: who never had them may come back for
/// them.
pub(super) fn mark_leaving(
    batch: &mut Batch,
    world: &World,
    user: &UserId,
    issuer: &str,
    subject: &str,
) {
    batch.push(
        Statement::new(
            "INSERT INTO sign_up_mark (person_hash, created_at)
             SELECT ?1, ?2 FROM credit_transaction WHERE cause = ?3
             ON CONFLICT (person_hash) DO NOTHING",
        )
        .bind(person_hash(world, issuer, subject))
        .bind(world.now())
        .bind(format!("signup:{user}")),
    );
}
