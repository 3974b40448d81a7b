//! What the move to PostgreSQL is told to copy.

use std::{collections::BTreeSet, fs, path::Path};

/// The words between backticks in a text.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_table_is_copied_or_left_by_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = fs::read_to_string(root.join("docs/deploy/postgres.md")).unwrap();
    let (_, moving) = guide.split_once("## From SQLite to PostgreSQL").unwrap();
    let named = quoted(moving);
    let mut tables = 0;
    for file in fs::read_dir(root.join("migrations")).unwrap() {
        let sql = fs::read_to_string(file.unwrap().path()).unwrap();
        for table in sql.split("CREATE TABLE ").skip(1) {
            let table = table.split(' ').next().unwrap();
            assert!(named.contains(table), "{table} is not named");
            tables += 1;
        }
    }
    assert!(tables > 20, "{tables}");
}
