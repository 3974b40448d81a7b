//! What is SQLite's own: grouping, bounded queues, files for their owner alone.

use futures::future::join_all;
use openclaw_database::{Settings, Sqlite};
use openclaw_domain::database::{Database, DatabaseError, Statement};

use crate::support::{NOW, batch, user_id};

fn insert_user(number: u64) -> Statement {
    Statement::new(
        "INSERT INTO user_account (id, issuer, subject, created_at) VALUES (?1, 'g', ?2, ?3)",
    )
    .bind(user_id(number))
    .bind(number.to_string())
    .bind(NOW)
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_batches_share_a_commit_and_a_refused_one_takes_none_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openclaw.db");
    let database = Sqlite::open(&path, &Settings::default()).unwrap();
    // Every third repeats the account before it and must be refused, alone.
    let writes =
        (0..600).map(|n| database.write(batch([insert_user(if n % 3 == 2 { n - 1 } else { n })])));
    let answers = join_all(writes).await;
    let refused = answers.iter().filter(|answer| answer.is_err()).count();
    assert_eq!(refused, 200);
    let traffic = database.traffic();
    assert_eq!(traffic.batches, 600);
    assert!(traffic.commits < 300, "{traffic:?}");
    // Answered means on disk: another connection finds all of it.
    drop(database);
    let again = Sqlite::open(&path, &Settings::default()).unwrap();
    let rows = again
        .read(Statement::new("SELECT COUNT(*) FROM user_account"))
        .await
        .unwrap();
    assert_eq!(rows.one().unwrap().get::<i64>(0), Ok(400));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_says_busy_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        write_queue: 4,
        ..Settings::default()
    };
    let database = Sqlite::open(&folder.path().join("openclaw.db"), &settings).unwrap();
    let answers = join_all((0..2_000).map(|n| database.write(batch([insert_user(n)])))).await;
    let busy = answers
        .iter()
        .filter(|answer| **answer == Err(DatabaseError::Busy))
        .count();
    assert!(busy > 0, "2,000 at once do not fit a queue of 4");
    let rows = database
        .read(Statement::new("SELECT COUNT(*) FROM user_account"))
        .await
        .unwrap();
    let written = usize::try_from(rows.one().unwrap().get::<i64>(0).unwrap()).unwrap();
    assert_eq!(written, answers.len() - busy);
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let database = Sqlite::open(&folder.path().join("openclaw.db"), &Settings::default()).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let mode = file
            .as_ref()
            .unwrap()
            .metadata()
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{file:?}");
    }
    drop(database);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openclaw.db");
    std::fs::write(
        &path,
        "this is a letter, not a database, and it is longer than a header",
    )
    .unwrap();
    assert!(Sqlite::open(&path, &Settings::default()).is_err());
}
