//! What a backend must do, whichever it is. To put another backend under the contract, name it in
//! `support::Backend`.

use futures::future::join_all;
use openclaw_domain::{
    database::{Database, DatabaseError, Row, Rows, Statement, Value},
    ledger,
    money::Credits,
};

use crate::support::{Backend, NOW, on_each_backend, user, user_id, write};

on_each_backend! {
    values_come_back_as_they_went,
    whole_numbers_are_divided_as_such,
    a_read_sees_what_was_written_before,
    a_batch_happens_whole_or_not_at_all,
    statements_of_a_batch_see_each_other,
    guards_are_told_by_name,
    an_update_of_nothing_refuses_nothing,
    a_wrong_statement_is_an_error_and_changes_nothing,
    concurrent_batches_add_up,
}

fn insert_user(number: u64, name: Option<&str>) -> Statement {
    Statement::new(
        "INSERT INTO user_account (id, issuer, subject, name, created_at)
         VALUES (?1, 'contract', ?2, ?3, ?4)",
    )
    .bind(user_id(number))
    .bind(number.to_string())
    .bind(name)
    .bind(NOW)
}

async fn count_users(database: &dyn Database) -> i64 {
    let rows = database
        .read(Statement::new("SELECT COUNT(*) FROM user_account"))
        .await
        .unwrap();
    rows.one().unwrap().get(0).unwrap()
}

async fn values_come_back_as_they_went(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let texts = [
        "",
        "한글 대본",
        "😀 'quoted' \"twice\" \\",
        "line\nbreak",
        "null",
    ];
    for (number, text) in (1..).zip(texts) {
        write(database, [insert_user(number, Some(text))])
            .await
            .unwrap();
        let read = Statement::new("SELECT name, created_at, email FROM user_account WHERE id = ?1")
            .bind(user_id(number));
        let expected = Row(vec![Value::from(text), Value::from(NOW), Value::Null]);
        assert_eq!(database.read(read).await.unwrap(), Rows(vec![expected]));
    }
    let user = user(database, 99).await;
    for number in [0, 1, 9_007_199_254_740_991] {
        let update = Statement::new(
            "UPDATE credit_balance SET balance = ?2 WHERE user_id = ?1 RETURNING balance",
        )
        .bind(&user)
        .bind(number);
        let rows = write(database, [update]).await.unwrap();
        assert_eq!(rows[0].one().unwrap().get::<i64>(0), Ok(number));
    }
}

/// Days are counted by dividing moments.
async fn whole_numbers_are_divided_as_such(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    write(database, [insert_user(1, None)]).await.unwrap();
    let days =
        Statement::new("SELECT (created_at - ?1) / 86400000 FROM user_account WHERE id = ?2")
            .bind(NOW.0 - 86_400_000 * 3 - 1)
            .bind(user_id(1));
    let rows = database.read(days).await.unwrap();
    assert_eq!(rows.one().unwrap().get::<i64>(0), Ok(3));
}

async fn a_read_sees_what_was_written_before(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    for number in 1..=50 {
        write(database, [insert_user(number, None)]).await.unwrap();
        assert_eq!(count_users(database).await, i64::try_from(number).unwrap());
    }
}

async fn a_batch_happens_whole_or_not_at_all(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    write(database, [insert_user(1, None)]).await.unwrap();
    let refused = write(
        database,
        [
            insert_user(2, None),
            insert_user(3, None),
            insert_user(1, None),
        ],
    )
    .await;
    assert!(
        matches!(refused, Err(DatabaseError::Refused(_))),
        "{refused:?}"
    );
    assert_eq!(count_users(database).await, 1);
    let rows = write(database, [insert_user(2, None), insert_user(3, None)])
        .await
        .unwrap();
    assert_eq!(rows.len(), 2, "an answer for each statement");
    assert_eq!(count_users(database).await, 3);
}

async fn statements_of_a_batch_see_each_other(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let user = user(database, 1).await;
    let add = |amount: i64| {
        Statement::new(
            "UPDATE credit_balance SET balance = balance + ?2 WHERE user_id = ?1 RETURNING balance",
        )
        .bind(&user)
        .bind(amount)
    };
    let rows = write(database, [add(5), add(7), add(-12)]).await.unwrap();
    let balances: Vec<i64> = rows
        .iter()
        .map(|rows| rows.one().unwrap().get(0).unwrap())
        .collect();
    assert_eq!(balances, [5, 12, 0]);
}

async fn guards_are_told_by_name(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let user = user(database, 1).await;
    let lot = |user: &openclaw_domain::random::UserId, remaining: Option<i64>| {
        Statement::new(
            "INSERT INTO credit_lot (user_id, number, kind, burn_rank, granted, remaining, granted_at, expires_at)
             VALUES (?1, 1, 'FREE', 0, 10, ?2, 0, 0)",
        )
        .bind(user)
        .bind(remaining)
    };
    write(database, [lot(&user, Some(10))]).await.unwrap();
    let overdraw =
        Statement::new("UPDATE credit_balance SET balance = balance - 1 WHERE user_id = ?1")
            .bind(&user);
    let twin = Statement::new(
        "INSERT INTO user_account (id, issuer, subject, created_at) VALUES (?1, 'test', '1', 0)",
    )
    .bind(user_id(2));
    for (statement, guard) in [
        (overdraw, "balance_not_negative"),
        (lot(&user, Some(11)), "remaining_not_above_granted"),
        (lot(&user, Some(10)), "credit_lot_user_id_number"),
        (twin, "user_account_issuer_subject"),
        (lot(&user_id(404), Some(10)), "foreign_key"),
        (lot(&user, None), "credit_lot_remaining_not_null"),
    ] {
        let error = write(database, [statement]).await.unwrap_err();
        assert!(error.refused_by(guard), "{guard}: {error}");
    }
}

async fn an_update_of_nothing_refuses_nothing(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let nobody = Statement::new(
        "UPDATE credit_balance SET balance = 0 WHERE user_id = ?1 RETURNING balance",
    )
    .bind(user_id(404));
    let rows = write(database, [nobody]).await.unwrap();
    assert_eq!(rows, [Rows::default()]);
}

async fn a_wrong_statement_is_an_error_and_changes_nothing(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let wrong = write(
        database,
        [
            insert_user(1, None),
            Statement::new("UPDATE nothing SET x = 1"),
        ],
    )
    .await;
    assert!(matches!(wrong, Err(DatabaseError::Failed(_))), "{wrong:?}");
    assert_eq!(count_users(database).await, 0);
    assert!(
        database
            .read(Statement::new("SELECT nothing"))
            .await
            .is_err()
    );
    // A value too few is not NULL, and one too many is not left out.
    for missing in [
        Statement::new("SELECT ?1 AS a, ?2 AS b").bind("x"),
        Statement::new("SELECT ?1 AS a").bind("x").bind("y"),
    ] {
        let told = database.read(missing).await;
        assert!(matches!(told, Err(DatabaseError::Failed(_))), "{told:?}");
    }
}

/// Writers of one row at once: none is lost, and none is counted twice.
async fn concurrent_batches_add_up(on: Backend) {
    let fresh = on.fresh().await;
    let database = &*fresh.database;
    let user = user(database, 1).await;
    let add = || {
        Statement::new("UPDATE credit_balance SET balance = balance + 1 WHERE user_id = ?1")
            .bind(&user)
    };
    let writes = join_all((0..500).map(|_| write(database, [add()]))).await;
    assert!(writes.iter().all(Result::is_ok));
    let balance = ledger::balance(database, &user).await.unwrap();
    assert_eq!(balance, Some(Credits::of(500)));
}
