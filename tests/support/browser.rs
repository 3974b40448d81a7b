//! A real Chromium, driven over `WebDriver`.

use std::{path::PathBuf, process::Stdio, sync::Mutex, time::Duration};

use axum::http::Method;
use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    error::CmdError,
    wd::{Capabilities, WebDriverCompatibleCommand, WindowHandle},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::timeout,
};
use url::{ParseError, Url};

use crate::PATIENCE;

/// How often a condition is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What the browser's window is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// A phone held upright: 390 × 844, touch.
    Phone,
    /// A laptop: 1280 × 900.
    Desktop,
}

/// A browser with an empty profile. Ended by [`Browser::close`], or with the test.
pub struct Browser {
    client: Client,
    driver: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts Chromium when the environment names it and its driver; says so when it does not.
    pub async fn start(screen: Screen) -> Option<Self> {
        let named = |name| std::env::var_os(name).filter(|path| !path.is_empty());
        let (Some(driver), Some(chromium)) =
            (named("OPENCLAW_CHROMEDRIVER"), named("OPENCLAW_CHROMIUM"))
        else {
            println!("not run: set OPENCLAW_CHROMEDRIVER and OPENCLAW_CHROMIUM");
            return None;
        };
        let profile = TempDir::new().unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let port = port_of(&mut driver).await;
        let capabilities = capabilities(screen, chromium.into(), &profile);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("chromedriver starts Chromium");
        Some(Self {
            client,
            driver,
            _profile: profile,
        })
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The address of the page that is shown.
    pub async fn address(&self) -> String {
        self.client.current_url().await.unwrap().to_string()
    }

    /// Waits until the address contains these words.
    pub async fn arrive(&self, words: &str) {
        let arrived = until(async || self.address().await.contains(words).then_some(()));
        let arrived = arrived.await.is_some();
        assert!(arrived, "not at {words} but at {}", self.address().await);
    }

    /// The first element that fits, as soon as there is one.
    pub async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(PATIENCE).every(LOOK_AGAIN);
        match wait.for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("no {css} at {}: {error}", self.address().await),
        }
    }

    /// Presses an element once it is there and takes presses; scrolls no further than needed, so
    /// that nothing may lie over it then.
    pub async fn press(&self, css: &str) {
        let why = Mutex::new(None);
        let pressed = until(async || match self.press_now(css).await {
            Ok(()) => Some(()),
            Err(error) => {
                *why.lock().unwrap() = Some(error);
                None
            }
        });
        if pressed.await.is_none() {
            let address = self.address().await;
            panic!("{css} cannot be pressed at {address}: {why:?}");
        }
    }

    async fn press_now(&self, css: &str) -> Result<(), CmdError> {
        let element = self.find(css).await;
        let scroll = "arguments[0].scrollIntoView({block: 'nearest', behavior: 'instant'})";
        let arguments = vec![serde_json::to_value(&element)?];
        self.client.execute(scroll, arguments).await?;
        element.click().await
    }

    /// Types into a field.
    pub async fn type_into(&self, css: &str, words: &str) {
        self.find(css).await.send_keys(words).await.unwrap();
    }

    /// The text of an element, once it has one. The element may be replaced meanwhile.
    pub async fn text(&self, css: &str) -> String {
        let text = until(async || {
            let text = self.find(css).await.text().await.ok()?;
            (!text.trim().is_empty()).then_some(text)
        });
        text.await.unwrap_or_else(|| panic!("{css} stays empty"))
    }

    /// Goes into a frame of the page; with `None`, back to the page.
    pub async fn enter_frame(&self, css: Option<&str>) {
        match css {
            Some(css) => self.find(css).await.enter_frame().await.unwrap(),
            None => self.client.clone().enter_parent_frame().await.unwrap(),
        }
    }

    /// What a script answers.
    pub async fn ask(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// What a script answers through the function that it is given last.
    pub async fn answer_of(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.unwrap()
    }

    /// Wants pages dark or light from now on, and nothing on them in motion.
    pub async fn prefer_dark(&self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        let command = DevTools {
            name: "Emulation.setEmulatedMedia",
            parameters: json!({ "features": features }),
        };
        self.client.issue_cmd(command).await.unwrap();
    }

    async fn tell(&self, name: &'static str, parameters: Value) -> Value {
        let command = DevTools { name, parameters };
        self.client.issue_cmd(command).await.unwrap()
    }

    /// From now on no page's script arrives; all that pages run are files of their own.
    pub async fn load_no_scripts(&self) {
        self.tell("Network.enable", json!({})).await;
        self.tell("Network.setBlockedURLs", json!({ "urls": ["*.js"] }))
            .await;
    }

    /// Takes the network away, or gives it back.
    pub async fn be_offline(&self, offline: bool) {
        self.tell("Network.enable", json!({})).await;
        let parameters = json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.tell("Network.emulateNetworkConditions", parameters)
            .await;
    }

    /// What the window shows, as WebP in Base64, `scale` times as large.
    pub async fn picture(&self, screen: Screen, scale: f64) -> String {
        let (width, height) = match screen {
            Screen::Phone => (390, 844),
            Screen::Desktop => (1280, 900),
        };
        let hidden = json!({ "hidden": true });
        self.tell("Emulation.setScrollbarsHidden", hidden).await;
        if screen == Screen::Desktop {
            // The window is as high with its frame; the page is to be.
            let metrics = json!({
                "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
            });
            self.tell("Emulation.setDeviceMetricsOverride", metrics)
                .await;
        }
        let parameters = json!({
            "format": "webp", "quality": 72,
            "clip": { "x": 0, "y": 0, "width": width, "height": height, "scale": scale },
        });
        let told = self.tell("Page.captureScreenshot", parameters).await;
        told["data"].as_str().unwrap().to_owned()
    }

    /// The tab that is shown; [`Browser::go_to_tab`] comes back to it.
    pub async fn tab(&self) -> WindowHandle {
        self.client.window().await.unwrap()
    }

    /// Opens one more tab, with the same cookies, and goes there.
    pub async fn new_tab(&self) -> WindowHandle {
        let tab = self.client.new_window(true).await.unwrap().handle;
        self.go_to_tab(&tab).await;
        tab
    }

    /// Goes to another tab.
    pub async fn go_to_tab(&self, tab: &WindowHandle) {
        self.client.switch_to_window(tab.clone()).await.unwrap();
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// What a link leads to, fetched by the page with its own cookies.
    pub async fn fetch(&self, css: &str) -> String {
        let script = "const [css, done] = arguments;
            fetch(document.querySelector(css).href)
              .then((answer) => answer.ok ? answer.text() : `answered ${answer.status}`)
              .then(done, (error) => done(String(error)));";
        let fetched = self.answer_of(script, vec![json!(css)]).await;
        fetched.as_str().unwrap().to_owned()
    }

    /// Fails when the page is wider than the window, or the browser complained of something.
    pub async fn expect_in_order(&self) {
        let address = self.address().await;
        let width = "return document.documentElement.scrollWidth - window.innerWidth";
        let over = self.ask(width).await.as_i64().unwrap();
        assert!(
            over <= 0,
            "{address} is {over} pixels wider than its window"
        );
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "{address}: {complaints:#?}");
    }

    /// Nothing of the page has moved since it was shown: no asset came late and pushed the rest away.
    pub async fn expect_still(&self) {
        const SCRIPT: &str = "
            const done = arguments[0];
            let moved = 0;
            const add = (list) => list.getEntries().forEach((shift) => { moved += shift.value; });
            const watch = new PerformanceObserver(add);
            watch.observe({ type: 'layout-shift', buffered: true });
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => {
              add({ getEntries: () => watch.takeRecords() });
              done(moved);
            })));";
        let moved = self.answer_of(SCRIPT, Vec::new()).await;
        let address = self.address().await;
        assert_eq!(moved.as_f64(), Some(0.0), "{address} moved");
    }

    /// What the console said that is an error: scripts that failed, things refused or not found.
    async fn complaints(&self) -> Vec<Value> {
        let log = self.client.issue_cmd(ConsoleLog).await.unwrap();
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .into_iter()
            .filter(|entry| entry["level"] == "SEVERE")
            // The practice window wants the focus; in a frame it does not get it.
            .filter(|entry| {
                !entry["message"]
                    .to_string()
                    .contains("Blocked autofocusing")
            })
            .collect()
    }

    /// Ends it.
    pub async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        self.driver.kill().await.unwrap();
    }
}

