//! Ways to pay: cards, easy payments, transfers, and the way back from the window on a phone.

use openclaw_sandbox::{CHANNEL_KEY, Service};
use openclaw_tests::{Creator, TestApp, payment_request};
use serde_json::{Value, json};

async fn prepare(creator: &Creator, package: &str, method: &str) -> Value {
    let body = json!({"package": package, "method": method});
    creator.post("/api/credits/prepare", &body).await.created()
}

#[tokio::test]
async fn every_method_and_package_passes_nices_rules() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let offered = creator.get("/api/packages").await.ok();
    let methods = ["CARD", "KAKAOPAY", "NAVERPAY", "TOSSPAY", "VIRTUAL_ACCOUNT"];
    assert_eq!(offered["methods"], json!(methods));
    for package in ["starter", "pro", "business"] {
        for method in &methods[..4] {
            let prepared = prepare(&creator, package, method).await;
            let order = prepared["merchant_uid"].as_str().unwrap();
            let returned = app.pay_in_window(&payment_request(&prepared), "pay").await;
            assert_eq!(returned.get("code"), None, "{method}: {returned:?}");
            assert_eq!(returned.path, format!("/orders/{order}"));
            let granted = creator.verify(order).await.ok();
            assert_eq!(granted["status"], "COMPLETED", "{method} {package}");
            assert_eq!(granted["method"], *method);
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_method_that_is_not_offered_is_refused_by_name() {
    let app = TestApp::configured(|config| {
        config.portone.methods = Some(vec!["card".to_owned(), "kakaopay".to_owned()]);
    })
    .await;
    let creator = app.creator("민지").await;
    for method in ["TOSSPAY", "card", "", "PAYPAL"] {
        let body = json!({"package": "starter", "method": method});
        let answer = creator.post("/api/credits/prepare", &body).await;
        answer.names(&[("method", "not_a_choice")]);
    }
    let prepared = creator.prepare("starter").await;
    assert_eq!(prepared["method"], "CARD", "the first one without a word");
    assert_eq!(app.count("SELECT COUNT(*) FROM payment_order").await, 1);
    app.finish().await;
}

#[tokio::test]
async fn a_phone_comes_back_and_is_believed_in_nothing() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let request = payment_request(&prepared);
    let failed = app.pay_in_window(&request, "fail").await;
    assert_eq!(failed.get("code"), Some("FAILURE_TYPE_PG"));
    let returned = app.pay_in_window(&request, "pay").await;
    assert_eq!(returned.get("paymentId"), Some(order));
    // Both spellings, lies and tricks: arriving changes nothing and shows nothing of it.
    for query in [
        format!("paymentId={order}&txId={}", returned.get("txId").unwrap()),
        format!("payment_id={order}"),
        "paymentId=another&code=FAILURE_TYPE_PG&message=%3Cscript%3Ealert(1)%3C/script%3E"
            .to_owned(),
        format!("imp_uid=imp_1&merchant_uid={order}&imp_success=true"),
        format!("imp_uid=imp_1&merchant_uid={order}&error_code=E&error_msg=%3Cb%3E"),
    ] {
        let page = creator
            .get(&format!("/orders/{order}?{query}"))
            .await
            .page();
        assert!(
            !page.contains("<script>alert") && !page.contains("<b>"),
            "{query}"
        );
        assert_eq!(creator.balance().await, 100, "{query}");
    }
    let check = format!("/orders/{order}/check");
    let tx = returned.get("txId").unwrap();
    let fields = [("tx_id", tx), ("code", "FAILURE_TYPE_PG")];
    assert_eq!(
        creator.post_form(&check, &fields).await.see_other(),
        format!("/orders/{order}")
    );
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn a_tampered_amount_in_the_page_pays_nothing_for_something() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("business").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let mut request = payment_request(&prepared);
    request["totalAmount"] = json!(1_000);
    assert_eq!(app.pay_in_window(&request, "pay").await.get("code"), None);
    creator.verify(order).await.problem(409, "amount_mismatch");
    assert_eq!(creator.balance().await, 100);
    assert_eq!(app.payment_at_portone(order)["status"], "CANCELLED");
    app.finish().await;
}

#[tokio::test]
async fn an_amount_told_beforehand_stops_a_tampered_window() {
    let app = TestApp::configured(|config| config.portone.pre_register = Some(true)).await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("business").await;
    let mut request = payment_request(&prepared);
    request["totalAmount"] = json!(1_000);
    let returned = app.pay_in_window(&request, "pay").await;
    assert!(returned.get("code").is_some(), "{returned:?}");
    let honest = app.pay_in_window(&payment_request(&prepared), "pay").await;
    assert_eq!(honest.get("code"), None, "{honest:?}");
    let order = prepared["merchant_uid"].as_str().unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 12_100);
    app.finish().await;
}

