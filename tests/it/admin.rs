//! The operator's pages: there for the operators alone, and every deed of theirs is written down.

use openclaw_sandbox::{Fault, FaultKind, PaymentChange, Service};
use openclaw_tests::{Creator, TestApp, topic};
use reqwest::Method;

const AUDIT: &str = "SELECT action, detail FROM audit_log ORDER BY id";

/// The product with one operator, 박나무, and a creator.
async fn app() -> (TestApp, Creator, Creator) {
    let app = TestApp::configured(|config| {
        config.admin.subjects = Some(vec!["sandbox:kakao/4820143072".to_owned()]);
    })
    .await;
    let (operator, creator) = (app.creator("namu").await, app.creator("minji").await);
    (app, operator, creator)
}

#[tokio::test]
async fn to_anybody_else_the_pages_do_not_exist() {
    let (app, operator, creator) = app().await;
    let order = creator.buy(&app, "starter").await;
    let visitor = app.visitor();
    let read = [
        "/admin",
        "/admin/users",
        "/admin/orders",
        "/admin/runs",
        "/admin/prompts",
        "/admin/alerts",
    ];
    let read = read.map(str::to_owned);
    let page = format!("/admin/orders/{order}");
    for path in read.iter().chain([&page, &format!("{page}/refund")]) {
        for stranger in [&visitor, &*creator] {
            drop(stranger.get(path).await.expect(404));
        }
        assert!(
            [200, 303].contains(&operator.get(path).await.status),
            "{path}"
        );
    }
    let alert = "0".repeat(32);
    for path in [
        format!("{page}/refund"),
        format!("{page}/look"),
        format!("{page}/cancellations/{alert}/retry"),
        format!("/admin/alerts/{alert}/seen"),
    ] {
        for stranger in [&visitor, &*creator] {
            drop(
                stranger
                    .post_form(&path, &[("reason", "x")])
                    .await
                    .expect(404),
            );
        }
        let cross = operator
            .request(Method::POST, &path)
            .header("sec-fetch-site", "cross-site")
            .form(&[("reason", "x")]);
        operator.send(cross).await.expect(403).told();
    }
    assert_eq!(creator.balance().await, 1_200);
    assert!(app.lines(AUDIT).await.is_empty());
    assert!(!creator.get("/dashboard").await.page().contains("/admin"));
    assert!(operator.get("/dashboard").await.page().contains("/admin"));
    app.finish().await;
}

