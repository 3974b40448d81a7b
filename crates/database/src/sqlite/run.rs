//! One statement on one connection, and errors in the domain's words.

use openclaw_domain::database::{DatabaseError, Row, Rows, Statement, Value};
use rusqlite::{Connection, ErrorCode, types::ValueRef};

use crate::guard::guard_of_sqlite_message;

/// Runs a statement to its end and gathers what it returns, as every write and read of the adapter does.
pub fn run(connection: &Connection, statement: &Statement) -> Result<Rows, DatabaseError> {
    gather(connection, statement).map_err(|error| domain_error(&error))?
}

/// The same with SQLite's own error.
pub(super) fn gather(
    connection: &Connection,
    statement: &Statement,
) -> rusqlite::Result<Result<Rows, DatabaseError>> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    // SQLite takes a value that nobody gave for NULL, which may be a row that nobody meant.
    let (wanted, given) = (prepared.parameter_count(), statement.params.len());
    if wanted != given {
        let why = format!(
            "{wanted} values are wanted and {given} given: {}",
            statement.sql
        );
        return Ok(Err(DatabaseError::Failed(why)));
    }
    for (index, value) in statement.params.iter().enumerate() {
        match value {
            Value::Null => prepared.raw_bind_parameter(index + 1, rusqlite::types::Null)?,
            Value::Integer(number) => prepared.raw_bind_parameter(index + 1, number)?,
            Value::Text(text) => prepared.raw_bind_parameter(index + 1, text)?,
        }
    }
    debug_assert!(
        are_distinct(&prepared.column_names()),
        "two columns of one name, which D1 gives as one: {}",
        statement.sql
    );
    let columns = prepared.column_count();
    let mut found = prepared.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            match value(row.get_ref(column)?) {
                Ok(value) => values.push(value),
                Err(error) => return Ok(Err(error)),
            }
        }
        rows.push(Row(values));
    }
    Ok(Ok(Rows(rows)))
}

fn are_distinct(names: &[&str]) -> bool {
    let later = |at: usize| &names[at + 1..];
    names
        .iter()
        .enumerate()
        .all(|(at, name)| !later(at).contains(name))
}

fn value(value: ValueRef<'_>) -> Result<Value, DatabaseError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(|text| Value::Text(text.to_owned()))
            .map_err(|_| DatabaseError::Row("a text is not UTF-8".to_owned())),
        ValueRef::Real(_) | ValueRef::Blob(_) => Err(DatabaseError::Row(
            "a column is neither a whole number nor a text".to_owned(),
        )),
    }
}

/// A constraint's refusal by its guard's name; a lock held by another program as busy.
pub fn domain_error(error: &rusqlite::Error) -> DatabaseError {
    if let rusqlite::Error::SqliteFailure(code, message) = error {
        match code.code {
            ErrorCode::ConstraintViolation => {
                if let Some(guard) = message.as_deref().and_then(guard_of_sqlite_message) {
                    return DatabaseError::Refused(guard);
                }
            }
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => return DatabaseError::Busy,
            _ => {}
        }
    }
    DatabaseError::Failed(error.to_string())
}
