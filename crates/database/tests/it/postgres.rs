//! What is PostgreSQL's own: connections that are lost, others who want the same rows, many
//! processes that start at once, TLS.

use std::sync::Arc;

use futures::{FutureExt as _, future::join_all};
use openclaw_database::{
    OpenError, Postgres, PostgresSettings,
    scratch::{self, Cut, Proxy, Scratch},
};
use openclaw_domain::{
    database::{Database, DatabaseError, Statement},
    ledger,
    money::Credits,
    random::UserId,
};

use crate::support::{NOW, user, user_id, write};

/// Ends every connection but the one that is asked.
const END_OTHERS: &str = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";
/// What the connection that is asked has prepared.
const PREPARED: &str = "SELECT COUNT(*) FROM pg_prepared_statements";

/// One connection for batches and one for reads: what is cut is known.
fn single() -> PostgresSettings {
    PostgresSettings {
        writers: 1,
        readers: 1,
        ..PostgresSettings::default()
    }
}

fn add(user: &UserId, amount: i64) -> Statement {
    Statement::new("UPDATE credit_balance SET balance = balance + ?2 WHERE user_id = ?1")
        .bind(user)
        .bind(amount)
}

fn insert_user(number: u64) -> Statement {
    Statement::new(
        "INSERT INTO user_account (id, issuer, subject, created_at) VALUES (?1, 'p', ?2, ?3)",
    )
    .bind(user_id(number))
    .bind(number.to_string())
    .bind(NOW)
}

async fn balance(database: &dyn Database, user: &UserId) -> Option<Credits> {
    ledger::balance(database, user).await.unwrap()
}