#[tokio::test]
async fn a_transfer_is_waited_for_shown_and_granted_by_the_webhook() {
    let app = TestApp::start().await;
    app.receive_webhooks();
    let creator = app.creator("민지").await;
    let prepared = prepare(&creator, "starter", "VIRTUAL_ACCOUNT").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay_in_window(&payment_request(&prepared), "pay").await;
    let waiting = creator.verify(order).await.expect(202).json();
    assert_eq!(waiting["status"], "PENDING");
    let number = waiting["virtual_account"]["number"].as_str().unwrap();
    let page = creator.get(&format!("/orders/{order}")).await.page();
    assert!(page.contains(number), "{page}");
    for _ in 0..30 {
        app.advance(std::time::Duration::from_hours(1));
        app.round().await;
    }
    app.control().webhooks_settled().await;
    assert_eq!(
        creator.order(order).await["status"],
        "PENDING",
        "it may still come"
    );

    app.control().deposit(order).unwrap();
    app.control().webhooks_settled().await;
    app.round().await;
    assert_eq!(creator.order(order).await["status"], "COMPLETED");
    assert_eq!(creator.balance().await, 1_200);
    // A transfer has no way back but a bank account: the operator sends it.
    let asked = creator.ask_refund(order).await.expect(202).json();
    assert_eq!(asked["status"], "WAITING");
    assert_eq!(creator.balance().await, 1_200);
    app.finish().await;
}

#[tokio::test]
async fn an_account_issued_though_that_method_is_off_grants_nothing_until_it_is_paid() {
    let app = TestApp::configured(|config| {
        config.portone.methods = Some(vec!["card".to_owned()]);
    })
    .await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    let mut request = payment_request(&prepared);
    request["payMethod"] = json!("VIRTUAL_ACCOUNT");
    app.pay_in_window(&request, "pay").await;
    drop(creator.verify(order).await.expect(202));
    assert_eq!(creator.balance().await, 100);
    let told = "SELECT kind FROM alert";
    assert_eq!(app.lines(told).await, ["unexpected_method"]);
    app.control().deposit(order).unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn with_manual_confirm_the_checks_run_before_money_moves() {
    let app = TestApp::configured(|config| config.portone.manual_confirm = true).await;
    app.control().set_manual_confirm(true);
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();

    // Tampered: nothing is ever captured.
    let mut tampered = payment_request(&prepared);
    tampered["totalAmount"] = json!(100);
    let returned = app.pay_in_window(&tampered, "pay").await;
    let claim = |returned: &openclaw_tests::Returned| {
        json!({
            "merchant_uid": order,
            "tx_id": returned.get("txId"),
            "payment_token": returned.get("paymentToken"),
        })
    };
    let answer = creator.post("/api/credits/verify", &claim(&returned)).await;
    answer.problem(409, "amount_mismatch");
    assert_ne!(app.payment_at_portone(order)["status"], "PAID");
    assert_eq!(
        app.count("SELECT COUNT(*) FROM payment_cancellation").await,
        0
    );

    // A token that PortOne does not know captures nothing either.
    let returned = app.pay_in_window(&payment_request(&prepared), "pay").await;
    let mut forged = claim(&returned);
    forged["payment_token"] = json!("forged");
    let answer = creator.post("/api/credits/verify", &forged).await;
    answer.problem(409, "not_captured");
    assert_eq!(creator.balance().await, 100);

    let granted = creator.post("/api/credits/verify", &claim(&returned)).await;
    assert_eq!(granted.ok()["balance"], 1_200);
    let again = creator.post("/api/credits/verify", &claim(&returned)).await;
    assert_eq!(again.ok()["balance"], 1_200);
    let confirms = app.control().requests(Some(Service::Portone));
    let confirms = confirms.iter().filter(|it| it.path.ends_with("/confirm"));
    assert_eq!(confirms.count(), 2);
    assert_eq!(prepared["channel_key"], CHANNEL_KEY);
    app.finish().await;
}
