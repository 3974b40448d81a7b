//! Pictures of the main pages for the README, as `cargo xtask screenshots` writes them.

use std::{fs, path::PathBuf, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::{Browser, Creator, Screen, TestApp, topic};

use super::sign_in;

/// Names the folder; without it nothing is written.
const FOLDER: &str = "OPENCLAW_SCREENSHOTS";

struct Camera<'a> {
    browser: &'a Browser,
    app: &'a TestApp,
    screen: Screen,
    folder: PathBuf,
}

impl Camera<'_> {
    /// Opens a page and writes down what the window shows of it.
    async fn take(&self, name: &str, path: &str) {
        self.browser
            .open(&format!("{}{path}", self.app.url()))
            .await;
        self.take_here(name).await;
    }

    async fn take_here(&self, name: &str) {
        self.browser.find("main").await;
        let (width, scale) = match self.screen {
            Screen::Phone => (390, 2.0 / 3.0),
            Screen::Desktop => (1280, 1.0),
        };
        let picture = self.browser.picture(self.screen, scale).await;
        let picture = BASE64_STANDARD.decode(picture).unwrap();
        let file = self.folder.join(format!("{name}-{width}.webp"));
        fs::write(file, picture).unwrap();
    }
}

/// A month of somebody who makes a few videos a week. Answers a finished script's id.
async fn a_month(app: &TestApp, creator: &Creator) -> String {
    drop(creator.buy(app, "starter").await);
    for words in [
        "비 오는 날 카페에서 찍기 좋은 컷",
        "자취방 5분 정리 루틴",
        "출근길에 듣는 영어 한 문장",
        "전기료 줄이는 세 가지 습관",
        "지하철에서 하는 목 스트레칭",
    ] {
        creator.ended(&creator.started(&topic(words)).await).await;
        app.advance(Duration::from_hours(50));
    }
    let refusal = Fault {
        service: Service::Openai,
        kind: FaultKind::Refusal,
        path: None,
        times: 1,
    };
    app.control().add_fault(refusal).unwrap();
    let words = "하루 만에 다섯 배 버는 법";
    creator.ended(&creator.started(&topic(words)).await).await;
    app.advance(Duration::from_hours(3));
    let run = creator.started(&topic(super::TOPIC)).await;
    creator.ended(&run).await;
    run
}

async fn pages(screen: Screen, folder: PathBuf) {
    let browser = Browser::start(screen).await.expect("a browser");
    let app = TestApp::start().await;
    let camera = Camera {
        browser: &browser,
        app: &app,
        screen,
        folder,
    };
    browser.prefer_dark(false).await;
    camera.take("landing", "/").await;
    camera.take("landing-en", "/en").await;
    sign_in(&browser, &app).await;
    let creator = app.creator("haneul").await;
    let run = a_month(&app, &creator).await;
    for (name, path) in [
        ("dashboard", "/dashboard".to_owned()),
        ("agent", "/agents/shorts-script".to_owned()),
        ("runs", "/runs".to_owned()),
        ("credits", "/credits".to_owned()),
        ("result", format!("/runs/{run}")),
    ] {
        camera.take(name, &path).await;
    }
    browser.prefer_dark(true).await;
    camera.take("dashboard-dark", "/dashboard").await;
    camera.take("result-dark", &format!("/runs/{run}")).await;
    browser.prefer_dark(false).await;
    app.control().set_openai_pace(60_000);
    let live = creator.started(&topic("여행 가방 싸기")).await;
    browser.open(&format!("{}/runs/{live}", app.url())).await;
    browser
        .text("#blocks .block[data-path='hooks[0].text'] p")
        .await;
    camera.take_here("live").await;
    browser.close().await;
    app.finish().await;
}

#[tokio::test]
async fn the_main_pages_on_a_phone_and_a_desktop() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        println!("not run: `cargo xtask screenshots` writes pictures");
        return;
    };
    fs::create_dir_all(&folder).unwrap();
    pages(Screen::Phone, folder.clone()).await;
    pages(Screen::Desktop, folder).await;
}
