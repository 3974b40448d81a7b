//! Credits whose money goes back: out of the lots of their order, exactly, and never twice.

use openclaw_domain::{
    database::{Batch, DatabaseError, Statement},
    ledger::{self, Grant, LotKind, Remaining, TakeBack, TransactionKind},
    money::Credits,
    random::{OrderId, UserId},
    time::DAY,
};

use crate::support::{Backend, Fresh, NOW, on_each_backend, user};

on_each_backend! {
    exactly_what_is_named_is_taken_from_the_orders_own_lots,
    what_is_not_there_cannot_be_taken_and_nothing_is_taken_twice,
    what_is_put_back_goes_to_the_lots_it_came_from_once,
    verify_names_orders_whose_refunds_do_not_add_up,
}

const ORDER: &str = "0197f000000000000000000000000001";

/// A user with 100 free credits and an order of 1,000 paid and 100 bonus.
async fn bought(fresh: &Fresh) -> (UserId, OrderId) {
    let (user, order) = (
        user(&*fresh.database, 1).await,
        OrderId::parse(ORDER).unwrap(),
    );
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "INSERT INTO payment_order (id, user_id, package_id, order_name, amount, currency, credits, bonus,
               status, created_at, grants)
             VALUES (?1, ?2, 'starter', 'OpenClaw Credit 1100', 9900, 'KRW', 1000, 100, 'COMPLETED', ?3, 1)",
        )
        .bind(&order)
        .bind(&user)
        .bind(NOW),
    );
    for (kind, lot, amount, order) in [
        (TransactionKind::SignupBonus, LotKind::Free, 100, None),
        (
            TransactionKind::Purchase,
            LotKind::Paid,
            1_000,
            Some(&order),
        ),
        (
            TransactionKind::PurchaseBonus,
            LotKind::Bonus,
            100,
            Some(&order),
        ),
    ] {
        let grant = Grant {
            user: &user,
            kind,
            lot,
            amount: Credits::of(amount),
            order,
            cause: format!("grant:{}", kind.as_str()),
            at: NOW,
            expires_at: NOW.plus(DAY),
        };
        ledger::grant(&mut batch, &grant);
    }
    fresh.database.write(batch).await.unwrap();
    (user, order)
}

fn take<'a>(
    user: &'a UserId,
    order: &'a OrderId,
    paid: u32,
    bonus: u32,
    cause: &str,
) -> TakeBack<'a> {
    TakeBack {
        user,
        order,
        paid: Credits::of(paid),
        bonus: Credits::of(bonus),
        kind: TransactionKind::PaymentRefund,
        cause: cause.to_owned(),
        at: NOW,
    }
}

async fn write(fresh: &Fresh, fill: impl FnOnce(&mut Batch)) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    fill(&mut batch);
    fresh.database.write(batch).await.map(drop)
}

async fn left(fresh: &Fresh, user: &UserId, order: &OrderId) -> (i64, i64, i64) {
    let Remaining { paid, bonus } = ledger::remaining_of(&*fresh.database, order, user)
        .await
        .unwrap();
    let balance = ledger::balance(&*fresh.database, user)
        .await
        .unwrap()
        .unwrap();
    (paid.get(), bonus.get(), balance.get())
}

/// The credits' own invariants: what an order counts is its cancellations' business.
async fn sound(fresh: &Fresh) -> bool {
    let breaches = ledger::verify(&*fresh.database).await.unwrap();
    breaches
        .iter()
        .all(|breach| breach.invariant.starts_with("credits taken back follow"))
}

async fn exactly_what_is_named_is_taken_from_the_orders_own_lots(on: Backend) {
    let fresh = on.fresh().await;
    let (user, order) = bought(&fresh).await;
    for (paid, bonus, cause, after) in [
        (300, 0, "a", (700, 100, 900)),
        (0, 40, "b", (700, 60, 860)),
        (0, 0, "c", (700, 60, 860)),
        (700, 60, "d", (0, 0, 100)),
    ] {
        write(&fresh, |batch| {
            ledger::take_back(batch, &take(&user, &order, paid, bonus, cause));
        })
        .await
        .unwrap();
        assert_eq!(left(&fresh, &user, &order).await, after, "{cause}");
        assert!(sound(&fresh).await, "{cause}");
    }
}

