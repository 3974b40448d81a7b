//! Reads answered on the thread that asks: most take a few microseconds, less than it takes to wake
//! another thread and to be woken by it. One that turns out long is given up and goes to the threads
//! for reads, so that no thread of the program's is held by it.

use std::{
    ffi::c_int,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use openclaw_domain::database::{DatabaseError, Rows, Statement};
use rusqlite::{Connection, ErrorCode};

use super::run::{domain_error, gather};

/// Steps of SQLite's machine after which a read is long: a fraction of a millisecond's.
const STEPS: c_int = 4_000;

/// Connections that whoever asks may use at once.
pub(super) struct Quick(Vec<Mutex<Seat>>);

struct Seat {
    connection: Connection,
    /// Whether this read was seen at work before. SQLite counts a statement's steps over all of its
    /// runs, so its first sign says nothing of this one.
    seen: Arc<AtomicBool>,
}

impl Quick {
    pub(super) fn open(path: &Path, seats: usize) -> rusqlite::Result<Self> {
        let open = |_| Seat::open(path).map(Mutex::new);
        (0..seats).map(open).collect::<Result<_, _>>().map(Self)
    }

    /// `None` when every connection is in use, or when it takes long.
    pub(super) fn read(&self, statement: &Statement) -> Option<Result<Rows, DatabaseError>> {
        let seat = self.0.iter().find_map(|seat| seat.try_lock().ok())?;
        seat.read(statement)
    }
}

impl Seat {
    fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = super::connect_reader(path)?;
        let seen = Arc::new(AtomicBool::new(false));
        let before = Arc::clone(&seen);
        let is_long = move || before.swap(true, Ordering::Relaxed);
        connection.progress_handler(STEPS, Some(is_long))?;
        Ok(Self { connection, seen })
    }

    fn read(&self, statement: &Statement) -> Option<Result<Rows, DatabaseError>> {
        self.seen.store(false, Ordering::Relaxed);
        match gather(&self.connection, statement) {
            Ok(rows) => Some(rows),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                None
            }
            Err(error) => Some(Err(domain_error(&error))),
        }
    }
}
