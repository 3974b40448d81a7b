//! What the move to PostgreSQL is told to copy.

use std::{collections::BTreeSet, fs, path::Path};

/// What lies between a mark and the next quote.
fn quoted<'a>(text: &'a str, begin: &str, end: char) -> impl Iterator<Item = &'a str> {
    let (_, text) = text.split_once(begin).unwrap();
    text.split(end).next().unwrap().split_whitespace()
}

#[test]
fn every_table_is_copied_or_left_by_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let guide = fs::read_to_string(root.join("docs/deploy/postgres.md")).unwrap();
    let (_, moving) = guide.split_once("## From SQLite to PostgreSQL").unwrap();
    let left = quoted(moving, "# Parents before children.", '\n');
    let left = left.map(|word| word.trim_matches(['`', ',', '.']));
    let copied: Vec<_> = quoted(moving, "\ntables=\"", '"').collect();
    let named: BTreeSet<_> = left.chain(copied.iter().copied()).collect();
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
    let once: BTreeSet<_> = copied.iter().collect();
    assert_eq!(once.len(), copied.len(), "{copied:?}");
}
