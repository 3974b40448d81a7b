//! Where batches run: the migrations, SQLite and PostgreSQL; in a Worker, D1.
//!
//! A backend implements [`openclaw_domain::database::Database`] and only executes: which statements
//! make an intent, and what a guard's refusal means, is the domain's. `tests/it/contract.rs` is the
//! suite that every backend passes.

#[cfg(target_arch = "wasm32")]
mod d1;
mod dialect;
#[cfg(not(target_arch = "wasm32"))]
mod figures;
mod guard;
#[cfg(not(target_arch = "wasm32"))]
mod look;
#[cfg(not(target_arch = "wasm32"))]
mod open;
#[cfg(not(target_arch = "wasm32"))]
mod postgres;
#[cfg(all(feature = "scratch", not(target_arch = "wasm32")))]
pub mod scratch;
#[cfg(not(target_arch = "wasm32"))]
mod sqlite;
#[cfg(any(test, target_arch = "wasm32"))]
mod together;

#[cfg(target_arch = "wasm32")]
pub use d1::{D1, Taken};
#[cfg(not(target_arch = "wasm32"))]
pub use figures::describe as describe_figures;
pub use guard::guard_of_sqlite_message;
#[cfg(not(target_arch = "wasm32"))]
pub use look::newest_migration_of;
#[cfg(not(target_arch = "wasm32"))]
pub use open::{OpenError, Opened, Traffic};
#[cfg(not(target_arch = "wasm32"))]
pub use postgres::{Postgres, PostgresSettings, Probe};
#[cfg(not(target_arch = "wasm32"))]
pub use sqlite::{
    Settings, Sqlite, copy_sqlite, domain_error as sqlite_error, run as run_on_sqlite,
};

/// The numbered files of `migrations/`, the same for every backend that applies them by itself.
#[cfg(not(target_arch = "wasm32"))]
mod migrations {
    refinery::embed_migrations!("../../migrations");
}

/// The number of the newest migration that this program knows.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn newest_migration() -> i64 {
    let known = migrations::migrations::runner();
    let versions = known.get_migrations().iter();
    let versions = versions.map(|it| i64::from(it.version()));
    versions.max().unwrap_or_default()
}
