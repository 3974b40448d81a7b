//! The ledger's rules as tables: one line an event with its outcome, and what every lot holds after.

use std::time::Duration;

use openclaw_domain::{
    database::{Batch, Database, DatabaseError, Statement},
    ledger::{self, Grant, LotKind, TransactionKind},
    money::Credits,
    random::UserId,
    time::{DAY, Timestamp},
};
use proptest::prelude::*;

use crate::support::{Backend, NOW, on_each_backend, run_id, user};

on_each_backend! {
    free_burns_before_bonus_before_paid,
    within_a_kind_the_earliest_expiry_burns_first_then_the_oldest,
    a_refund_goes_back_to_the_lots_it_came_from_once,
    a_refund_of_another_amount_than_was_used_is_refused,
    what_remains_of_a_lot_ends_with_its_time_even_after_a_late_refund,
    the_same_cause_is_granted_once,
    an_unknown_user_gets_nothing_and_pays_nothing,
    verify_names_each_row_that_was_tampered_with,
}

/// What happens to one user's credits.
#[derive(Clone, Debug)]
enum Event {
    /// A lot of this kind and size, that lasts so many days.
    Grant(LotKind, u32, u32),
    /// Run `n` is started at a price.
    Spend(u64, u32),
    /// Run `n` of that price failed.
    Refund(u64, u32),
    /// So many days pass, and what is over ends.
    Days(u32),
}
use Event::{Days, Grant as Give, Refund, Spend};
use LotKind::{Bonus, Free, Paid};

/// Plays events and keeps the time.
struct Table<'a> {
    database: &'a dyn Database,
    user: UserId,
    now: Timestamp,
    grants: u32,
}

impl Table<'_> {
    async fn play(&mut self, event: &Event) -> Result<(), DatabaseError> {
        let mut batch = Batch::new();
        match *event {
            Give(kind, amount, days) => self.grant(&mut batch, kind, amount, days),
            Spend(run, price) => self.spend(&mut batch, run, price),
            Refund(run, price) => {
                let price = Credits::of(price);
                ledger::refund_run(&mut batch, &self.user, &run_id(run), price, self.now);
            }
            Days(days) => {
                self.now = self.now.plus(days * DAY);
                return ledger::expire_lots(self.database, self.now).await.map(drop);
            }
        }
        self.database.write(batch).await.map(drop)
    }

    fn grant(&mut self, batch: &mut Batch, lot: LotKind, amount: u32, days: u32) {
        self.grants += 1;
        let grant = Grant {
            user: &self.user,
            kind: TransactionKind::SignupBonus,
            lot,
            amount: Credits::of(amount),
            order: None,
            cause: format!("grant:{}", self.grants),
            at: self.now,
            expires_at: self.now.plus(Duration::from_secs(1) + days * DAY),
        };
        ledger::grant(batch, &grant);
    }

    fn spend(&self, batch: &mut Batch, run: u64, price: u32) {
        let (run, price) = (run_id(run), Credits::of(price));
        ledger::debit_for_run(batch, &self.user, price);
        batch.push(
            Statement::new(
                "INSERT INTO agent_run (id, user_id, number, agent_id, agent_version, subject, input, price,
                   status, settlements, input_tokens, cached_tokens, output_tokens, cost_milliwon,
                   created_at, deadline_at)
                 VALUES (?1, ?2, (SELECT COUNT(*) + 1 FROM agent_run), 'a', '1', 's', '{}', ?3, 'RUNNING',
                   0, 0, 0, 0, 0, ?4, ?4)",
            )
            .bind(&run)
            .bind(&self.user)
            .bind(price)
            .bind(self.now),
        );
        ledger::book_usage(batch, &self.user, &run, price, self.now);
    }

    /// `free 5 | paid 90 = 95`.
    async fn state(&self) -> String {
        let lots = ledger::lots(self.database, &self.user).await.unwrap();
        let lots: Vec<String> = lots
            .iter()
            .map(|lot| format!("{} {}", lot.kind.as_str().to_lowercase(), lot.remaining))
            .collect();
        let balance = ledger::balance(self.database, &self.user)
            .await
            .unwrap()
            .unwrap();
        format!("{} = {balance}", lots.join(" | "))
    }

    /// The invariants that these events keep; runs and orders have tests of their own.
    async fn breaches(&self) -> Vec<ledger::Breach> {
        let mut breaches = ledger::verify(self.database).await.unwrap();
        breaches.retain(|breach| {
            !breach.invariant.contains("RUN_REFUND") && !breach.invariant.contains("running")
        });
        breaches
    }
}

