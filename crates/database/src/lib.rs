//! Where batches run: the migrations, SQLite and PostgreSQL.
//!
//! A backend implements [`openclaw_domain::database::Database`] and only executes: which statements
//! make an intent, and what a guard's refusal means, is the domain's. `tests/it/contract.rs` is the
//! suite that every backend passes.

mod figures;
mod guard;
mod open;
mod postgres;
#[cfg(feature = "scratch")]
pub mod scratch;
mod sqlite;

pub use figures::describe as describe_figures;
pub use guard::guard_of_sqlite_message;
pub use open::{OpenError, Opened, Traffic};
pub use postgres::{Postgres, PostgresSettings, Probe};
pub use sqlite::{Settings, Sqlite, copy_sqlite};

/// The numbered files of `migrations/`, the same for every backend.
mod migrations {
    refinery::embed_migrations!("../../migrations");
}

/// The number of the newest migration that this program knows.
#[must_use]
pub fn newest_migration() -> i64 {
    let known = migrations::migrations::runner();
    let versions = known.get_migrations().iter();
    let versions = versions.map(|it| i64::from(it.version()));
    versions.max().unwrap_or_default()
}
