//! Where batches run: the migrations, and the SQLite backend.
//!
//! A backend implements [`openclaw_domain::database::Database`] and only executes: which statements
//! make an intent, and what a guard's refusal means, is the domain's. `tests/it/contract.rs` is the
//! suite that every backend passes.

mod guard;
mod sqlite;

pub use guard::guard_of_sqlite_message;
pub use sqlite::{OpenError, Settings, Sqlite, Traffic};
