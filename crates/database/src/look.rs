//! What stands in a database that nobody has opened yet: looking changes nothing.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use crate::OpenError;

/// The number of the newest migration in the file; none where the product has never been started on
/// it, or where there is no file.
pub fn newest_migration_of(path: &Path) -> Result<Option<i64>, OpenError> {
    if !path.exists() {
        return Ok(None);
    }
    let look = || -> rusqlite::Result<Option<i64>> {
        let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let table = "SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'";
        let is_there: Option<i64> = file.query_row(table, [], |row| row.get(0)).optional()?;
        if is_there.is_none() {
            return Ok(None);
        }
        let newest = "SELECT MAX(version) FROM refinery_schema_history";
        file.query_row(newest, [], |row| row.get(0))
    };
    look().map_err(|error| OpenError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
