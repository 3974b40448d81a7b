//! A page that is loaded again in the middle of what it shows.

use openclaw_tests::{Browser, Screen, TestApp};

use super::{TOPIC, sign_in};

async fn ask_for_a_script(browser: &Browser, app: &TestApp) {
    let form = format!("{}/agents/shorts-script", app.url());
    browser.open(&form).await;
    browser.type_into("#topic", TOPIC).await;
    browser.press(".agent-form button[type=submit]").await;
    browser.arrive("/runs/").await;
}

#[tokio::test]
async fn a_reload_in_the_middle_of_a_run_neither_loses_nor_repeats_it() {
    let Some(browser) = Browser::start(Screen::Phone).await else {
        return;
    };
    let app = TestApp::start().await;
    sign_in(&browser, &app).await;
    app.spawner.hold();
    ask_for_a_script(&browser, &app).await;
    let address = browser.address().await;
    browser.find("#live").await;
    browser.reload().await;
    browser.find("#live").await;
    assert_eq!(browser.address().await, address);
    app.spawner.release();
    assert_eq!(browser.text(".result .ai-label").await, "AI 생성");
    browser.expect_in_order().await;
    browser.close().await;
    assert_eq!(app.count("SELECT COUNT(*) FROM agent_run").await, 1);
    assert_eq!(app.creator("haneul").await.balance().await, 80);
    app.finish().await;
}
