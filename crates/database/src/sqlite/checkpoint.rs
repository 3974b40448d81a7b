//! Copying the log into the database beside the writer, not in it.
//!
//! SQLite by itself does it in the commit that makes the log long enough, and everybody who waits for that
//! commit waits until tens of megabytes are on disk. Here a thread copies while the writer goes on, until
//! little is left; that little the writer copies between two groups, and the log begins anew.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
};

use rusqlite::Connection;

/// What the writer copies in a moment.
const LITTLE: i64 = 200;
/// While the writer is busy, every copy leaves less than the one before, and never nothing.
const COPIES: usize = 4;

thread_local! {
    /// The log's pages after the last commit of this thread.
    static PAGES: Cell<i64> = const { Cell::new(0) };
}

/// The writer's side.
pub(super) struct Log {
    /// Copied from so many pages on.
    long: i64,
    ask: SyncSender<()>,
    /// From the asking until the writer has copied the rest: two copies at once would be in each other's way.
    is_asked: Cell<bool>,
    is_copied: Arc<AtomicBool>,
}

/// The other thread's.
pub(super) struct Copier {
    connection: Connection,
    asked: Receiver<()>,
    is_copied: Arc<AtomicBool>,
}

/// Both, over connections to one database.
pub(super) fn pair(writer: &Connection, connection: Connection, log_pages: u32) -> (Log, Copier) {
    // In the place of SQLite's own checkpoint.
    writer.wal_hook(Some(|_, pages| {
        PAGES.set(pages.into());
        Ok(())
    }));
    let (ask, asked) = sync_channel(1);
    let is_copied = Arc::new(AtomicBool::new(false));
    let log = Log {
        long: log_pages.into(),
        ask,
        is_asked: Cell::new(false),
        is_copied: Arc::clone(&is_copied),
    };
    let copier = Copier {
        connection,
        asked,
        is_copied,
    };
    (log, copier)
}

impl Log {
    /// To be called after each commit, when whoever waited for it has been answered.
    pub(super) fn after_commit(&self, writer: &Connection) {
        if self.is_copied.swap(false, Ordering::Acquire) {
            copy(writer);
            self.is_asked.set(false);
        } else if PAGES.get() >= self.long && !self.is_asked.get() {
            // Refused only where the thread is gone, and then the log grows.
            self.is_asked.set(self.ask.try_send(()).is_ok());
        }
    }
}

impl Copier {
    /// Copies whenever it is asked, until the writer is gone.
    pub(super) fn serve(self) {
        while self.asked.recv().is_ok() {
            for _ in 0..COPIES {
                match copy(&self.connection) {
                    Some(left) if left > LITTLE => {}
                    _ => break,
                }
            }
            self.is_copied.store(true, Ordering::Release);
        }
    }
}

/// Copies what nobody who reads still needs in the log; how many pages are left.
fn copy(connection: &Connection) -> Option<i64> {
    let copied = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
        Ok(row.get::<_, i64>(1)? - row.get::<_, i64>(2)?)
    });
    copied
        .inspect_err(|error| tracing::warn!(%error, "the log was not copied; it grows meanwhile"))
        .ok()
}
