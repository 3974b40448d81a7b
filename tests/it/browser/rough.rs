//! Rougher ways than the straight one: no scripts, and a page that was changed.

use openclaw_tests::{Browser, Screen, TestApp};

use super::{TOPIC, sign_in};

#[tokio::test]
async fn without_scripts_a_creator_signs_in_agrees_and_gets_a_script() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    browser.load_no_scripts().await;
    browser.open(&app.url()).await;
    browser.press(".hero-action a").await;
    browser.press(".way-kakao").await;
    browser.press("button.person[value=haneul]").await;
    browser.arrive("/welcome").await;
    for name in ["terms", "privacy", "age_14"] {
        browser.press(&format!("input[name={name}]")).await;
    }
    browser.press("main form button.button-primary").await;
    browser.arrive("/agents").await;
    app.spawner.hold();
    let form = format!("{}/agents/shorts-script", app.url());
    browser.open(&form).await;
    browser.type_into("#topic", TOPIC).await;
    browser.press(".agent-form button[type=submit]").await;
    browser.arrive("/runs/").await;
    browser.find("#stop").await;
    app.spawner.release_and_wait().await;
    // Nothing of a script is there to look again; where none may run, the page does by itself.
    assert_eq!(browser.ask("return typeof words").await, "undefined");
    browser.reload().await;
    assert_eq!(browser.text(".result .ai-label").await, "AI 생성");
    assert!(browser.text("h1").await.contains("파스타"));
    browser.press(".rating button[value=UP]").await;
    browser.find("#rating [role=status]").await;
    browser.close().await;
    assert_eq!(app.creator("haneul").await.balance().await, 80);
    app.finish().await;
}

/// Has the SDK, which the page has loaded by now, ask for a thousand won whatever our script says.
const CHEAPER: &str = "const real = window.PortOne;
    const requestPayment = (request) => real.requestPayment({ ...request, totalAmount: 1000 });
    window.PortOne = { ...real, requestPayment };";

#[tokio::test]
async fn an_amount_that_was_changed_in_the_page_buys_nothing_and_goes_back() {
    let Some(browser) = Browser::start(Screen::Desktop).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    browser.open(&format!("{}/credits", app.url())).await;
    browser.find("li.package form[data-buy]").await;
    browser.ask(CHEAPER).await;
    browser
        .press("li.package:first-child form[data-buy] button[type=submit]")
        .await;
    browser.enter_frame(Some("[role=dialog] iframe")).await;
    browser.press("button[value=pay]").await;
    browser.enter_frame(None).await;
    let package = "li.package:first-child .buy-message";
    assert!(!browser.text(&format!("{package}.is-bad")).await.is_empty());
    browser.press(&format!("{package} a")).await;
    browser.arrive("/orders/").await;
    browser.find(".outcome-bad").await;
    browser.close().await;
    let told = app.lines("SELECT amount, status, reason FROM payment_order");
    assert_eq!(told.await, ["9900 FAILED amount_mismatch"]);
    let back = "SELECT kind, amount, status FROM payment_cancellation";
    assert_eq!(app.lines(back).await, ["VOID 1000 SUCCEEDED"]);
    assert_eq!(app.creator("haneul").await.balance().await, 100);
    app.finish().await;
}
