//! Whatever happens in whatever order, at the payment company and here: nothing is granted that was
//! not paid, no won is kept that was not granted, and the ledger is sound after every step.

mod step;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use openclaw_domain::{
    money::Credits,
    order::{RefundWish, refund},
    random::OrderId,
};
use openclaw_sandbox::{Control, Fault, FaultKind, PaymentChange, PaymentStatus, Service};
use openclaw_tests::{Creator, TestApp, topic};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use self::step::{Attempt, Failure, ORDERS, Step, step};

/// One story on one server.
struct Story {
    app: TestApp,
    creator: Creator,
    prepared: Vec<serde_json::Value>,
}

impl Story {
    /// One of the orders there are.
    fn order(&self, number: usize) -> String {
        let prepared = &self.prepared[number % self.prepared.len()];
        prepared["merchant_uid"].as_str().unwrap().to_owned()
    }

    fn control(&self) -> &Control {
        self.app.control()
    }

    async fn play(&mut self, step: &Step) {
        match step {
            Step::Prepare if self.prepared.len() < ORDERS => {
                self.prepared.push(self.creator.prepare("starter").await);
            }
            Step::Attempt(number, attempt) => self.attempt(*number, attempt),
            Step::Verify(number, times) => {
                let order = self.order(*number);
                let asked = (0..*times).map(|_| self.creator.verify(&order));
                drop(futures::future::join_all(asked).await);
            }
            Step::Webhook(number, times) => self.webhook(*number, *times).await,
            Step::Round => self.app.round().await,
            Step::Wait(minutes) => self.app.advance(Duration::from_mins(u64::from(*minutes))),
            Step::Run(times) => {
                for _ in 0..*times {
                    self.run().await;
                }
            }
            Step::RunThatFails => {
                let refusal = Fault::once(Service::Openai, FaultKind::Refusal);
                self.control().add_fault(refusal).unwrap();
                self.run().await;
            }
            Step::Console(number, won) => {
                let order = self.order(*number);
                // What cannot be cancelled at the console is not.
                let _ = self.control().cancel_at_console(&order, *won, "console");
            }
            Step::Dispute(number) | Step::DisputeEnds(number) => {
                let order = self.order(*number);
                // The same holds for what cannot be disputed.
                let _ = match step {
                    Step::Dispute(_) => self.control().dispute(&order),
                    _ => self.control().resolve_dispute(&order),
                };
            }
            Step::AskRefund(number) => {
                let order = self.order(*number);
                drop(self.creator.ask_refund(&order).await);
            }
            Step::Refund(number, credits) => self.refund(*number, *credits).await,
            Step::RefundThatIsRefused(number) => {
                self.fail(1, Failure::Refuses);
                self.refund(*number, None).await;
            }
            Step::GatewayFails(times, failure) => self.fail(*times, *failure),
            Step::Crash => self.app.restart().await,
            Step::Reconcile => {
                // A gateway that fails is asked again another night.
                let _ = openclaw_domain::order::reconcile(self.app.world()).await;
            }
            Step::Prepare => {}
        }
    }

    fn attempt(&self, number: usize, attempt: &Attempt) {
        let prepared = &self.prepared[number % self.prepared.len()];
        let mut payment = openclaw_tests::payment(prepared);
        match attempt {
            Attempt::Fails => payment.status = PaymentStatus::Failed,
            Attempt::Pays => {}
            Attempt::PaysAnother(won) => payment.total_amount = *won,
            Attempt::PaysInAnother => "USD".clone_into(&mut payment.currency),
        }
        let (id, total) = (payment.payment_id.clone(), payment.total_amount);
        let currency = payment.currency.clone();
        if self.control().add_payment(payment).is_ok() || matches!(attempt, Attempt::Fails) {
            return;
        }
        // An attempt after one that failed; PortOne lets nothing be paid twice.
        if self.app.payment_at_portone(&id)["status"] == "FAILED" {
            let paid = PaymentChange {
                status: Some(PaymentStatus::Paid),
                total_amount: Some(total),
                currency: Some(currency),
                ..PaymentChange::default()
            };
            self.control().change_payment(&id, paid).unwrap();
        }
    }

