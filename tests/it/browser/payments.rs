//! Paying and being paid back in a real browser: each SDK, each kind of method, on each screen.

use openclaw::config::Gateway;
use openclaw_tests::{Browser, Screen, TestApp};

use super::sign_in;

/// Opens the credits page, chooses how to pay, and presses the first package's button.
async fn order(browser: &Browser, app: &TestApp, method: &str) {
    browser.open(&format!("{}/credits", app.url())).await;
    browser
        .press(&format!("input[name=method][value={method}]"))
        .await;
    browser
        .press("li.package:first-child form[data-buy] button[type=submit]")
        .await;
}

/// Presses a button of the payment window: a frame on a desktop, a page of its own on a phone.
async fn press_in_window(browser: &Browser, screen: Screen, buttons: &[&str]) {
    match screen {
        Screen::Phone => browser.arrive("/checkout").await,
        Screen::Desktop => browser.enter_frame(Some("[role=dialog] iframe")).await,
    }
    for button in buttons {
        browser.press(&format!("button[value={button}]")).await;
    }
    if screen == Screen::Desktop {
        browser.enter_frame(None).await;
    }
}

async fn is_told(browser: &Browser) {
    browser.arrive("/orders/").await;
    browser.find(".outcome-good").await;
    let told = browser.text(".outcome-good h1").await;
    assert_eq!(told, "1,100크레딧을 넣어 드렸어요");
}

async fn is_granted(browser: &Browser) {
    is_told(browser).await;
    browser.expect_in_order().await;
}

async fn paid_by(screen: Screen, gateway: Gateway, method: &str) {
    let Some(browser) = Browser::start(screen).await else {
        return;
    };
    let app = TestApp::configured(|config| config.portone.gateway = gateway).await;
    sign_in(&browser, &app).await;
    order(&browser, &app, method).await;
    press_in_window(&browser, screen, &["pay"]).await;
    is_granted(&browser).await;
    browser.close().await;
    let paid = "SELECT gateway, method, status FROM payment_order";
    let gateway = match gateway {
        Gateway::V1 => "PORTONE_V1",
        Gateway::V2 => "PORTONE_V2",
    };
    let line = format!("{gateway} {method} COMPLETED");
    assert_eq!(app.lines(paid).await, [line]);
    app.finish().await;
}

#[tokio::test]
async fn an_easy_payment_on_a_phone() {
    paid_by(Screen::Phone, Gateway::V2, "NAVERPAY").await;
}

#[tokio::test]
async fn an_easy_payment_on_a_desktop() {
    paid_by(Screen::Desktop, Gateway::V2, "KAKAOPAY").await;
}

#[tokio::test]
async fn v1_on_a_phone() {
    paid_by(Screen::Phone, Gateway::V1, "CARD").await;
}

#[tokio::test]
async fn v1_on_a_desktop() {
    paid_by(Screen::Desktop, Gateway::V1, "CARD").await;
}

#[tokio::test]
async fn a_transfer_is_shown_until_it_comes_and_the_page_notices() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    app.receive_webhooks();
    sign_in(&browser, &app).await;
    order(&browser, &app, "VIRTUAL_ACCOUNT").await;
    press_in_window(&browser, Screen::Phone, &["pay", "done"]).await;
    browser.arrive("/orders/").await;
    let number = browser.text("#account-number").await;
    assert!(number.chars().any(|c| c.is_ascii_digit()), "{number}");
    browser.expect_in_order().await;
    let address = browser.address().await;
    let path = address.split("/orders/").nth(1).unwrap();
    let order = path.split('?').next().unwrap().to_owned();
    app.control().deposit(&order).unwrap();
    app.control().webhooks_settled().await;
    app.round().await;
    is_granted(&browser).await;
    browser.close().await;
    app.finish().await;
}

#[tokio::test]
async fn a_card_that_is_refused_costs_nothing_and_another_try_goes() {
    let Some(browser) = Browser::start(Screen::Desktop).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    order(&browser, &app, "CARD").await;
    press_in_window(&browser, Screen::Desktop, &["fail"]).await;
    let said = browser.text("li.package:first-child .buy-message").await;
    assert!(!said.is_empty());
    order(&browser, &app, "CARD").await;
    press_in_window(&browser, Screen::Desktop, &["pay"]).await;
    // The console has the refusal in it, as it should.
    is_told(&browser).await;
    browser.close().await;
    app.finish().await;
}

#[tokio::test]
async fn a_refund_on_a_phone_takes_two_presses() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    order(&browser, &app, "CARD").await;
    press_in_window(&browser, Screen::Phone, &["pay"]).await;
    is_granted(&browser).await;
    assert_eq!(browser.text(".refund-figure").await, "9,900원");
    browser.press(".refund summary").await;
    browser.press(".refund form button").await;
    browser.find(".returns .return").await;
    assert!(browser.text(".returns .return").await.contains("9,900원"));
    assert_eq!(browser.text("#balance-pill strong").await, "100");
    browser.expect_in_order().await;
    browser.close().await;
    let status = "SELECT status, refunded FROM payment_order";
    assert_eq!(app.lines(status).await, ["REFUNDED 9900"]);
    app.finish().await;
}
