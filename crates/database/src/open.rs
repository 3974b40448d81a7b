//! Which backend an address names.

use std::{path::PathBuf, sync::Arc};

use openclaw_domain::database::Database;

use crate::{Postgres, Sqlite};

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be made or opened.
    #[error("the database file {path} cannot be opened: {reason}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The address is none.
    #[error("the database's address cannot be read: {0}")]
    Address(String),
    /// The server does not answer, or does not let us in.
    #[error("the database at {at} cannot be reached: {reason}")]
    Unreachable {
        /// Host, port and database.
        at: String,
        /// What came of trying.
        reason: String,
    },
    /// The migrations do not fit what is there.
    #[error("the migrations failed: {0}")]
    Migrations(String),
}

/// What has gone through a database since it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Batches answered, refused ones too.
    pub batches: u64,
    /// Commits: of groups of batches on SQLite, each one fsync; of batches on PostgreSQL.
    pub commits: u64,
    /// Statements of reads and batches; on PostgreSQL with `BEGIN`, `COMMIT`, the journal's and
    /// those that were prepared.
    pub statements: u64,
    /// Times that a server was asked and its answer awaited; SQLite has none.
    pub round_trips: u64,
}

/// An open database of either kind.
#[derive(Clone)]
pub enum Opened {
    /// A file of this machine.
    Sqlite(Arc<Sqlite>),
    /// A server.
    Postgres(Arc<Postgres>),
}

impl Opened {
    /// As the domain's port.
    #[must_use]
    pub fn port(&self) -> Arc<dyn Database> {
        match self {
            Self::Sqlite(sqlite) => Arc::clone(sqlite) as _,
            Self::Postgres(postgres) => Arc::clone(postgres) as _,
        }
    }

    /// Connects where that is still to be done, so that a start can say what is wrong.
    pub async fn ready(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.ready().await,
        }
    }

    /// What has gone through it so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        match self {
            Self::Sqlite(sqlite) => sqlite.traffic(),
            Self::Postgres(postgres) => postgres.traffic(),
        }
    }
}