    async fn webhook(&self, number: usize, times: u8) {
        let order = self.order(number);
        self.app.receive_webhooks();
        for _ in 0..times {
            // There is none for a payment that was never begun.
            let _ = self.control().send_webhook(&order);
        }
        self.control().webhooks_settled().await;
    }

    async fn run(&self) {
        let answer = self.creator.start(&topic("커피")).await;
        if answer.status == 201 {
            let id = answer.created()["id"].as_str().unwrap().to_owned();
            drop(self.creator.ended(&id).await);
        }
    }

    async fn refund(&self, number: usize, credits: Option<u32>) {
        let order = self.order(number);
        let wish = RefundWish {
            credits: credits.map(Credits::of),
            reason: "test".to_owned(),
            actor: "cli:test".to_owned(),
            by_customer: false,
        };
        // Whether anything can be refunded is the product's to say.
        let _ = refund(self.app.world(), &OrderId::parse(&order).unwrap(), &wish).await;
    }

    fn fail(&self, times: u32, failure: Failure) {
        let status = |status, code: &str| FaultKind::Status {
            status,
            code: Some(code.to_owned()),
            retry_after: None,
        };
        let (kind, path) = match failure {
            Failure::Down => (status(503, "SERVICE_UNAVAILABLE"), None),
            Failure::Lost => (FaultKind::Lost, Some("/cancel".to_owned())),
            Failure::Refuses => (status(502, "PG_PROVIDER"), Some("/cancel".to_owned())),
        };
        let fault = Fault {
            service: Service::Portone,
            kind,
            path,
            times,
        };
        self.control().add_fault(fault).unwrap();
    }

    /// Nobody ever has credits that were not paid for.
    async fn nothing_is_invented(&self) {
        self.app.verify_ledger().await;
        for (order, granted) in self.granted().await {
            let payment = self.app.payment_at_portone(&order);
            let total = payment["amount"]["total"].as_i64().unwrap();
            assert_eq!(total, 9_900, "granted at another price: {payment:#}");
            assert_eq!(payment["currency"], "KRW");
            assert!(granted <= 1_000, "{order} granted {granted}");
        }
    }

    async fn granted(&self) -> Vec<(String, i64)> {
        let rows = self
            .app
            .rows("SELECT order_id, CAST(SUM(amount) AS BIGINT) FROM credit_transaction WHERE kind = 'PURCHASE' GROUP BY order_id")
            .await;
        let read = |row: &openclaw_domain::database::Row| {
            (row.get::<String>(0).unwrap(), row.get::<i64>(1).unwrap())
        };
        rows.iter().map(read).collect()
    }

    /// Once all is quiet: granted = paid − refunded, and what is not granted is not kept.
    async fn the_books_agree(&mut self) {
        self.control().clear_faults();
        self.app.advance(Duration::from_hours(30));
        self.app.settle_down().await;
        for number in 0..self.prepared.len() {
            let order = self.order(number);
            drop(self.creator.verify(&order).await);
        }
        openclaw_domain::order::reconcile(self.app.world())
            .await
            .unwrap();
        self.app.settle_down().await;
        self.nothing_is_invented().await;
        for number in 0..self.prepared.len() {
            self.order_agrees(&self.order(number)).await;
        }
    }

    async fn order_agrees(&self, order: &str) {
        let payment = self.app.payment_at_portone(order);
        let told = self.creator.order(order).await;
        let number = |name: &str| payment["amount"][name].as_i64().unwrap_or(0);
        let was_paid = ["PAID", "PARTIAL_CANCELLED", "CANCELLED"]
            .contains(&payment["status"].as_str().unwrap_or_default());
        let held = if was_paid {
            number("total") - number("cancelled")
        } else {
            0
        };
        let purchased = self.granted().await.iter().any(|(id, _)| id == order);
        if !purchased {
            assert_eq!(
                held, 0,
                "a won is kept that was not granted: {payment:#} {told:#}"
            );
            return;
        }
        assert_eq!(
            told["refunded"],
            number("cancelled"),
            "{payment:#} {told:#}"
        );
        let (taken, owed) = self.taken(order).await;
        // Each refund is rounded up by less than a won.
        let refunds = payment["cancellations"].as_array().map_or(0, Vec::len);
        let back = number("cancelled") - i64::try_from(refunds).unwrap();
        assert!(
            (taken + owed) * 9_900 >= back * 1_000,
            "{back} won went back for {taken} credits and {owed} owed: {payment:#}"
        );
    }

