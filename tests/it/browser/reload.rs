//! The page of a run while it works: loaded again, cut off from the network, stopped.

use openclaw_tests::{Browser, Screen, TestApp};

use super::{TOPIC, sign_in};

const TITLE: &str = "#blocks .block[data-path=title] p";

/// Asks for a script and waits until some of it can be read.
async fn read_a_script(browser: &Browser, app: &TestApp) {
    let form = format!("{}/agents/shorts-script", app.url());
    browser.open(&form).await;
    browser.type_into("#topic", TOPIC).await;
    browser.press(".agent-form button[type=submit]").await;
    browser.arrive("/runs/").await;
    browser.text(TITLE).await;
}

#[tokio::test]
async fn a_reload_in_the_middle_of_a_run_neither_loses_nor_repeats_it() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    app.control().set_openai_pace(8_000);
    sign_in(&browser, &app).await;
    read_a_script(&browser, &app).await;
    let address = browser.address().await;
    let hook = "#blocks .block[data-path='hooks[0].text'] p";
    let before = browser.text(hook).await;
    let title = browser.text(TITLE).await;
    browser.reload().await;
    // What was written is there again, once, and goes on.
    assert!(browser.text(hook).await.starts_with(&before));
    assert_eq!(browser.text(TITLE).await, title);
    assert_eq!(browser.address().await, address);
    assert_eq!(browser.text(".result .ai-label").await, "AI 생성");
    browser.expect_in_order().await;
    browser.close().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 1);
    assert_eq!(app.creator("haneul").await.balance().await, 80);
    app.finish().await;
}

#[tokio::test]
async fn a_phone_that_loses_the_network_is_told_and_sees_the_result_afterwards() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    app.control().set_openai_pace(3_000);
    sign_in(&browser, &app).await;
    read_a_script(&browser, &app).await;
    browser.be_offline(true).await;
    let told = browser.text("#connection").await;
    assert!(
        told.contains("인터넷이 끊겼어요") && told.contains("작업은 계속되고 있어요"),
        "{told}"
    );
    // Meanwhile it comes to its end, which is there as soon as the network is.
    app.until_async(async || {
        app.count("SELECT COUNT(*) FROM agent_run WHERE status = 'SUCCEEDED'")
            .await
            == 1
    })
    .await;
    browser.be_offline(false).await;
    assert_eq!(browser.text(".result .ai-label").await, "AI 생성");
    browser.close().await;
    app.finish().await;
}

#[tokio::test]
async fn a_run_is_stopped_after_a_question_and_the_credits_are_back() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    app.control().set_openai_pace(600_000);
    sign_in(&browser, &app).await;
    read_a_script(&browser, &app).await;
    browser.press("#stop button").await;
    browser
        .press("#stop-dialog form[method=dialog] button")
        .await;
    assert_eq!(app.creator("haneul").await.balance().await, 80);
    browser.press("#stop button").await;
    browser.press("#stop-dialog [data-confirmed]").await;
    assert_eq!(browser.text(".outcome h2").await, "멈췄어요");
    assert!(
        browser
            .text(".outcome strong")
            .await
            .contains("20 크레딧을 돌려드렸어요")
    );
    assert_eq!(browser.text("#balance-pill strong").await, "100");
    browser.expect_in_order().await;
    browser.close().await;
    app.finish().await;
}

#[tokio::test]
async fn a_part_is_copied_and_a_word_says_so() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    let creator = app.creator("haneul").await;
    let run = creator.started(&openclaw_tests::topic(TOPIC)).await;
    creator.ended(&run).await;
    browser.open(&format!("{}/runs/{run}", app.url())).await;
    browser.press(".copies .chip").await;
    assert!(browser.text("#toast").await.contains("복사"));
    browser.expect_in_order().await;
    browser.close().await;
    app.finish().await;
}