async fn what_is_not_there_cannot_be_taken_and_nothing_is_taken_twice(on: Backend) {
    let fresh = on.fresh().await;
    let (user, order) = bought(&fresh).await;
    let refused = async |paid, bonus, cause| {
        write(&fresh, |batch| {
            ledger::take_back(batch, &take(&user, &order, paid, bonus, cause));
        })
        .await
        .unwrap_err()
    };
    assert!(refused(1_001, 0, "a").await.refused_by(ledger::guard::LOT));
    assert!(refused(0, 101, "a").await.refused_by(ledger::guard::LOT));
    assert!(
        refused(1_000, 201, "a")
            .await
            .refused_by(ledger::guard::BALANCE)
    );
    write(&fresh, |batch| {
        ledger::take_back(batch, &take(&user, &order, 10, 0, "a"));
    })
    .await
    .unwrap();
    assert!(refused(10, 0, "a").await.refused_by(ledger::guard::CAUSE));
    assert_eq!(left(&fresh, &user, &order).await, (990, 100, 1_190));
    // Another's order has no lot of this user.
    let nobody = OrderId::parse(&"f".repeat(32)).unwrap();
    let error = write(&fresh, |batch| {
        ledger::take_back(batch, &take(&user, &nobody, 10, 0, "b"));
    })
    .await;
    assert!(matches!(error, Err(DatabaseError::Refused(_))), "{error:?}");
    assert!(sound(&fresh).await);
}

async fn what_is_put_back_goes_to_the_lots_it_came_from_once(on: Backend) {
    let fresh = on.fresh().await;
    let (user, order) = bought(&fresh).await;
    write(&fresh, |batch| {
        ledger::take_back(batch, &take(&user, &order, 600, 100, "taken"));
    })
    .await
    .unwrap();
    let put = async |credits, cause| {
        write(&fresh, |batch| {
            let credits = Credits::of(credits);
            ledger::put_back(batch, &user, &order, credits, "taken", cause, NOW);
        })
        .await
    };
    let other = put(699, "undone").await.unwrap_err();
    assert!(other.refused_by("allocated_in_full"), "{other}");
    put(700, "undone").await.unwrap();
    assert_eq!(left(&fresh, &user, &order).await, (1_000, 100, 1_200));
    let twice = put(700, "undone").await.unwrap_err();
    assert!(matches!(twice, DatabaseError::Refused(_)), "{twice}");
    assert!(sound(&fresh).await);
    put(0, "nothing").await.unwrap();
    assert_eq!(left(&fresh, &user, &order).await, (1_000, 100, 1_200));
}

async fn verify_names_orders_whose_refunds_do_not_add_up(on: Backend) {
    for (tampering, invariant) in [
        (
            "UPDATE payment_order SET refunded = 1",
            "what an order counts as refunded",
        ),
        (
            "UPDATE payment_order SET debt = 1",
            "credits taken back follow",
        ),
        (
            "UPDATE payment_order SET frozen = 1",
            "credits taken back follow",
        ),
        (
            "UPDATE payment_order SET grants = 0, voids = 1",
            "a voided order has its VOID",
        ),
        (
            "UPDATE payment_order SET grants = 0",
            "every granted order has exactly one PURCHASE",
        ),
        (
            "UPDATE payment_order SET status = 'FAILED'",
            "every granted order has exactly one PURCHASE",
        ),
        (
            "UPDATE payment_order SET bonus = 1",
            "every granted order has its PURCHASE_BONUS",
        ),
    ] {
        let fresh = on.fresh().await;
        bought(&fresh).await;
        assert_eq!(ledger::verify(&*fresh.database).await.unwrap(), []);
        write(&fresh, |batch| batch.push(Statement::new(tampering)))
            .await
            .unwrap();
        let breaches = ledger::verify(&*fresh.database).await.unwrap();
        let named = breaches
            .iter()
            .find(|breach| breach.invariant.starts_with(invariant));
        let named = named.unwrap_or_else(|| panic!("{tampering}: {breaches:?}"));
        assert_eq!(named.row, format!("order {ORDER}"));
    }
}
