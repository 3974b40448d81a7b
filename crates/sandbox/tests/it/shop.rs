//! A merchant: its server's calls, its buyers' windows, and the address its webhooks come to.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use openclaw_sandbox::{
    CHANNEL_KEY, PORTONE_API_SECRET, STORE_ID, V1_API_KEY, V1_API_SECRET, V1_USER_CODE,
};
use reqwest::{
    Method, RequestBuilder, Url,
    header::{AUTHORIZATION, LOCATION},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{World, read};

/// A request of the V2 SDK for a card payment of 1,000 won.
pub(crate) fn request(id: &str) -> Value {
    json!({
        "storeId": STORE_ID, "channelKey": CHANNEL_KEY, "paymentId": id,
        "orderName": "OpenClaw Credit 1100", "totalAmount": 1000, "currency": "CURRENCY_KRW",
        "payMethod": "CARD", "redirectUrl": "http://127.0.0.1:3000/back",
    })
}

/// The same with some fields said differently.
pub(crate) fn request_with(id: &str, changes: &Value) -> Value {
    let mut request = request(id);
    for (name, value) in changes.as_object().expect("an object") {
        request[name] = value.clone();
    }
    request
}

/// What a buyer's browser came back with.
pub(crate) type Back = Vec<(String, String)>;

pub(crate) fn value<'a>(back: &'a Back, name: &str) -> Option<&'a str> {
    let pair = back.iter().find(|(key, _)| key == name);
    pair.map(|(_, value)| value.as_str())
}

impl World {
    pub(crate) fn v2(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .client
            .request(method, self.url(&format!("/portone{path}")));
        request.header(AUTHORIZATION, format!("PortOne {PORTONE_API_SECRET}"))
    }

    pub(crate) async fn v2_post(&self, path: &str, body: &Value) -> (u16, Value) {
        let request = self.v2(Method::POST, path).json(body);
        read(request.send().await.expect("an answer")).await
    }

    pub(crate) async fn v2_get(&self, path: &str, input: &Value) -> (u16, Value) {
        let query = [("requestBody", input.to_string())];
        let request = self.v2(Method::GET, path).query(&query);
        read(request.send().await.expect("an answer")).await
    }

    pub(crate) async fn v1_token(&self) -> String {
        let body = json!({"imp_key": V1_API_KEY, "imp_secret": V1_API_SECRET});
        let request = self.post("/portone-v1/users/getToken", &body);
        let (status, body) = read(request.send().await.expect("an answer")).await;
        assert_eq!((status, &body["code"]), (200, &json!(0)), "{body}");
        body["response"]["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub(crate) async fn v1(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let token = self.v1_token().await;
        let request = self
            .client
            .request(method, self.url(&format!("/portone-v1{path}")));
        let request = request.header(AUTHORIZATION, token);
        let request = if body.is_null() {
            request
        } else {
            request.json(body)
        };
        read(request.send().await.expect("an answer")).await
    }

    /// Opens the window as a page: what it shows, or where it goes back to at once.
    pub(crate) async fn open(&self, request: &Value) -> Result<String, Back> {
        let query = [("request", request.to_string())];
        self.page(self.get("/portone/checkout").query(&query)).await
    }

    pub(crate) async fn open_v1(&self, request: &Value) -> Result<String, Back> {
        let query = [
            ("request", request.to_string()),
            ("userCode", V1_USER_CODE.to_owned()),
        ];
        self.page(self.get("/portone-v1/checkout").query(&query))
            .await
    }

    async fn page(&self, request: RequestBuilder) -> Result<String, Back> {
        let answer = request.send().await.expect("an answer");
        if answer.status() == 303 {
            let location = answer.headers()[LOCATION].to_str().expect("ascii");
            let url = Url::parse(location).expect("a url");
            return Err(url.query_pairs().into_owned().collect());
        }
        let status = answer.status();
        let html = answer.text().await.expect("html");
        assert_eq!(status, 200, "{html}");
        Ok(html)
    }

    /// Presses a button of the page; the next page, or what the window goes back with.
    pub(crate) async fn press(&self, html: &str, button: &str) -> Result<String, Back> {
        let rest = html.split("action=\"").nth(1).expect("a form");
        let action = rest.split('"').next().expect("an address");
        let form = self
            .client
            .post(self.url(action))
            .form(&[("action", button)]);
        self.page(form).await
    }

    pub(crate) async fn pay(&self, request: &Value) -> Back {
        let html = self.open(request).await.expect("a window");
        self.press(&html, "pay")
            .await
            .expect_err("the window closes")
    }
}

/// A webhook that arrived.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Arrived {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    pub(crate) fn kind(&self) -> String {
        let json = self.json();
        let kind = json["type"].as_str().or(json["status"].as_str());
        kind.expect("a kind").to_owned()
    }
}

#[derive(Clone, Debug, Default)]
struct Desk {
    arrived: Arc<Mutex<Vec<Arrived>>>,
    answers: Arc<Mutex<Vec<u16>>>,
}

/// The address webhooks come to.
pub(crate) struct Receiver {
    pub(crate) url: String,
    desk: Desk,
}

impl Receiver {
    /// Answers 200, after these.
    pub(crate) async fn start(answers: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/webhook", listener.local_addr().expect("bound"));
        let desk = Desk::default();
        desk.answers
            .lock()
            .expect("whole")
            .extend(answers.iter().rev());
        let router = Router::new()
            .route("/webhook", post(take))
            .with_state(desk.clone());
        #[expect(clippy::disallowed_methods, reason = "a server of the test's own")]
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, desk }
    }

    pub(crate) fn arrived(&self) -> Vec<Arrived> {
        self.desk.arrived.lock().expect("whole").clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.arrived().iter().map(Arrived::kind).collect()
    }
}

async fn take(State(desk): State<Desk>, headers: HeaderMap, text: String) -> StatusCode {
    desk.arrived
        .lock()
        .expect("whole")
        .push(Arrived { headers, text });
    let answer = desk.answers.lock().expect("whole").pop().unwrap_or(200);
    StatusCode::from_u16(answer).expect("a status")
}
