//! From PostgreSQL's error to the guard's name.

use openclaw_domain::database::Guard;
use tokio_postgres::error::{DbError, SqlState};

/// Reads the guard out of PostgreSQL's error: every constraint by its own name, which the migrations
/// give it to be the one that SQLite tells. `None` for an error of another kind.
pub(super) fn guard_of_postgres_error(error: &DbError) -> Option<Guard> {
    let code = error.code();
    if *code == SqlState::FOREIGN_KEY_VIOLATION {
        return Some(Guard("foreign_key".to_owned()));
    }
    if *code == SqlState::NOT_NULL_VIOLATION {
        let (table, column) = (error.table()?, error.column()?);
        return Some(Guard(format!("{table}_{column}_not_null")));
    }
    let is_named = *code == SqlState::CHECK_VIOLATION || *code == SqlState::UNIQUE_VIOLATION;
    is_named
        .then(|| error.constraint().map(|name| Guard(name.to_owned())))
        .flatten()
}
