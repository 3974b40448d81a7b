//! Migrations happen together or not at all.

use openclaw_database::{OpenError, Settings, Sqlite};

fn tables(path: &std::path::Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let mut statement = connection.prepare(sql).unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_fails_in_the_middle_leaves_nothing_and_can_be_done_again() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("openclaw.db");
    // A table of a later migration's is there already: that one fails.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("CREATE TABLE model_attempt (name TEXT)")
        .unwrap();
    drop(connection);
    let opened = Sqlite::open(&path, &Settings::default());
    assert!(matches!(opened, Err(OpenError::Migrations(_))));
    assert_eq!(tables(&path), ["model_attempt", "refinery_schema_history"]);

    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TABLE model_attempt")
        .unwrap();
    drop(connection);
    drop(Sqlite::open(&path, &Settings::default()).unwrap());
    assert!(tables(&path).len() > 10);
}