/// Plays a table: each line's event, its outcome (`ok` or the guard) and the lots after it.
async fn table(on: Backend, lines: &[(Event, &str, &str)]) {
    let fresh = on.fresh().await;
    let user = user(&*fresh.database, 1).await;
    let mut table = Table {
        database: &*fresh.database,
        user,
        now: NOW,
        grants: 0,
    };
    for (number, (event, outcome, state)) in lines.iter().enumerate() {
        let line = format!("line {}: {event:?}", number + 1);
        match table.play(event).await {
            Ok(()) => assert_eq!(*outcome, "ok", "{line}"),
            Err(error) => assert!(error.refused_by(outcome), "{line}: {error}"),
        }
        assert_eq!(table.state().await, *state, "{line}");
        assert_eq!(table.breaches().await, [], "{line}");
    }
}

async fn free_burns_before_bonus_before_paid(on: Backend) {
    table(
        on,
        &[
            (Give(Paid, 105, 365), "ok", "paid 105 = 105"),
            (Give(Bonus, 10, 365), "ok", "bonus 10 | paid 105 = 115"),
            (
                Give(Free, 15, 365),
                "ok",
                "free 15 | bonus 10 | paid 105 = 130",
            ),
            (Spend(1, 20), "ok", "bonus 5 | paid 105 = 110"),
            (Spend(1, 20), "agent_run_id", "bonus 5 | paid 105 = 110"),
            (Spend(2, 20), "ok", "paid 90 = 90"),
            (Spend(3, 95), "balance_not_negative", "paid 90 = 90"),
            (Spend(4, 90), "ok", " = 0"),
            (Spend(5, 1), "balance_not_negative", " = 0"),
        ],
    )
    .await;
}

async fn within_a_kind_the_earliest_expiry_burns_first_then_the_oldest(on: Backend) {
    table(
        on,
        &[
            (Give(Free, 10, 30), "ok", "free 10 = 10"),
            (Give(Free, 20, 10), "ok", "free 20 | free 10 = 30"),
            (Give(Free, 30, 10), "ok", "free 20 | free 30 | free 10 = 60"),
            (Spend(1, 25), "ok", "free 25 | free 10 = 35"),
            (Spend(2, 35), "ok", " = 0"),
        ],
    )
    .await;
}

async fn a_refund_goes_back_to_the_lots_it_came_from_once(on: Backend) {
    table(
        on,
        &[
            (Give(Paid, 100, 365), "ok", "paid 100 = 100"),
            (Give(Free, 15, 365), "ok", "free 15 | paid 100 = 115"),
            (Spend(1, 20), "ok", "paid 95 = 95"),
            (Spend(2, 20), "ok", "paid 75 = 75"),
            (Refund(1, 20), "ok", "free 15 | paid 80 = 95"),
            (
                Refund(1, 20),
                "remaining_not_above_granted",
                "free 15 | paid 80 = 95",
            ),
            (Refund(2, 20), "ok", "free 15 | paid 100 = 115"),
            (
                Refund(3, 20),
                "allocated_in_full",
                "free 15 | paid 100 = 115",
            ),
        ],
    )
    .await;
}

async fn a_refund_of_another_amount_than_was_used_is_refused(on: Backend) {
    table(
        on,
        &[
            (Give(Paid, 100, 365), "ok", "paid 100 = 100"),
            (Spend(1, 20), "ok", "paid 80 = 80"),
            (Refund(1, 19), "allocated_in_full", "paid 80 = 80"),
            (Refund(1, 21), "allocated_in_full", "paid 80 = 80"),
        ],
    )
    .await;
}

async fn what_remains_of_a_lot_ends_with_its_time_even_after_a_late_refund(on: Backend) {
    table(
        on,
        &[
            (Give(Free, 50, 10), "ok", "free 50 = 50"),
            (Give(Paid, 50, 365), "ok", "free 50 | paid 50 = 100"),
            (Spend(1, 20), "ok", "free 30 | paid 50 = 80"),
            (Days(9), "ok", "free 30 | paid 50 = 80"),
            (Days(2), "ok", "paid 50 = 50"),
            (Refund(1, 20), "ok", "free 20 | paid 50 = 70"),
            (Days(1), "ok", "paid 50 = 50"),
        ],
    )
    .await;
}

async fn the_same_cause_is_granted_once(on: Backend) {
    let fresh = on.fresh().await;
    let user = user(&*fresh.database, 1).await;
    let mut batch = Batch::new();
    let grant = Grant {
        user: &user,
        kind: TransactionKind::SignupBonus,
        lot: Free,
        amount: Credits::of(100),
        order: None,
        cause: "signup:1".to_owned(),
        at: NOW,
        expires_at: NOW.plus(DAY),
    };
    ledger::grant(&mut batch, &grant);
    fresh.database.write(batch.clone()).await.unwrap();
    let error = fresh.database.write(batch).await.unwrap_err();
    assert!(error.refused_by(ledger::guard::CAUSE), "{error}");
    assert_eq!(
        ledger::balance(&*fresh.database, &user).await.unwrap(),
        Some(Credits::of(100))
    );
}