async fn count(database: &dyn Database, sql: &'static str) -> i64 {
    let rows = database.read(Statement::new(sql)).await.unwrap();
    rows.one().unwrap().get(0).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_within_a_batch_neither_loses_nor_repeats_it() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let proxy = Proxy::before(scratch.url()).await;
    let database = Postgres::new(&proxy.url(scratch.url()), "cut", &single()).unwrap();
    let user = user(&database, 1).await;
    let mut expected = 0;
    for (number, cut) in (10..).zip([Cut::BeforeCommit, Cut::BeforeAnswer, Cut::BeforeCommit]) {
        proxy.cut(cut);
        // A repetition would count twice; its account would be refused as there already.
        let answer = write(&database, [add(&user, 1), insert_user(number)]).await;
        assert_eq!(answer.map(|rows| rows.len()), Ok(2), "{cut:?}");
        expected += 1;
        assert_eq!(balance(&database, &user).await, Some(Credits::of(expected)));
    }
    // A guard's refusal is still told as one.
    proxy.cut(Cut::BeforeCommit);
    let refused = write(&database, [add(&user, 1), insert_user(10)]).await;
    let refused = refused.unwrap_err();
    assert!(refused.refused_by("user_account_id"), "{refused}");
    assert_eq!(balance(&database, &user).await, Some(Credits::of(expected)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_the_server_still_works_on_is_waited_for() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let proxy = Proxy::before(scratch.url()).await;
    let through = Postgres::new(&proxy.url(scratch.url()), "held", &single()).unwrap();
    let direct = Postgres::new(scratch.url(), "watch", &single()).unwrap();
    let user = user(&through, 1).await;
    proxy.cut(Cut::Held);
    let (answer, ()) = futures::join!(write(&through, [add(&user, 1)]), async {
        const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while count(&direct, WAITING).await == 0 {
            tokio::task::yield_now().await;
        }
        proxy.let_go();
    });
    answer.unwrap();
    assert_eq!(balance(&direct, &user).await, Some(Credits::of(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_lost_with_the_connection_are_told_as_lost() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let proxy = Proxy::before(scratch.url()).await;
    let database = Postgres::new(&proxy.url(scratch.url()), "rows", &single()).unwrap();
    let user = user(&database, 1).await;
    let returning = || {
        Statement::new(
            "UPDATE credit_balance SET balance = balance + 1 WHERE user_id = ?1 RETURNING balance",
        )
        .bind(&user)
    };
    proxy.cut(Cut::BeforeCommit);
    let rows = write(&database, [returning()]).await.unwrap();
    assert_eq!(rows[0].one().unwrap().get::<i64>(0), Ok(1));
    proxy.cut(Cut::BeforeAnswer);
    let lost = write(&database, [returning()]).await;
    assert_eq!(lost, Err(DatabaseError::AnswerLost));
    assert_eq!(balance(&database, &user).await, Some(Credits::of(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ended_every_connection_is_asked_again() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "ended", &PostgresSettings::default()).unwrap();
    let other = Postgres::new(scratch.url(), "other", &single()).unwrap();
    let user = user(&database, 1).await;
    for round in 1..=3 {
        assert!(count(&other, END_OTHERS).await > 0);
        write(&database, [add(&user, 1)]).await.unwrap();
        assert_eq!(balance(&database, &user).await, Some(Credits::of(round)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_processes_start_at_once_on_an_empty_database() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::empty().await;
    let processes: Vec<Postgres> = (0..10)
        .map(|number| Postgres::new(scratch.url(), &number.to_string(), &single()).unwrap())
        .collect();
    let started = join_all(processes.iter().map(Postgres::ready)).await;
    for result in started {
        result.unwrap();
    }
    let wrote = processes
        .iter()
        .zip(0..)
        .map(|(process, number)| write(process, [insert_user(number)]));
    assert!(join_all(wrote).await.iter().all(Result::is_ok));
    let applied = count(
        &processes[0],
        "SELECT COUNT(*) FROM refinery_schema_history",
    )
    .await;
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"));
    assert_eq!(usize::try_from(applied).unwrap(), files.unwrap().count());
    assert_eq!(
        count(&processes[9], "SELECT COUNT(*) FROM user_account").await,
        10
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_lock_each_other_out_all_happen() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "lock", &PostgresSettings::default()).unwrap();
    let (a, b) = (user(&database, 1).await, user(&database, 2).await);
    let writes = (0..40).map(|number| {
        let (first, second) = if number % 2 == 0 { (&a, &b) } else { (&b, &a) };
        write(&database, [add(first, 1), add(second, 1)])
    });
    for answer in join_all(writes).await {
        answer.unwrap();
    }
    for user in [a, b] {
        assert_eq!(balance(&database, &user).await, Some(Credits::of(40)));
    }
}

/// As on engines that know no other isolation: every conflict is a serialization failure.
#[tokio::test(flavor = "multi_thread")]
async fn batches_that_cannot_be_serialized_are_tried_again() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let url = format!(
        "{}?options=-c%20default_transaction_isolation%3Dserializable",
        scratch.url()
    );
    let database = Postgres::new(&url, "serial", &PostgresSettings::default()).unwrap();
    let user = user(&database, 1).await;
    let writes = (0..100).map(|_| write(&database, [add(&user, 1)]));
    for answer in join_all(writes).await {
        answer.unwrap();
    }
    assert_eq!(balance(&database, &user).await, Some(Credits::of(100)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_says_busy_and_loses_nothing() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let settings = PostgresSettings {
        write_queue: 4,
        ..single()
    };
    let database = Arc::new(Postgres::new(scratch.url(), "full", &settings).unwrap());
    database.ready().await.unwrap();
    let answers = join_all((0..200).map(|number| write(&*database, [insert_user(number)]))).await;
    let busy = answers
        .iter()
        .filter(|answer| **answer == Err(DatabaseError::Busy))
        .count();
    assert!(busy > 0, "200 at once do not fit a queue of 4");
    let written = count(&*database, "SELECT COUNT(*) FROM user_account").await;
    assert_eq!(usize::try_from(written).unwrap(), answers.len() - busy);
    // An abandoned batch gives its place back.
    for number in 1_000..1_010 {
        // Asked once, so that it stands in the queue, and then forgotten.
        assert_eq!(
            write(&*database, [insert_user(number)]).now_or_never(),
            None
        );
    }
    write(&*database, [insert_user(2_000)]).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_an_address_is_said_without_its_password() {
    for (url, words) in [
        ("postgres://u:canary@h/d?sslmode=prefer", "sslmode is"),
        ("postgres://u:canary@h/d?shard=3", "shard"),
        ("postgres://u:canary@h:x/d", "invalid port"),
        (
            "postgres://u:canary@h/d?sslrootcert=/nowhere&sslmode=require",
            "/nowhere",
        ),
    ] {
        let refused = Postgres::new(url, "address", &single()).err().unwrap();
        assert!(matches!(refused, OpenError::Address(_)), "{refused:?}");
        let told = refused.to_string();
        assert!(told.contains(words) && !told.contains("canary"), "{told}");
    }
    let nobody = "postgres://u:canary@127.0.0.1:9/d";
    let refused = Postgres::new(nobody, "nobody", &single()).unwrap();
    let told = refused.ready().await.unwrap_err().to_string();
    assert!(
        told.contains("127.0.0.1:9/d") && !told.contains("canary"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_nothing_proves_that_batches_can_be_written() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "nothing", &single()).unwrap();
    assert_eq!(write(&database, []).await, Ok(Vec::new()));
    // As on a server that has become another's copy: it answers, and nothing can be written.
    let copy = Statement::new(
        "DO $$ BEGIN
           EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
         END $$",
    );
    write(&database, [copy]).await.unwrap();
    assert!(count(&database, END_OTHERS).await > 0);
    let refused = write(&database, []).await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(
        count(&database, "SELECT COUNT(*) FROM user_account").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_prepared_once_whatever_of_it_is_empty() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "prepared", &single()).unwrap();
    let read = |number: i64| {
        (0..12).fold(
            Statement::new(
                "SELECT CAST(?1 AS BIGINT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS BIGINT),
                   CAST(?5 AS BIGINT), CAST(?6 AS BIGINT), CAST(?7 AS BIGINT), CAST(?8 AS BIGINT),
                   CAST(?9 AS BIGINT), CAST(?10 AS BIGINT), CAST(?11 AS BIGINT), CAST(?12 AS BIGINT)",
            ),
            |statement, bit| statement.bind((number >> bit & 1 == 1).then_some(bit)),
        )
    };
    for number in 0..1 << 12 {
        let rows = database.read(read(number)).await.unwrap();
        for bit in 0..12 {
            let told: Option<i64> = rows
                .one()
                .unwrap()
                .get(usize::try_from(bit).unwrap())
                .unwrap();
            assert_eq!(told, (number >> bit & 1 == 1).then_some(bit));
        }
    }
    assert!(count(&database, PREPARED).await < 5);
}

async fn connection(database: &dyn Database) -> i64 {
    count(database, "SELECT CAST(pg_backend_pid() AS BIGINT)").await
}

#[tokio::test(flavor = "multi_thread")]
async fn more_statements_than_a_connection_keeps_are_forgotten_and_prepared_again() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "many", &single()).unwrap();
    let before = connection(&database).await;
    for number in 0..1_200 {
        let sql: &'static str = format!("SELECT {number} + CAST(?1 AS BIGINT)").leak();
        let rows = database.read(Statement::new(sql).bind(1)).await.unwrap();
        assert_eq!(rows.one().unwrap().get(0), Ok(number + 1));
    }
    assert!(count(&database, PREPARED).await <= 1_000);
    assert_eq!(connection(&database).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_over_everything_may_take_its_time() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    for (settings, longest) in [(single(), "20s"), (single().patient(), "6h")] {
        let database = Postgres::new(scratch.url(), longest, &settings).unwrap();
        let told = Statement::new("SELECT current_setting('statement_timeout')");
        let rows = database.read(told).await.unwrap();
        assert_eq!(rows.one().unwrap().get::<String>(0).unwrap(), longest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_with_too_few_or_too_many_parameters_is_an_error_before_anything_is_sent() {
    if scratch::server().is_none() {
        return;
    }
    let scratch = Scratch::create().await;
    let database = Postgres::new(scratch.url(), "params", &single()).unwrap();
    let one =
        || Statement::new("UPDATE user_account SET subject = ?2 WHERE id = ?1").bind(user_id(1));
    write(&database, [one().bind("a")]).await.unwrap();
    let before = database.traffic();
    for wrong in [one(), one().bind("b").bind("c")] {
        let answer = write(&database, [insert_user(1), wrong.clone()]).await;
        assert!(
            matches!(answer, Err(DatabaseError::Failed(_))),
            "{answer:?}"
        );
        let answer = database.read(wrong).await;
        assert!(
            matches!(answer, Err(DatabaseError::Failed(_))),
            "{answer:?}"
        );
    }
    assert_eq!(database.traffic().round_trips, before.round_trips);
    assert_eq!(
        count(&database, "SELECT COUNT(*) FROM user_account").await,
        0
    );
}
