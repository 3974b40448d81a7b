//! SQLite with the product's own migrations and guards, where every batch and read is a moment at which
//! others may go first: before it happens, and after, so that a crash can fall between a commit and its
//! answer.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use futures::{FutureExt as _, future::BoxFuture};
use openclaw_database::guard_of_sqlite_message;
use openclaw_domain::database::{Batch, Database, DatabaseError, Row, Rows, Statement, Value};
use rusqlite::{Connection, ErrorCode, types::ValueRef};

use super::scheduler::Waiting;

pub(super) struct Memory {
    connection: Mutex<Connection>,
    waiting: Waiting,
}

impl Memory {
    /// Over a copy of a file that is migrated and still open elsewhere; nothing waits for its disk.
    pub(super) fn copy(path: &Path, waiting: Waiting) -> rusqlite::Result<Self> {
        let copy = path.with_extension("simulated");
        Connection::open(path)?.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
        let connection = Connection::open(copy)?;
        connection.pragma_update(None, "journal_mode", "MEMORY")?;
        connection.pragma_update(None, "synchronous", "OFF")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Self {
            connection: Mutex::new(connection),
            waiting,
        })
    }

    fn run(&self, statement: &Statement) -> Result<Rows, DatabaseError> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        run(&connection, statement)
    }

    fn batch(&self, batch: &Batch) -> Result<Vec<Rows>, DatabaseError> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| told(&error))?;
        let answers: Result<Vec<Rows>, DatabaseError> = batch
            .statements
            .iter()
            .map(|it| run(&connection, it))
            .collect();
        let end = if answers.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        connection
            .execute_batch(end)
            .map_err(|error| told(&error))?;
        answers
    }
}

impl Database for Memory {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        async move {
            self.waiting.a_while().await;
            let rows = self.run(&statement);
            self.waiting.a_while().await;
            rows
        }
        .boxed()
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        async move {
            self.waiting.a_while().await;
            if self.waiting.fails(40) {
                return Err(DatabaseError::Busy);
            }
            let rows = self.batch(&batch);
            self.waiting.a_while().await;
            rows
        }
        .boxed()
    }
}

fn run(connection: &Connection, statement: &Statement) -> Result<Rows, DatabaseError> {
    gather(connection, statement).map_err(|error| told(&error))
}

fn gather(connection: &Connection, statement: &Statement) -> rusqlite::Result<Rows> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    for (index, value) in statement.params.iter().enumerate() {
        match value {
            Value::Null => prepared.raw_bind_parameter(index + 1, rusqlite::types::Null)?,
            Value::Integer(number) => prepared.raw_bind_parameter(index + 1, number)?,
            Value::Text(text) => prepared.raw_bind_parameter(index + 1, text)?,
        }
    }
    let columns = prepared.column_count();
    let mut found = prepared.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values = (0..columns).map(|column| {
            Ok(match row.get_ref(column)? {
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
            })
        });
        rows.push(Row(values.collect::<rusqlite::Result<_>>()?));
    }
    Ok(Rows(rows))
}

fn told(error: &rusqlite::Error) -> DatabaseError {
    if let rusqlite::Error::SqliteFailure(code, message) = error
        && code.code == ErrorCode::ConstraintViolation
        && let Some(guard) = message.as_deref().and_then(guard_of_sqlite_message)
    {
        return DatabaseError::Refused(guard);
    }
    DatabaseError::Failed(error.to_string())
}
