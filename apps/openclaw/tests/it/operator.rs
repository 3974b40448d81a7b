//! The operator's commands beside a running sandbox: from an order that was paid to its money back.

use openclaw::{
    app::{Platform, build},
    config::Config,
};
use openclaw_domain::{
    account,
    order::{self, Order},
    port::identity::Person,
    settings::PayMethod,
};
use openclaw_sandbox::{NewPayment, Sandbox};
use serde_json::Value;
use tokio::net::TcpListener;

use crate::command::{Program, Told, columns};

/// A sandbox, and commands that reach it.
struct Shop {
    sandbox: Sandbox,
    program: Program,
    runtime: tokio::runtime::Runtime,
}

impl Shop {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let sandbox = runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            Sandbox::start(listener).await.unwrap()
        });
        let address = sandbox.url().replace("http://", "");
        let program = Program::new().with("OPENCLAW_SANDBOX_LISTEN", &address);
        Self {
            sandbox,
            program,
            runtime,
        }
    }

    /// An order of Starter, made by a creator.
    fn order(&self) -> Order {
        let mut config = Config::defaults().unwrap();
        config.data = self.program.folder().join("data");
        let listening = "127.0.0.1:1".parse().unwrap();
        let url = self.sandbox.url();
        self.runtime.block_on(async {
            let app = build(&config, listening, Some(&url), Platform::default()).unwrap();
            let world = &app.site.world;
            let person = Person {
                issuer: "sandbox:kakao".to_owned(),
                subject: "1".to_owned(),
                name: Some("김하늘".to_owned()),
                email: None,
            };
            let signed_in = account::sign_in(world, &person, &account::From::default())
                .await
                .unwrap();
            let card = Some(PayMethod::Card);
            order::prepare(world, &signed_in.user, "starter", card)
                .await
                .unwrap()
        })
    }

    /// The same, paid in the window.
    fn paid(&self, amount: i64) -> Order {
        let order = self.order();
        let payment = NewPayment::paid(order.id.to_string(), amount, order.order_name.clone());
        self.sandbox.control().add_payment(payment).unwrap();
        order
    }

    fn admin(&self, arguments: &[&str]) -> Told {
        let all: Vec<&str> = ["admin"].iter().chain(arguments).copied().collect();
        let told = self.program.run(&all);
        let is_table = !arguments.contains(&"--json");
        let lines = told
            .out
            .lines()
            .filter(|line| is_table && !line.contains("http"));
        for line in lines {
            assert!(columns(line) <= 80, "{line}");
        }
        told
    }

    fn shown(&self, order: &Order) -> Value {
        let told = self.admin(&["orders", "show", order.id.as_str(), "--json"]);
        serde_json::from_str(&told.out).unwrap()
    }
}

