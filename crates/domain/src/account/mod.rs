//! Accounts: somebody proved who they are, agreed to the terms, and we remember it.
//!
//! An account is (issuer, subject), as the sign-in provider names people; never an email.

mod api_key;
mod consent;
mod delete;
mod export;
mod language;
mod role;
mod session;
mod sign_in;

pub use api_key::{
    ApiKey, KEY_CAP, KeyError, KeyUse, NewKey, authenticate_key, create_key, keys, revoke_key,
};
pub(crate) use api_key::{charge_key, return_to_key};
pub use consent::{agree, has_agreed};
pub use delete::{DeleteError, delete, delete_by_identity, forget_files};
pub use export::export;
pub use language::{Language, set_language};
pub use role::{Role, set_role};
pub use session::{
    Session, authenticate, forget_expired, revoke_session, sessions, sign_out, sign_out_everywhere,
};
pub use sign_in::{From, SignInError, SignedIn, renamed, sign_in, sign_in_again};

use crate::{
    database::{DatabaseError, Row, Statement},
    money::Credits,
    random::{UserId, keyed_hash},
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
    /// Whether they have agreed to the terms that hold now.
    pub has_agreed: bool,
    /// The language they chose, if they did.
    pub language: Option<Language>,
}

/// The columns of a [`User`], from `user_account u` and `credit_balance b`; the version of the terms is
/// the parameter `?2`.
macro_rules! user_columns {
    () => {
        "u.id, u.name, u.email, b.balance, u.issuer, u.subject, u.role,
         EXISTS (SELECT 1 FROM consent c WHERE c.user_id = u.id AND c.document = 'TERMS' AND c.version = ?2), u.language"
    };
}
use user_columns;

fn user(world: &World, row: &Row) -> Result<User, DatabaseError> {
    let identity = format!("{}/{}", row.get::<String>(4)?, row.get::<String>(5)?);
    let is_admin = row.get::<Role>(6)? == Role::Admin;
    Ok(User {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        balance: row.get(3)?,
        is_admin: is_admin || world.settings.admins.contains(&identity),
        has_agreed: row.get(7)?,
        language: row.get(8)?,
    })
}

/// The provider that the account signs in by; `None` for one that is deleted.
pub async fn issuer(world: &World, user: &UserId) -> Result<Option<String>, DatabaseError> {
    Ok(identity(world, user).await?.map(|(issuer, _)| issuer))
}

/// The provider and its name for the person, of an account that is not deleted.
async fn identity(world: &World, user: &UserId) -> Result<Option<(String, String)>, DatabaseError> {
    let statement = Statement::new(
        "SELECT issuer, subject FROM user_account WHERE id = ?1 AND deleted_at IS NULL",
    )
    .bind(user);
    let rows = world.database.read(statement).await?;
    rows.first()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .transpose()
}

/// How logs and traces name somebody: the same person by the same name, and nobody without the key
/// (`accounts.hash_key`) can tell whose it is.
#[must_use]
pub fn log_name(world: &World, user: &UserId) -> String {
    use secrecy::ExposeSecret as _;
    let key = world.settings.accounts.hash_key.expose_secret();
    let mut name = keyed_hash(key.as_bytes(), &format!("log\n{user}"));
    name.truncate(12);
    name
}

/// What is kept of a person for ever: nobody without the key can tell whose it is.
fn person_hash(world: &World, issuer: &str, subject: &str) -> String {
    use secrecy::ExposeSecret as _;
    let key = world.settings.accounts.hash_key.expose_secret();
    keyed_hash(key.as_bytes(), &format!("person\n{issuer}\n{subject}"))
}
