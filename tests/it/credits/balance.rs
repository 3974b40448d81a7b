//! `GET /api/credits/balance`: what the credits are made of, and the order in which they are used.

use openclaw_domain::{ledger, time::DAY};
use openclaw_tests::{Creator, TestApp, topic};

/// The lots in the order they are used: `FREE 80/100`.
async fn lots(creator: &Creator) -> Vec<String> {
    let body = creator.get("/api/credits/balance").await.ok();
    let lots = body["lots"].as_array().unwrap().iter();
    lots.map(|lot| {
        format!(
            "{} {}/{}",
            lot["kind"].as_str().unwrap(),
            lot["remaining"],
            lot["granted"]
        )
    })
    .collect()
}

#[tokio::test]
async fn free_credits_are_used_before_bonus_and_bonus_before_paid() {
    let app = TestApp::unlimited().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    drop(
        creator
            .verify(prepared["merchant_uid"].as_str().unwrap())
            .await
            .ok(),
    );
    assert_eq!(
        lots(&creator).await,
        ["FREE 100/100", "BONUS 100/100", "PAID 1000/1000"]
    );
    for expected in [
        vec!["FREE 80/100", "BONUS 100/100", "PAID 1000/1000"],
        vec!["FREE 60/100", "BONUS 100/100", "PAID 1000/1000"],
    ] {
        creator.ended(&creator.started(&topic("커피")).await).await;
        assert_eq!(lots(&creator).await, expected);
    }
    for _ in 0..9 {
        creator.ended(&creator.started(&topic("커피")).await).await;
    }
    assert_eq!(lots(&creator).await, ["PAID 980/1000"]);
    assert_eq!(creator.balance().await, 980);
    app.finish().await;
}

#[tokio::test]
async fn free_credits_end_after_a_year() {
    // A session lasts a month: whoever comes back after a year is looked at in the database.
    let app = TestApp::start().await;
    drop(app.creator("민지").await);
    app.advance_to_just_before(DAY * 365);
    let world = app.world();
    let expire = || ledger::expire_lots(&*world.database, app.world().now());
    assert_eq!(expire().await.unwrap(), 0);
    app.advance(std::time::Duration::from_millis(1));
    assert_eq!(expire().await.unwrap(), 1);
    assert_eq!(expire().await.unwrap(), 0);
    let entries = "SELECT kind, amount, balance_after FROM credit_transaction ORDER BY number";
    assert_eq!(
        app.lines(entries).await,
        ["SIGNUP_BONUS 100 100", "EXPIRY -100 0"]
    );
    app.finish().await;
}