/// Looks again and again until there is an answer; none when it takes too long.
async fn until<T>(look: impl AsyncFn() -> Option<T>) -> Option<T> {
    let looking = async {
        let mut pace = tokio::time::interval(LOOK_AGAIN);
        loop {
            pace.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    timeout(PATIENCE, looking).await.ok()
}

/// The port that chromedriver chose.
async fn port_of(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    loop {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        let line = line.expect("chromedriver says its port");
        let port = line
            .strip_prefix("ChromeDriver was started successfully on port ")
            .and_then(|rest| rest.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            return port;
        }
    }
}

fn capabilities(screen: Screen, chromium: PathBuf, profile: &TempDir) -> Capabilities {
    let mut options = json!({
        "binary": chromium,
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--lang=ko-KR", "--accept-lang=ko-KR", "--window-size=1280,900",
            format!("--user-data-dir={}", profile.path().display()),
        ],
        // What the pages are asked for in: not every build goes by its own language.
        "prefs": { "intl.accept_languages": "ko-KR,ko" },
    });
    if screen == Screen::Phone {
        options["mobileEmulation"] = json!({
            "deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 3.0, "touch": true},
            "userAgent": "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) \
                          Chrome/140.0.0.0 Mobile Safari/537.36",
        });
    }
    let wanted = json!({
        "browserName": "chrome",
        "goog:chromeOptions": options,
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    wanted.as_object().unwrap().clone()
}

/// Chromedriver's own command for the console's messages.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "type": "browser" });
        (Method::POST, Some(body.to_string()))
    }
}

/// Chromedriver's own way to Chromium's protocol.
#[derive(Debug)]
struct DevTools {
    name: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.name, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}
