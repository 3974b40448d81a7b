//! SQLite with the product's own migrations and guards, where every batch and read is a moment at which
//! others may go first: before it happens, and after, so that a crash can fall between a commit and its
//! answer.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use futures::{FutureExt as _, future::BoxFuture};
use openclaw_database::{run_on_sqlite, sqlite_error};
use openclaw_domain::database::{Batch, Database, DatabaseError, Rows, Statement};
use rusqlite::Connection;

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
        run_on_sqlite(&connection, statement)
    }

    fn batch(&self, batch: &Batch) -> Result<Vec<Rows>, DatabaseError> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| sqlite_error(&error))?;
        let answers: Result<Vec<Rows>, DatabaseError> = batch
            .statements
            .iter()
            .map(|it| run_on_sqlite(&connection, it))
            .collect();
        let end = if answers.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        connection
            .execute_batch(end)
            .map_err(|error| sqlite_error(&error))?;
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
