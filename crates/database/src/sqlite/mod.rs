//! SQLite on one machine: one thread owns the write connection and commits in groups. Reads are
//! answered where they are asked; a few threads more answer those that take long.
//!
//! SQLite has one writer, so a pool of them would only queue on its lock. Here the queue is ours:
//! every batch that waits goes into one `BEGIN IMMEDIATE … COMMIT`, each in a `SAVEPOINT` of its
//! own, and is answered after that commit's single fsync. Answered means on disk
//! (`synchronous=FULL`).

mod checkpoint;
mod copy;
mod quick;
mod reader;
mod run;
mod writer;

use std::{
    fs::OpenOptions,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use futures::future::BoxFuture;
use openclaw_domain::database::{Batch, Database, DatabaseError, Rows, Statement};
use rusqlite::{Connection, config::DbConfig};
use tokio::sync::oneshot;

use crate::{OpenError, Traffic, figures, migrations};
pub use copy::copy_sqlite;
pub use run::{domain_error, run};

/// How much may wait and how much is grouped.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Batches that may wait for the writer; one more is told "busy".
    pub write_queue: usize,
    /// Reads that may wait; one more is told "busy".
    pub read_queue: usize,
    /// The most batches in one commit.
    pub group: usize,
    /// Pages of the log, 4 KiB each, from which on it is copied into the database. A longer log copies a
    /// hot page once instead of many times; a shorter one is on disk sooner, and who waits for a commit
    /// meanwhile waits less (`docs/benchmarks.md`).
    pub log_pages: u32,
    /// Reads that may be answered at once where they are asked; 0 sends all of them to the threads.
    pub quick: usize,
    /// Threads that answer the other reads.
    pub readers: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            write_queue: 4096,
            read_queue: 8192,
            group: 256,
            log_pages: 4_000,
            quick: std::thread::available_parallelism().map_or(2, usize::from),
            readers: 2,
        }
    }
}

/// Counted by the writer thread, read by anyone.
#[derive(Debug, Default)]
struct Counters {
    batches: AtomicU64,
    commits: AtomicU64,
    statements: AtomicU64,
}

/// An open database. Dropping it lets what waits finish, then closes the file.
pub struct Sqlite {
    writes: Option<async_channel::Sender<WriteJob>>,
    quick: quick::Quick,
    reads: Option<async_channel::Sender<ReadJob>>,
    counters: Arc<Counters>,
    threads: Vec<JoinHandle<()>>,
}

struct WriteJob {
    batch: Batch,
    answer: oneshot::Sender<Result<Vec<Rows>, DatabaseError>>,
}

struct ReadJob {
    statement: Statement,
    answer: oneshot::Sender<Result<Rows, DatabaseError>>,
}

impl Sqlite {
    /// Opens or creates the file (readable by its owner only) and applies the migrations.
    pub fn open(path: &Path, settings: &Settings) -> Result<Self, OpenError> {
        let file_error = |reason: String| OpenError::File {
            path: path.to_owned(),
            reason,
        };
        create_for_owner(path).map_err(|error| file_error(error.to_string()))?;
        let mut connection = connect(path, 32).map_err(|error| file_error(error.to_string()))?;
        // All of them in one transaction: by themselves a migration and the note that it was applied are
        // two, and a process killed in between could never start again.
        migrations::migrations::runner()
            .set_grouped(true)
            .run(&mut connection)
            .map_err(|error| OpenError::Migrations(error.to_string()))?;

        let counters = Arc::new(Counters::default());
        let (writes, jobs) = async_channel::bounded(settings.write_queue);
        let mut threads = Vec::new();
        let (counted, group) = (Arc::clone(&counters), settings.group);
        let copier = connect(path, 2).map_err(|error| file_error(error.to_string()))?;
        let (log, copier) = checkpoint::pair(&connection, copier, settings.log_pages);
        threads.push(spawn("sqlite-copier", || copier.serve()).map_err(&file_error)?);
        let start = move || writer::serve(&connection, &jobs, group, &log, &counted);
        threads.push(spawn("sqlite-writer", start).map_err(&file_error)?);

        let (reads, jobs) = async_channel::bounded(settings.read_queue);
        for _ in 0..settings.readers.max(1) {
            let connection = connect_reader(path).map_err(|error| file_error(error.to_string()))?;
            let (jobs, counted) = (jobs.clone(), Arc::clone(&counters));
            let start = move || reader::serve(&connection, &jobs, &counted);
            threads.push(spawn("sqlite-reader", start).map_err(&file_error)?);
        }
        let quick = quick::Quick::open(path, settings.quick)
            .map_err(|error| file_error(error.to_string()))?;
        Ok(Self {
            writes: Some(writes),
            quick,
            reads: Some(reads),
            counters,
            threads,
        })
    }

    /// What has gone through the writer so far.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        Traffic {
            batches: self.counters.batches.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
            statements: self.counters.statements.load(Ordering::Relaxed),
            round_trips: 0,
        }
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Closed channels end the threads once their queues are empty.
        drop((self.writes.take(), self.reads.take()));
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a database thread panicked");
            }
        }
    }
}

impl Database for Sqlite {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        Box::pin(async move {
            if let Some(answer) = self.quick.read(&statement) {
                self.counters.statements.fetch_add(1, Ordering::Relaxed);
                return answer;
            }
            let (answer, wait) = oneshot::channel();
            send("read", self.reads.as_ref(), ReadJob { statement, answer })?;
            wait.await.unwrap_or_else(|_| Err(closed()))
        })
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        let (answer, wait) = oneshot::channel();
        let sent = send("write", self.writes.as_ref(), WriteJob { batch, answer });
        Box::pin(async move {
            sent?;
            wait.await.unwrap_or_else(|_| Err(closed()))
        })
    }
}

/// Queues a job, or says at once that the queue is full.
fn send<T>(
    name: &'static str,
    queue: Option<&async_channel::Sender<T>>,
    job: T,
) -> Result<(), DatabaseError> {
    match queue.map(|queue| queue.try_send(job)) {
        Some(Ok(())) => Ok(()),
        Some(Err(async_channel::TrySendError::Full(_))) => {
            figures::busy(name);
            Err(DatabaseError::Busy)
        }
        Some(Err(async_channel::TrySendError::Closed(_))) | None => Err(closed()),
    }
}

fn closed() -> DatabaseError {
    DatabaseError::Failed("it is closed".to_owned())
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, String> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(|e| e.to_string())
}

/// Makes the file if it is not there, for its owner alone; SQLite gives the WAL the same rights.
fn create_for_owner(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn connect_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(path, 8)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn connect(path: &Path, cache_mib: i64) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "busy_timeout", 5000)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -cache_mib * 1024)?;
    // The writer sees to it: [`checkpoint`].
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    // Or SQLite plans a statement anew whenever a value is another that its plan might depend on: each
    // `?4 = '' OR agent_id = ?4`, say, took longer to plan than to run. Ours have one good plan each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}