#[tokio::test]
async fn an_order_is_found_and_explained_whole() {
    let (app, operator, creator) = app().await;
    let order = creator.buy(&app, "starter").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    app.control()
        .cancel_at_console(&order, Some(990), "일부 취소")
        .unwrap();
    let look = format!("/admin/orders/{order}/look");
    operator.post_form(&look, &[]).await.see_other();
    let page = operator.get(&format!("/admin/orders/{order}")).await.page();
    for words in [
        &order,
        "9,900원",
        "990원",
        "일부 취소",
        "purchase:",
        "payment_refund:",
        "order.look",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (query, found) in [
        (format!("q={}", &order[..20]), true),
        ("status=PARTIALLY_REFUNDED".to_owned(), true),
        ("status=PENDING".to_owned(), false),
        ("asked=1".to_owned(), false),
        ("q=%27+OR+1%3D1+--".to_owned(), false),
    ] {
        let list = operator.get(&format!("/admin/orders?{query}")).await.page();
        assert_eq!(
            list.contains(&format!("/admin/orders/{order}")),
            found,
            "{query}"
        );
    }
    let none = format!("/admin/orders/{}", "0".repeat(32));
    drop(operator.get(&none).await.expect(404));
    app.finish().await;
}

#[tokio::test]
async fn a_refund_is_shown_confirmed_made_once_and_written_down() {
    let (app, operator, creator) = app().await;
    let order = creator.buy(&app, "starter").await;
    let path = format!("/admin/orders/{order}/refund");
    let preview = operator
        .get(&format!("{path}?credits=500&reason=test"))
        .await
        .page();
    assert!(preview.contains("4,950원"), "{preview}");
    assert_eq!(creator.balance().await, 1_200, "showing takes nothing");
    let seen = preview
        .split("name=\"refunded\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    let form = [
        ("credits", "500"),
        ("reason", "고객 <b>요청</b>"),
        ("refunded", seen),
    ];
    for _ in 0..2 {
        drop(operator.post_form(&path, &form).await);
    }
    assert_eq!(creator.order(&order).await["refunded"], 4_950);
    assert_eq!(creator.balance().await, 1_200 - 500 - 50);
    let written = app.lines(AUDIT).await;
    assert_eq!(written.len(), 1, "{written:?}");
    assert!(
        written[0].starts_with("order.refund 4950 won for 500 credits"),
        "{written:?}"
    );
    let page = operator.get(&format!("/admin/orders/{order}")).await.page();
    assert!(!page.contains("<b>요청"), "{page}");
    // Without a reason there is no refund.
    let blank = [("credits", "1"), ("reason", " "), ("refunded", "4950")];
    drop(operator.post_form(&path, &blank).await);
    assert_eq!(creator.order(&order).await["refunded"], 4_950);
    app.finish().await;
}

#[tokio::test]
async fn alerts_are_listed_and_marked_and_what_waits_is_tried_again() {
    let (app, operator, creator) = app().await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let order = prepared["merchant_uid"].as_str().unwrap();
    let wrong = PaymentChange {
        total_amount: Some(1),
        ..PaymentChange::default()
    };
    app.control().change_payment(order, wrong).unwrap();
    let down = FaultKind::Status {
        status: 503,
        code: None,
        retry_after: None,
    };
    let fault = Fault {
        service: Service::Portone,
        kind: down,
        path: Some("/cancel".to_owned()),
        times: 100,
    };
    app.control().add_fault(fault).unwrap();
    creator.verify(order).await.problem(409, "amount_mismatch");
    let list = operator.get("/admin/alerts").await.page();
    assert!(list.contains(&format!("/admin/orders/{order}")), "{list}");
    let id: String = app
        .rows("SELECT id FROM alert")
        .await
        .one()
        .unwrap()
        .get(0)
        .unwrap();
    operator
        .post_form(&format!("/admin/alerts/{id}/seen"), &[])
        .await
        .see_other();
    let open = "SELECT COUNT(*) FROM alert WHERE seen_at IS NULL";
    assert_eq!(app.count(open).await, 0);

    app.control().clear_faults();
    let rows = app.rows("SELECT id FROM payment_cancellation").await;
    let waiting: String = rows.one().unwrap().get(0).unwrap();
    let retry = format!("/admin/orders/{order}/cancellations/{waiting}/retry");
    operator.post_form(&retry, &[]).await.see_other();
    assert_eq!(app.payment_at_portone(order)["status"], "CANCELLED");
    let actions = "SELECT action FROM audit_log ORDER BY action";
    assert_eq!(
        app.lines(actions).await,
        ["alert.seen", "cancellation.retry"]
    );
    app.finish().await;
}

#[tokio::test]
async fn the_shops_figures_are_of_today_and_of_this_month() {
    let (app, operator, creator) = app().await;
    let before = operator.get("/admin").await.page();
    assert!(
        before.contains("이번 달에는 아직 실행이 없어요."),
        "{before}"
    );
    drop(creator.buy(&app, "starter").await);
    let run = creator.started(&topic("자취 요리")).await;
    creator.ended(&run).await;
    let page = operator.get("/admin").await.page();
    let (_, today) = page.split_once("<h2>오늘</h2>").unwrap();
    for (label, value) in [
        ("매출 (부가세 포함)", "9,900원"),
        ("결제한 사람", "1"),
        ("가입", "2"),
        ("실행", "1"),
        ("결제 성공률", "100%"),
        ("실행 실패율", "0%"),
    ] {
        let told = format!("<dt>{label}</dt><dd><span class=\"figure\">{value}</span>");
        assert!(today.contains(&told), "{told}: {today}");
    }
    // 9,900 less a part in eleven of tax and 3.74% of fee.
    assert!(page.contains("8,630원"), "{page}");
    assert!(
        page.contains("<h2>이번 달 에이전트별</h2>") && page.contains("쇼츠 대본"),
        "{page}"
    );
    assert_eq!(page.matches("<svg viewBox=").count(), 2, "{page}");
    app.finish().await;
}

#[tokio::test]
async fn a_balance_is_put_right_once_with_a_reason_in_the_log() {
    let (app, operator, creator) = app().await;
    let me = creator.get("/api/me").await.ok();
    let id = me["id"].as_str().unwrap();
    let list = operator.get("/admin/users?q=MINJI").await.page();
    assert!(list.contains(&format!("/admin/users/{id}")), "{list}");
    assert!(
        !operator.get("/admin/users?q=%25").await.page().contains(id),
        "no wildcard"
    );
    let page = format!("/admin/users/{id}");
    let adjust = format!("{page}/adjust");
    let html = operator.get(&page).await.page();
    let (_, key) = html.split_once("name=\"key\" value=\"").unwrap();
    let key = key.split('"').next().unwrap();

    let form = [("key", key), ("change", "+50"), ("reason", "지연 보상")];
    for _ in 0..2 {
        let answer = operator.post_form(&adjust, &form).await;
        assert_eq!(answer.see_other(), format!("{page}?told=adjusted"));
    }
    assert_eq!(creator.balance().await, 150, "sent twice, given once");
    let other = "0193990a7c2e4b0f9d51a3c07f3b7c2e";
    for (change, reason, told) in [
        ("-200", "x", "few"),
        ("0", "x", "range"),
        ("2.5", "x", "range"),
        ("10", " ", "no_reason"),
    ] {
        let form = [("key", other), ("change", change), ("reason", reason)];
        let answer = operator.post_form(&adjust, &form).await;
        assert_eq!(
            answer.see_other(),
            format!("{page}?told={told}"),
            "{change}"
        );
    }
    let form = [
        ("key", other),
        ("change", "-30"),
        ("reason", "잘못 드린 크레딧"),
    ];
    drop(operator.post_form(&adjust, &form).await);
    assert_eq!(creator.balance().await, 120);
    assert_eq!(
        creator.history().await[..2],
        ["ADJUSTMENT -30 120", "ADJUSTMENT 50 150"]
    );
    let log = app
        .lines("SELECT action, detail FROM audit_log WHERE action = 'credits.adjust' ORDER BY id")
        .await;
    assert_eq!(log.len(), 2, "{log:?}");
    assert!(
        log.iter()
            .any(|line| line.ends_with("+50 credits: 지연 보상")),
        "{log:?}"
    );
    let stranger = creator.post_form(&adjust, &form).await;
    drop(stranger.expect(404));
    app.verify_ledger().await;
    app.finish().await;
}

#[tokio::test]
async fn a_failed_run_is_found_and_tells_why_what_it_cost_and_that_the_credits_are_back() {
    let (app, operator, creator) = app().await;
    let done = creator.started(&topic("커피 100%")).await;
    drop(creator.ended(&done).await);
    let fault = Fault {
        service: Service::Openai,
        kind: FaultKind::Incomplete,
        path: Some("/responses".to_owned()),
        times: 1,
    };
    app.control().add_fault(fault).unwrap();
    let failed = creator.started(&topic("<b>홍차</b>")).await;
    drop(creator.ended(&failed).await);

    let list = operator.get("/admin/runs").await.page();
    assert!(
        list.contains("커피 100%") && list.contains("&#60;b&#62;홍차"),
        "{list}"
    );
    for (query, found, hidden) in [
        ("status=FAILED", &failed, &done),
        ("status=SUCCEEDED&agent=shorts-script", &done, &failed),
        ("q=%EC%BB%A4%ED%94%BC+100%25", &done, &failed),
        (&format!("q={failed}"), &failed, &done),
    ] {
        let page = operator.get(&format!("/admin/runs?{query}")).await.page();
        assert!(
            page.contains(found) && !page.contains(hidden),
            "{query}: {page}"
        );
    }
    // Long words, and what would be signs of a pattern, are words.
    for path in ["/admin/runs", "/admin/users"] {
        for text in ["%25".to_owned(), "_".to_owned(), "가".repeat(60)] {
            let page = operator.get(&format!("{path}?q={text}{text}")).await.page();
            assert!(!page.contains("class=\"table\""), "{path} {text}: {page}");
        }
    }
    let none = operator.get("/admin/runs?agent=seo-tags").await.page();
    assert!(none.contains("조건에 맞는 실행이 없어요"), "{none}");
    let after = operator
        .get(&format!("/admin/runs?before={failed}"))
        .await
        .page();
    assert!(
        after.contains(&done) && !after.contains(&format!("/admin/runs/{failed}\"")),
        "{after}"
    );

    let page = operator.get(&format!("/admin/runs/{failed}")).await.page();
    for words in [
        "model_incomplete",
        "20 (돌려줌)",
        "openai",
        "incomplete",
        "&#60;b&#62;홍차",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let unknown = format!("/admin/runs/{}", "0".repeat(32));
    drop(operator.get(&unknown).await.expect(404));
    app.finish().await;
}

#[tokio::test]
async fn the_prompts_table_counts_runs_thumbs_costs_and_failures_of_each_version() {
    let (app, operator, creator) = app().await;
    let run = creator.started(&topic("커피")).await;
    drop(creator.ended(&run).await);
    let rating = serde_json::json!({ "rating": "UP" });
    let request = creator.request(Method::PUT, &format!("/api/runs/{run}/rating"));
    drop(creator.send(request.json(&rating)).await.ok());
    let page = operator.get("/admin/prompts?days=7").await.page();
    let shown = |label: &str, value: &str| {
        let cell = format!("data-label=\"{label}\"><span class=\"figure\">{value}</span>");
        assert!(page.contains(&cell), "{cell}: {page}");
    };
    shown("성공", "100%");
    shown("좋아요", "1");
    shown("아쉬워요", "0");
    assert!(page.contains("2 · spoken"), "{page}");
    assert!(page.contains("<option value=\"7\" selected>"), "{page}");
    // What ended before the span is not counted.
    app.advance(std::time::Duration::from_hours(24 * 8));
    let later = operator.get("/admin/prompts?days=7").await.page();
    assert!(later.contains("이 기간에 끝난 실행이 없어요"), "{later}");
    app.finish().await;
}