    /// Paid credits of an order that were taken back, and those that are owed.
    async fn taken(&self, order: &str) -> (i64, i64) {
        let rows = self
            .app
            .rows("SELECT order_id, CAST(SUM(credits) AS BIGINT), CAST(SUM(debt) AS BIGINT) FROM payment_cancellation WHERE status <> 'FAILED' GROUP BY order_id")
            .await;
        let mine = rows
            .iter()
            .find(|row| row.get::<String>(0).unwrap() == order);
        mine.map_or((0, 0), |row| (row.get(1).unwrap(), row.get(2).unwrap()))
    }
}

/// How often each thing came to pass, over all stories.
type Seen = Arc<Mutex<BTreeMap<String, i64>>>;

/// Counts what came to pass in a story.
async fn count(app: &TestApp, seen: &Seen) {
    const HAPPENED: &str = "SELECT 'granted', COUNT(*) FROM payment_order WHERE grants = 1
        UNION ALL SELECT 'disputed', CAST(COALESCE(SUM(disputes), 0) AS BIGINT) FROM payment_order
        UNION ALL SELECT 'owed', COUNT(*) FROM payment_cancellation WHERE debt > 0
        UNION ALL SELECT 'webhook', COUNT(*) FROM webhook_event
        UNION ALL SELECT kind || ' ' || status, COUNT(*) FROM payment_cancellation GROUP BY kind, status";
    for row in &app.rows(HAPPENED).await {
        let (what, times) = (row.get::<String>(0).unwrap(), row.get::<i64>(1).unwrap());
        *seen.lock().unwrap().entry(what).or_default() += times;
    }
}

async fn play(steps: &[Step], seen: &Seen) {
    let app = TestApp::unlimited().await;
    app.receive_webhooks();
    let creator = app.creator("민지").await;
    let mut story = Story {
        app,
        creator,
        prepared: Vec::new(),
    };
    // One order is bought as most are, another is waiting.
    for step in [
        Step::Prepare,
        Step::Attempt(0, Attempt::Pays),
        Step::Verify(0, 1),
        Step::Prepare,
    ] {
        story.play(&step).await;
    }
    for step in steps {
        story.play(step).await;
        story.nothing_is_invented().await;
    }
    story.the_books_agree().await;
    count(&story.app, seen).await;
    story.app.finish().await;
}

#[test]
fn every_story_ends_with_agreeing_books() {
    let cases = std::env::var("OPENCLAW_STORIES").map_or(48, |it| it.parse().unwrap());
    let config = Config {
        cases,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    // The same stories every time; more of them, and others, by the environment.
    let chosen = std::env::var("OPENCLAW_STORY_SEED").unwrap_or_default();
    let mut bytes = [7; 32];
    for (byte, given) in bytes.iter_mut().zip(chosen.bytes()) {
        *byte = given;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let stories = prop::collection::vec(step(), 8..32);
    let seen = Seen::default();
    TestRunner::new_with_rng(config, rng)
        .run(&stories, |steps| {
            let told = std::panic::AssertUnwindSafe(|| runtime.block_on(play(&steps, &seen)));
            std::panic::catch_unwind(told).map_err(|panic| {
                let words = panic.downcast_ref::<String>().cloned();
                TestCaseError::fail(words.unwrap_or_else(|| "a story went wrong".to_owned()))
            })
        })
        .unwrap();
    let seen = seen.lock().unwrap();
    for what in [
        "granted",
        "disputed",
        "owed",
        "webhook",
        "VOID SUCCEEDED",
        "REFUND SUCCEEDED",
        "REFUND FAILED",
        "OUTSIDE SUCCEEDED",
    ] {
        assert!(
            seen.get(what).is_some_and(|&times| times > 0),
            "no story tells of {what}: {seen:?}"
        );
    }
    println!("{cases} stories: {seen:?}");
}