#[test]
fn an_order_is_found_looked_at_and_refunded() {
    let shop = Shop::new();
    let order = shop.paid(9_900);
    let id = order.id.as_str();
    let told = shop.admin(&["orders", "look", id]);
    assert_eq!(
        (told.code, told.out.as_str()),
        (0, "PENDING → COMPLETED: it is granted.\n")
    );

    let told = shop.admin(&[
        "orders",
        "list",
        "--text",
        "김하늘",
        "--status",
        "completed",
    ]);
    assert!(
        told.out.contains(id) && told.out.contains("9,900 won"),
        "{}",
        told.out
    );
    let told = shop.admin(&["orders", "quote", id]);
    assert!(
        told.out.contains("9,900 won for 1,000 paid credits"),
        "{}",
        told.out
    );

    // Nobody is there to say yes.
    let told = shop.admin(&["orders", "refund", id, "--reason", "고객 요청"]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("add --yes"), "{}", told.err);
    assert_eq!(shop.shown(&order)["refunded"], 0);

    let part = [
        "orders",
        "refund",
        id,
        "--credits",
        "300",
        "--reason",
        "고객 요청",
        "--yes",
    ];
    let told = shop.admin(&part);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    assert!(told.out.contains("2,970 won went back"), "{}", told.out);
    let told = shop.admin(&["orders", "refund", id, "--reason", "고객 요청", "--yes"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let told = shop.admin(&["orders", "refund", id, "--reason", "고객 요청", "--yes"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("nothing: refunded"), "{}", told.out);

    let shown = shop.shown(&order);
    assert_eq!(shown["status"], "REFUNDED");
    assert_eq!(shown["refunded"], 9_900);
    let actors = shown["audit"].as_array().unwrap().iter();
    let mut actors = actors.map(|it| it["actor"].as_str().unwrap());
    assert!(actors.all(|actor| actor == "cli:tester"));
    let told = shop.admin(&["orders", "show", id]);
    for words in [
        "REFUNDED",
        "Money back",
        "PAYMENT_REFUND",
        "cli:tester order.refund",
    ] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert_eq!(shop.program.run(&["ledger", "verify"]).code, 0);
}

#[test]
fn money_that_must_not_stay_goes_back_and_is_told() {
    let shop = Shop::new();
    let order = shop.paid(100);
    let told = shop.admin(&["orders", "look", order.id.as_str()]);
    assert!(told.out.contains("PENDING → FAILED"), "{}", told.out);
    assert!(told.out.contains("amount_mismatch"), "{}", told.out);
    let shown = shop.shown(&order);
    let void = &shown["cancellations"][0];
    assert_eq!(
        (&void["kind"], &void["status"]),
        (&"VOID".into(), &"SUCCEEDED".into())
    );
    let retried = ["orders", "retry", void["id"].as_str().unwrap()];
    assert!(shop.admin(&retried).out.contains("SUCCEEDED"));

    let told = shop.admin(&["alerts", "list", "--json"]);
    let alerts: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(alerts[0]["kind"], "captured_not_granted");
    let alert = alerts[0]["id"].as_str().unwrap();
    assert_eq!(shop.admin(&["alerts", "seen", alert]).code, 0);
    assert_eq!(shop.admin(&["alerts", "list"]).out, "No alerts.\n");
    assert!(
        shop.admin(&["alerts", "list", "--all"])
            .out
            .contains("(seen)")
    );
}

#[test]
fn a_reconciliation_tells_what_differed_and_what_it_told_before() {
    let shop = Shop::new();
    let order = shop.paid(9_900);
    let strange = "0197f0a1b2c3d4e5f60718293a4b5c6d";
    let payment = NewPayment::paid(strange, 5_000, "somebody's");
    shop.sandbox.control().add_payment(payment).unwrap();

    let told = shop.admin(&["reconcile"]);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(told.out.contains("2 differed"), "{}", told.out);
    for words in [
        "unknown_payment",
        strange,
        "found_by_reconciliation",
        order.id.as_str(),
    ] {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert_eq!(shop.shown(&order)["status"], "COMPLETED");

    let told = shop.admin(&["reconcile"]);
    assert_eq!(told.code, 1);
    assert!(told.out.contains("1 differed"), "{}", told.out);
    assert!(told.out.contains("1 of them are known"), "{}", told.out);
}

#[test]
fn the_doctor_asks_everybody_and_says_who_refuses_our_secret() {
    let shop = Shop::new();
    let told = shop.program.run(&["doctor"]);
    for what in [
        "PortOne V2",
        "PortOne V1",
        "OpenAI",
        "sign-in with kakao",
        "sign-in with google",
    ] {
        let row = format!("ok       {what} ");
        assert!(told.out.contains(&row), "{row}: {}", told.out);
    }
    let portone = format!("{}/portone", shop.sandbox.url());
    let program = shop
        .program
        .with("OPENCLAW_PORTONE_BASE_URL", &portone)
        .with("OPENCLAW_PORTONE_API_SECRET", "canary");
    let told = program.run(&["doctor"]);
    assert!(told.out.contains("warning  PortOne V2 "), "{}", told.out);
    assert!(told.out.contains("refuses our secret"), "{}", told.out);
    assert!(!told.out.contains("canary"), "{}", told.out);
}
