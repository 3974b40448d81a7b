//! PostgreSQL, and any server that speaks its protocol: a batch is one transaction, sent whole
//! before the first answer is read.
//!
//! `BEGIN`, the statements and `COMMIT` cost one round trip together. A batch is tried again after a
//! serialization failure, a deadlock and a lost connection. After a lost connection nobody knows
//! whether the `COMMIT` arrived, so each batch notes its number in `batch_journal`: a second try of
//! one that had arrived is refused there, and changes nothing ([`journal`]).
//!
//! Processes tell each other of what they write about runs ([`news`]).

mod address;
mod connection;
mod failure;
mod guard;
mod join;
mod journal;
mod migrate;
mod news;
mod pool;
mod prepared;
mod value;

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use openclaw_domain::{
    database::{Batch, Database, DatabaseError, News, Rows, Statement},
    random::RunId,
};
use tokio::sync::OnceCell;

use crate::{OpenError, Traffic, figures};
use address::Address;
use failure::{Attempt, Failure};
use news::{Ear, Hearing, Listener};
use pool::{Pool, Seat};

/// A connection of the tests' own.
#[cfg(feature = "scratch")]
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client, OpenError> {
    let settings = PostgresSettings::default();
    Address::parse(url, settings.longest_statement)?
        .connect()
        .await
}

/// How much may wait, and over how many connections it goes.
#[derive(Clone, Debug)]
pub struct PostgresSettings {
    /// Connections for batches.
    pub writers: usize,
    /// Connections for reads, so that a batch that waits for a lock keeps no page waiting.
    pub readers: usize,
    /// Batches that may wait for a connection; one more is told "busy".
    pub write_queue: usize,
    /// Reads that may wait for a connection; one more is told "busy".
    pub read_queue: usize,
    /// How long one try may take before its connection counts as lost.
    pub patience: Duration,
    /// The server ends a statement that takes longer, and with it the locks that it holds.
    pub longest_statement: Duration,
}

impl PostgresSettings {
    /// For questions over everything that there is: no page waits for them, and they take their time.
    #[must_use]
    pub fn patient(self) -> Self {
        Self {
            patience: Duration::from_hours(6),
            longest_statement: Duration::from_hours(6),
            ..self
        }
    }
}

impl Default for PostgresSettings {
    fn default() -> Self {
        Self {
            writers: 8,
            readers: 4,
            write_queue: 4096,
            read_queue: 8192,
            patience: Duration::from_secs(30),
            longest_statement: Duration::from_secs(20),
        }
    }
}

/// Counted by whoever works, read by anyone.
#[derive(Debug, Default)]
struct Counters {
    batches: AtomicU64,
    commits: AtomicU64,
    statements: AtomicU64,
    round_trips: AtomicU64,
}

impl Counters {
    /// Notes one round trip of so many statements.
    fn trip(&self, statements: usize) {
        figures::round_trip();
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        let statements = u64::try_from(statements).unwrap_or(u64::MAX);
        self.statements.fetch_add(statements, Ordering::Relaxed);
    }
}

/// What a server says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its name and version.
    pub version: String,
    /// The number of the newest migration in it; none where the product has never been started on it.
    pub newest_migration: Option<i64>,
}

/// A database on a server. It connects when it is first used.
pub struct Postgres {
    address: Arc<Address>,
    ready: OnceCell<()>,
    writers: Pool,
    readers: Arc<Pool>,
    counters: Arc<Counters>,
    hearing: Arc<Hearing>,
    /// Listens from the first time that somebody waits for news.
    listener: OnceLock<Listener>,
    process: String,
}

impl Postgres {
    /// A database at `postgres://user:password@host/database`. `process` is a name that no other
    /// process has and that this one has never had before: its batches are numbered under it.
    pub fn new(url: &str, process: &str, settings: &PostgresSettings) -> Result<Self, OpenError> {
        let address = Arc::new(Address::parse(url, settings.longest_statement)?);
        let counters = Arc::new(Counters::default());
        let pool = |name: &'static str, size, queue| {
            Pool::new(
                name,
                Seat::many(&format!("{process}/{name}"), size, &address, &counters),
                queue,
                settings.patience,
            )
        };
        Ok(Self {
            ready: OnceCell::new(),
            writers: pool("write", settings.writers, settings.write_queue),
            readers: Arc::new(pool("read", settings.readers, settings.read_queue)),
            counters,
            address,
            hearing: Arc::default(),
            listener: OnceLock::new(),
            process: process.to_owned(),
        })
    }

    /// Connects and applies the migrations, the first time. Every read and write does so; who calls
    /// it before is told what is wrong in the words of a start.
    pub async fn ready(&self) -> Result<(), OpenError> {
        let first = || migrate::run(&self.address);
        self.ready.get_or_try_init(first).await.copied()
    }

    /// Asks the server of this address what it is. It changes nothing.
    pub async fn probe(url: &str) -> Result<Probe, OpenError> {
        let address = Address::parse(url, PostgresSettings::default().longest_statement)?;
        let client = address.connect().await?;
        probe(&client)
            .await
            .map_err(|error| OpenError::Unreachable {
                at: address.shown().to_owned(),
                reason: failure::whole_text(&error),
            })
    }

    /// What has gone to the server so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Traffic {
            batches: count(&self.counters.batches),
            commits: count(&self.counters.commits),
            statements: count(&self.counters.statements),
            round_trips: count(&self.counters.round_trips),
        }
    }

    async fn reached(&self) -> Result<(), DatabaseError> {
        let ready = self.ready().await;
        ready.map_err(|error| DatabaseError::Failed(error.to_string()))
    }

    async fn run_batch(&self, batch: Batch) -> Result<Vec<Rows>, DatabaseError> {
        self.reached().await?;
        let mut seat = self.writers.take().await?;
        seat.next_batch();
        self.counters.batches.fetch_add(1, Ordering::Relaxed);
        let mut attempt = Attempt::first();
        loop {
            match seat.write(&batch, self.writers.patience()).await {
                Ok(rows) => {
                    self.counters.commits.fetch_add(1, Ordering::Relaxed);
                    figures::commit();
                    return Ok(rows);
                }
                Err(Failure::Refused(guard)) if guard.is(journal::ONCE) => {
                    return journal::answer_of_arrived(&batch);
                }
                Err(failure) => attempt.pause_or_tell(failure).await?,
            }
        }
    }

    async fn run_read(&self, statement: Statement) -> Result<Rows, DatabaseError> {
        self.reached().await?;
        self.readers.read(&statement).await
    }
}

async fn probe(client: &tokio_postgres::Client) -> Result<Probe, tokio_postgres::Error> {
    let question = "SELECT version(), to_regclass('refinery_schema_history') IS NOT NULL";
    let row = client.query_one(question, &[]).await?;
    let newest_migration = if row.try_get(1)? {
        let newest = "SELECT CAST(MAX(version) AS BIGINT) FROM refinery_schema_history";
        client.query_one(newest, &[]).await?.try_get(0)?
    } else {
        None
    };
    Ok(Probe {
        version: row.try_get(0)?,
        newest_migration,
    })
}

impl Database for Postgres {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        Box::pin(self.run_read(statement))
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            let answer = self.run_batch(batch).await;
            figures::answers([&answer]);
            answer
        })
    }

    fn news(&self, run: &RunId) -> News {
        self.listener.get_or_init(|| {
            Ear {
                address: Arc::clone(&self.address),
                hearing: Arc::clone(&self.hearing),
                readers: Arc::clone(&self.readers),
                process: self.process.clone(),
            }
            .listen()
        });
        self.hearing.next(run.as_str())
    }
}
