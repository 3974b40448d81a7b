//! What is SQLite's own: grouping, bounded queues, short and long reads, files for their owner alone.

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

#[tokio::test(flavor = "multi_thread")]
async fn the_log_begins_anew_while_writes_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openclaw.db");
    let long = |log_pages| Settings {
        log_pages,
        ..Settings::default()
    };
    let log_after = async |settings: &Settings, users: std::ops::Range<u64>| {
        let database = Sqlite::open(&path, settings).unwrap();
        for number in users {
            let insert = batch([insert_user(number)]);
            database.write(insert).await.unwrap();
        }
        std::fs::metadata(folder.path().join("openclaw.db-wal"))
            .unwrap()
            .len()
    };
    let whole = log_after(&long(u32::MAX), 0..1_000).await;
    let kept_short = log_after(&long(100), 1_000..2_000).await;
    assert!(kept_short < whole / 2, "{kept_short} bytes of {whole}");
    let again = Sqlite::open(&path, &Settings::default()).unwrap();
    let count = Statement::new("SELECT COUNT(*) FROM user_account");
    let rows = again.read(count).await.unwrap();
    assert_eq!(rows.one().unwrap().get::<i64>(0), Ok(2_000));
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

/// Numbers up to so many, one by one.
fn count_to(number: i64) -> Statement {
    Statement::new(
        "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1)
         SELECT COUNT(*) FROM counted",
    )
    .bind(number)
}

#[tokio::test]
async fn a_long_read_is_answered_beside_the_short_ones() {
    let folder = tempfile::tempdir().unwrap();
    for quick in [0, 1, 4] {
        let settings = Settings {
            quick,
            ..Settings::default()
        };
        let path = folder.path().join(format!("{quick}.db"));
        let database = Sqlite::open(&path, &settings).unwrap();
        let count = async |number| {
            let rows = database.read(count_to(number)).await.unwrap();
            rows.one().unwrap().get::<i64>(0).unwrap()
        };
        // SQLite counts a statement's steps over all of its runs: short ones must not become long.
        for number in [10, 100_000, 500] {
            for _ in 0..40 {
                assert_eq!(count(number).await, number);
            }
        }
    }
}

#[tokio::test]
async fn a_long_read_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let database = Sqlite::open(&folder.path().join("openclaw.db"), &Settings::default()).unwrap();
    // On this one thread: the long one is only begun when the short one is asked for.
    let long = database.read(count_to(3_000_000));
    let short = database.read(count_to(10));
    let first = futures::future::select(long, short).await;
    let futures::future::Either::Right((short, long)) = first else {
        panic!("the long read was answered first, so it held the thread");
    };
    assert_eq!(short.unwrap().one().unwrap().get::<i64>(0), Ok(10));
    assert_eq!(
        long.await.unwrap().one().unwrap().get::<i64>(0),
        Ok(3_000_000)
    );
}
