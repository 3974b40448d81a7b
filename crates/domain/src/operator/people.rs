//! The accounts, for who runs the shop.

use crate::{
    account::Role,
    database::{DatabaseError, Row, Statement},
    money::Credits,
    random::UserId,
    time::Timestamp,
    world::World,
};

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: UserId,
    /// What the sign-in provider calls them.
    pub name: Option<String>,
    /// Where to write to them.
    pub email: Option<String>,
    /// Who signs them in.
    pub issuer: String,
    /// What they may do.
    pub role: Role,
    /// Credits left.
    pub balance: Credits,
    /// When they came.
    pub created_at: Timestamp,
    /// When they left.
    pub deleted_at: Option<Timestamp>,
}

macro_rules! columns {
    () => {
        "u.id, u.name, u.email, u.issuer, u.role, b.balance, u.created_at, u.deleted_at
         FROM user_account u JOIN credit_balance b ON b.user_id = u.id"
    };
}

fn read(row: &Row) -> Result<Person, DatabaseError> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        issuer: row.get(3)?,
        role: row.get(4)?,
        balance: row.get(5)?,
        created_at: row.get(6)?,
        deleted_at: row.get(7)?,
    })
}

/// One of them.
pub async fn person(world: &World, id: &UserId) -> Result<Option<Person>, DatabaseError> {
    let statement = Statement::new(concat!("SELECT ", columns!(), " WHERE u.id = ?1")).bind(id);
    let rows = world.database.read(statement).await?;
    rows.first().map(read).transpose()
}

/// Those whose name, email or id holds the text, newest first; all of them for none. `before` is the
/// last of the page before.
pub async fn search_people(
    world: &World,
    text: &str,
    before: Option<&UserId>,
    limit: u32,
) -> Result<Vec<Person>, DatabaseError> {
    let statement = Statement::new(concat!(
        "SELECT ",
        columns!(),
        " WHERE u.id < ?1 AND (?2 = '' OR u.id = ?2
             OR REPLACE(LOWER(COALESCE(u.name, '')), LOWER(?2), '') <> LOWER(COALESCE(u.name, ''))
             OR REPLACE(LOWER(COALESCE(u.email, '')), LOWER(?2), '') <> LOWER(COALESCE(u.email, '')))
           ORDER BY u.id DESC LIMIT ?3"
    ))
    // Ids are lower-case hexadecimal: nothing comes after a letter beyond f.
    .bind(before.map_or("g", UserId::as_str))
    .bind(text)
    .bind(i64::from(limit));
    let rows = world.database.read(statement).await?;
    rows.iter().map(read).collect()
}
