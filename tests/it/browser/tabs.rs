//! The same person in two tabs.

use openclaw_tests::{Browser, Screen, TestApp};

use super::{TOPIC, sign_in};

#[tokio::test]
async fn credits_for_one_run_start_one_in_two_tabs() {
    let Some(browser) = Browser::start(Screen::Desktop).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    let creator = app.creator("haneul").await;
    for words in ["커피", "홍차", "녹차", "우유"] {
        creator
            .ended(&creator.started(&openclaw_tests::topic(words)).await)
            .await;
    }
    assert_eq!(creator.balance().await, 20);
    let form = format!("{}/agents/shorts-script", app.url());
    let first = browser.tab().await;
    browser.open(&form).await;
    browser.type_into("#topic", TOPIC).await;
    browser.new_tab().await;
    browser.open(&form).await;
    browser.type_into("#topic", "다른 주제").await;
    // Both tabs were shown enough for a run.
    browser.press(".agent-form button[type=submit]").await;
    browser.arrive("/runs/").await;
    browser.go_to_tab(&first).await;
    browser.press(".agent-form button[type=submit]").await;
    let told = browser.text(".agent-form .notice-warning").await;
    assert!(told.contains("20크레딧이 모자라요"), "{told}");
    // What was typed is still there for when there are credits again.
    let typed = "return document.getElementById('topic').value";
    assert_eq!(browser.ask(typed).await, TOPIC);
    browser.close().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 5);
    assert_eq!(creator.balance().await, 0);
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_is_open_in_two_tabs_is_granted_once() {
    let Some(browser) = Browser::start(Screen::Desktop).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    let first = browser.tab().await;
    browser.open(&format!("{}/credits", app.url())).await;
    browser
        .press("li.package:first-child form[data-buy] button[type=submit]")
        .await;
    browser.find("[role=dialog] iframe").await;
    let order = app.lines("SELECT id FROM payment_order").await.remove(0);
    let second = browser.new_tab().await;
    browser.open(&format!("{}/orders/{order}", app.url())).await;
    browser.find(".outcome").await;

    browser.go_to_tab(&first).await;
    browser.enter_frame(Some("[role=dialog] iframe")).await;
    browser.press("button[value=pay]").await;
    browser.enter_frame(None).await;
    browser.go_to_tab(&second).await;
    browser.reload().await;
    for tab in [&second, &first] {
        browser.go_to_tab(tab).await;
        browser.arrive("/orders/").await;
        browser.find(".outcome-good").await;
        assert_eq!(
            browser.text(".outcome-good h1").await,
            "1,100크레딧을 넣어 드렸어요"
        );
    }
    browser.close().await;
    let granted = "SELECT COUNT(*) FROM credit_transaction WHERE kind = 'PURCHASE'";
    assert_eq!(app.count(granted).await, 1);
    assert_eq!(app.creator("haneul").await.balance().await, 1_200);
    app.finish().await;
}
