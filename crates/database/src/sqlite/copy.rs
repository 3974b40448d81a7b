//! A copy of a database file while others work on it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::OpenError;

/// Writes what is in the database `from` at this moment to the new file `to`, for its owner alone.
/// Nobody who works on it waits. The copy is on disk, and sound, when this answers.
pub fn copy_sqlite(from: &Path, to: &Path) -> Result<(), OpenError> {
    let failed = |path: &Path, reason: String| OpenError::File {
        path: path.to_owned(),
        reason,
    };
    super::create_for_owner(to).map_err(|error| failed(to, error.to_string()))?;
    let copied = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(
        |connection| {
            connection.pragma_update(None, "busy_timeout", 5000)?;
            // Into an empty file is into a new one.
            connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])
        },
    );
    copied.map_err(|error| failed(from, error.to_string()))?;
    let told = |error: rusqlite::Error| failed(to, error.to_string());
    let copy = Connection::open(to).map_err(told)?;
    let check = "PRAGMA integrity_check";
    let sound: String = copy.query_row(check, [], |row| row.get(0)).map_err(told)?;
    drop(copy);
    if sound != "ok" {
        return Err(failed(to, sound));
    }
    std::fs::File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|error| failed(to, error.to_string()))
}