async fn an_unknown_user_gets_nothing_and_pays_nothing(on: Backend) {
    let fresh = on.fresh().await;
    let nobody = crate::support::user_id(404);
    let mut table = Table {
        database: &*fresh.database,
        user: nobody,
        now: NOW,
        grants: 0,
    };
    for event in [Give(Free, 10, 10), Spend(1, 1)] {
        assert!(
            matches!(table.play(&event).await, Err(DatabaseError::Refused(_))),
            "{event:?}"
        );
    }
}

async fn verify_names_each_row_that_was_tampered_with(on: Backend) {
    for (tampering, invariant) in [
        (
            "UPDATE credit_balance SET balance = balance + 1",
            "a balance is the sum of its transactions",
        ),
        (
            "UPDATE credit_lot SET remaining = remaining - 1",
            "a balance is the sum of what remains",
        ),
        (
            "UPDATE credit_transaction SET balance_after = 7 WHERE number = 1",
            "each transaction's balance_after",
        ),
        ("DELETE FROM credit_allocation", "what remains of a lot"),
        (
            "DELETE FROM credit_transaction WHERE kind = 'USAGE'",
            "every allocation belongs",
        ),
        (
            "UPDATE agent_run SET status = 'FAILED', settlements = 1",
            "every run has its USAGE",
        ),
        (
            "UPDATE run_limit SET running = 2, running_allowed = 2",
            "the count of running runs",
        ),
    ] {
        let fresh = on.fresh().await;
        let user = user(&*fresh.database, 1).await;
        let mut table = Table {
            database: &*fresh.database,
            user: user.clone(),
            now: NOW,
            grants: 0,
        };
        table.play(&Give(Free, 50, 10)).await.unwrap();
        table.play(&Spend(1, 20)).await.unwrap();
        assert_eq!(table.breaches().await, []);
        let mut batch = Batch::new();
        batch.push(Statement::new(tampering));
        fresh.database.write(batch).await.unwrap();
        let breaches = ledger::verify(&*fresh.database).await.unwrap();
        let named = breaches
            .iter()
            .find(|breach| breach.invariant.starts_with(invariant));
        let named = named.unwrap_or_else(|| panic!("{tampering}: {breaches:?}"));
        assert!(
            named.row.contains(user.as_str()) || named.row.starts_with("run "),
            "{named:?}"
        );
    }
}

fn event() -> impl Strategy<Value = Event> {
    let kind = prop_oneof![Just(Free), Just(Bonus), Just(Paid)];
    prop_oneof![
        2 => (kind, 1..60_u32, 1..40_u32).prop_map(|(kind, amount, days)| Give(kind, amount, days)),
        4 => (1..30_u64, 1..50_u32).prop_map(|(run, price)| Spend(run, price)),
        2 => (1..30_u64, 1..50_u32).prop_map(|(run, price)| Refund(run, price)),
        1 => (1..20_u32).prop_map(Days),
    ]
}

/// Whatever happens in whatever order: what is refused changes nothing, and the invariants hold.
async fn plays(on: Backend, events: &[Event]) {
    let fresh = on.fresh().await;
    let user = user(&*fresh.database, 1).await;
    let mut table = Table {
        database: &*fresh.database,
        user,
        now: NOW,
        grants: 0,
    };
    for event in events {
        let before = table.state().await;
        match table.play(event).await {
            Ok(()) => {}
            Err(DatabaseError::Refused(_)) => assert_eq!(table.state().await, before, "{event:?}"),
            Err(error) => panic!("{event:?}: {error}"),
        }
        assert_eq!(table.breaches().await, [], "after {event:?} of {events:?}");
    }
}

fn play(on: Backend, events: &[Event]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(plays(on, events));
}

mod in_any_order {
    mod sqlite {
        use super::super::*;

        proptest! {
            #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

            #[test]
            fn no_events_break_the_ledger(events in proptest::collection::vec(event(), 1..40)) {
                play(Backend::Sqlite, &events);
            }
        }
    }

    mod postgres {
        use super::super::*;

        proptest! {
            #![proptest_config(ProptestConfig { cases: 15, ..ProptestConfig::default() })]

            #[test]
            fn no_events_break_the_ledger(events in proptest::collection::vec(event(), 1..40)) {
                if Backend::Postgres.is_here() {
                    play(Backend::Postgres, &events);
                }
            }
        }
    }
}
