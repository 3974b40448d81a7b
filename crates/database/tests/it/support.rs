//! A fresh database a test, on each backend, and users in it.

use openclaw_database::{
    Postgres, PostgresSettings, Settings, Sqlite,
    scratch::{self, Scratch},
};
use openclaw_domain::{
    database::{Batch, Database, DatabaseError, Rows, Statement},
    ledger,
    random::{Random, RunId, UserId},
    run,
    time::Timestamp,
};

use crate::worker;

/// When tests take place.
pub(crate) const NOW: Timestamp = Timestamp(1_790_000_000_000);

/// A database of its own, gone with the test.
pub(crate) struct Fresh {
    pub(crate) database: Box<dyn Database>,
    _place: Place,
}

/// What holds the database's data while the test lasts.
enum Place {
    Workerd,
    Folder { _folder: tempfile::TempDir },
    Server { _scratch: Scratch },
}

/// The backends under test.
#[derive(Clone, Copy)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
    /// D1, as the Worker has it.
    Worker,
}

impl Backend {
    /// Whether it can be tested here; says so where it cannot.
    pub(crate) fn is_here(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => scratch::server().is_some(),
            Self::Worker => worker::is_here(),
        }
    }

    pub(crate) async fn fresh(self) -> Fresh {
        match self {
            Self::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("openclaw.db");
                Fresh {
                    database: Box::new(Sqlite::open(&path, &Settings::default()).unwrap()),
                    _place: Place::Folder { _folder: folder },
                }
            }
            Self::Postgres => {
                let scratch = Scratch::create().await;
                let settings = PostgresSettings::default();
                let database = Postgres::new(scratch.url(), "test", &settings);
                Fresh {
                    database: Box::new(database.unwrap()),
                    _place: Place::Server { _scratch: scratch },
                }
            }
            Self::Worker => Fresh {
                database: Box::new(worker::database().await),
                _place: Place::Workerd,
            },
        }
    }
}

/// Each test once on each backend.
macro_rules! on_each_backend {
    ($($name:ident),* $(,)?) => {
        crate::support::on_each_backend!(@ sqlite Sqlite: $($name),*);
        crate::support::on_each_backend!(@ postgres Postgres: $($name),*);
        crate::support::on_each_backend!(@ worker Worker: $($name),*);
    };
    (@ $module:ident $backend:ident: $($name:ident),*) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let on = crate::support::Backend::$backend;
                if on.is_here() {
                    super::$name(on).await;
                }
            })*
        }
    };
}
pub(crate) use on_each_backend;

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
        ..Batch::new()
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
