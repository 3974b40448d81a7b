//! Every page, in every state that its readers meet, in both languages and themes: nothing on it
//! breaks a rule of WCAG 2.2 AA that a program can check.

mod axe;

use axe::Axe;
use openclaw_sandbox::{Fault, FaultKind, PaymentChange, Service};
use openclaw_tests::{Browser, Creator, Screen, TestApp, payment_request, topic};
use serde_json::json;

const PUBLIC: [&str; 6] = ["/", "/sign-in", "/terms", "/privacy", "/refund", "/ai"];

/// Who sees every page there is: a creator who is an operator too.
async fn app() -> TestApp {
    TestApp::configured(|config| {
        config.admin.subjects = Some(vec!["sandbox:kakao/4820143072".to_owned()]);
    })
    .await
}

#[tokio::test]
async fn nothing_on_public_pages_keeps_anybody_out() {
    let (Some(browser), Some(axe)) = (Browser::start(Screen::Phone).await, Axe::installed()) else {
        return;
    };
    let app = app().await;
    let mut found = Vec::new();
    for path in PUBLIC {
        for language in ["", "/en"] {
            let path = format!("{language}{path}");
            let path = path.strip_suffix('/').unwrap_or(&path);
            found.extend(look_at(&browser, &axe, &app, path).await);
        }
    }
    for path in ["/goodbye", "/api/docs", "/nothing", "/styleguide"] {
        found.extend(look_at(&browser, &axe, &app, path).await);
    }
    // What is wrong is seen: here, a picture without words.
    let picture = "document.querySelector('main').append(document.createElement('img'))";
    browser.ask(picture).await;
    let seen = axe.look(&browser).await;
    assert!(
        seen.iter().any(|line| line.contains("image-alt")),
        "{seen:?}"
    );
    browser.close().await;
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    app.finish().await;
}

#[tokio::test]
async fn nothing_on_a_creators_and_an_operators_pages_keeps_anybody_out() {
    let (Some(browser), Some(axe)) = (Browser::start(Screen::Phone).await, Axe::installed()) else {
        return;
    };
    let app = app().await;
    let sign_in = format!("{}/auth/kakao?login_hint=namu", app.url());
    browser.open(&sign_in).await;
    browser.arrive("/welcome").await;
    let mut found = axe.look(&browser).await;
    let creator = app.creator("namu").await;
    found.extend(look_at(&browser, &axe, &app, "/dashboard").await);

    let mut pages = shop(&app, &creator).await;
    pages.extend(studio(&app, &creator).await);
    let people = "SELECT id FROM user_account";
    pages.push(format!("/admin/users/{}", app.lines(people).await[0]));
    for path in [
        "/dashboard",
        "/agents",
        "/agents/shorts-script",
        "/runs",
        "/runs?q=%25&status=FAILED",
        "/credits",
        "/settings",
        "/settings/delete",
        "/admin",
        "/admin/users",
        "/admin/orders",
        "/admin/runs",
        "/admin/prompts",
        "/admin/alerts",
    ] {
        pages.push(path.to_owned());
    }
    for language in ["ko", "en"] {
        speak(&browser, language).await;
        for path in &pages {
            found.extend(look_at(&browser, &axe, &app, path).await);
        }
        found.extend(mistakes(&browser, &axe, &app).await);
    }
    browser.close().await;
    app.spawner.release();
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    app.finish().await;
}

async fn look_at(browser: &Browser, axe: &Axe, app: &TestApp, path: &str) -> Vec<String> {
    browser.open(&format!("{}{path}", app.url())).await;
    browser.find("main").await;
    let address = browser.address().await;
    assert_eq!(
        address.trim_end_matches('/'),
        format!("{}{path}", app.url()),
        "led elsewhere"
    );
    axe.look(browser).await
}

/// The form as it comes back with a word at its wrong field.
async fn mistakes(browser: &Browser, axe: &Axe, app: &TestApp) -> Vec<String> {
    let form = format!("{}/agents/shorts-script", app.url());
    browser.open(&form).await;
    browser.find(".agent-form").await;
    // As a browser that checks nothing itself sends it.
    let send = "document.querySelector('.agent-form').submit()";
    browser.ask(send).await;
    browser.find("[aria-invalid=true]").await;
    axe.look(browser).await
}

/// Has the account, and so its pages, in this language.
async fn speak(browser: &Browser, language: &str) {
    let choose = "const [language, done] = arguments;
        fetch('/language', { method: 'POST', body: new URLSearchParams({ language, next: '/ai' }) })
          .then((answer) => done(answer.ok), (error) => done(String(error)));";
    let chosen = browser.answer_of(choose, vec![json!(language)]).await;
    assert_eq!(chosen, json!(true));
}

/// Orders in each state; answers their pages, the operator's too.
async fn shop(app: &TestApp, creator: &Creator) -> Vec<String> {
    let mut orders = vec![creator.buy(app, "pro").await];
    let id = |prepared: &serde_json::Value| prepared["merchant_uid"].as_str().unwrap().to_owned();
    orders.push(id(&creator.prepare("starter").await));

    let wanted = json!({"package": "starter", "method": "VIRTUAL_ACCOUNT"});
    let prepared = creator.post("/api/credits/prepare", &wanted).await;
    let prepared = prepared.created();
    app.pay_in_window(&payment_request(&prepared), "pay").await;
    drop(creator.verify(&id(&prepared)).await.expect(202));
    orders.push(id(&prepared));

    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    let dearer = PaymentChange {
        total_amount: Some(1),
        ..PaymentChange::default()
    };
    app.control()
        .change_payment(&id(&prepared), dearer)
        .unwrap();
    drop(creator.verify(&id(&prepared)).await.expect(409));
    orders.push(id(&prepared));

    let order = creator.buy(app, "starter").await;
    let asked = creator.ask_refund(&order).await;
    assert!([200, 202].contains(&asked.status), "{}", asked.told());
    orders.push(order);

    let pages = |order: &String| [format!("/orders/{order}"), format!("/admin/orders/{order}")];
    orders.iter().flat_map(pages).collect()
}

/// Runs in each state; answers their pages.
async fn studio(app: &TestApp, creator: &Creator) -> Vec<String> {
    let done = creator.started(&topic("편의점 파스타")).await;
    assert_eq!(creator.ended(&done).await["status"], "SUCCEEDED");
    let fault = Fault {
        service: Service::Openai,
        kind: FaultKind::Refusal,
        path: None,
        times: 1,
    };
    app.control().add_fault(fault).unwrap();
    let failed = creator.started(&topic("커피")).await;
    assert_eq!(creator.ended(&failed).await["status"], "FAILED");
    app.spawner.hold();
    let running = creator.started(&topic("여행 가방 싸기")).await;
    let pages = |run: String| [format!("/runs/{run}"), format!("/admin/runs/{run}")];
    [done, failed, running]
        .into_iter()
        .flat_map(pages)
        .collect()
}
