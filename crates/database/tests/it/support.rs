//! A fresh database a test, and users in it.

use openclaw_database::{Settings, Sqlite};
use openclaw_domain::{
    database::{Batch, Database, DatabaseError, Rows, Statement},
    ledger,
    random::{Random, RunId, UserId},
    run,
    time::Timestamp,
};

/// When tests take place.
pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// A database of its own, gone with the test.
pub(crate) struct Fresh {
    pub(crate) sqlite: Sqlite,
    _folder: tempfile::TempDir,
}

pub(crate) fn fresh() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(&folder.path().join("openclaw.db"), &Settings::default()).unwrap();
    Fresh {
        sqlite,
        _folder: folder,
    }
}

/// Bytes that only number: ids that a failing test can be read by.
pub(crate) struct Counted(pub(crate) u64);

impl Random for Counted {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
        let (_, tail) = buffer
            .split_last_chunk_mut::<8>()
            .expect("an id takes ten bytes");
        tail.copy_from_slice(&self.0.to_be_bytes());
    }
}

pub(crate) fn user_id(number: u64) -> UserId {
    UserId::new(NOW, &Counted(number))
}

pub(crate) fn run_id(number: u64) -> RunId {
    RunId::new(NOW, &Counted(number))
}

pub(crate) fn batch(statements: impl IntoIterator<Item = Statement>) -> Batch {
    Batch {
        statements: statements.into_iter().collect(),
    }
}

pub(crate) async fn write(
    database: &dyn Database,
    statements: impl IntoIterator<Item = Statement>,
) -> Result<Vec<Rows>, DatabaseError> {
    database.write(batch(statements)).await
}

/// An account with an empty balance.
pub(crate) async fn user(database: &dyn Database, number: u64) -> UserId {
    let user = user_id(number);
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO user_account (id, issuer, subject, created_at) VALUES (?1, 'test', ?2, ?3)",
        )
        .bind(&user)
        .bind(number.to_string())
        .bind(NOW),
    );
    run::open_limit(&mut batch, &user);
    ledger::open(&mut batch, &user);
    database.write(batch).await.unwrap();
    user
}
