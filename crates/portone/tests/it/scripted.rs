//! A server that gives the answers a test wrote for it, in order, and remembers what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, Uri, header::CONTENT_TYPE},
    response::Response,
};
use openclaw_domain::{
    port::payment::{GatewayError, Payment, PaymentGateway as _},
    random::OrderId,
};
use openclaw_portone::{PortOne, PortOneV1, Settings, SettingsV1};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};

pub(crate) const SECRET: &str = "portone-secret-of-this-test";
pub(crate) const STORE: &str = "store-0190";
pub(crate) const MERCHANT: &str = "imp00000001";
pub(crate) const KEY: &str = "key-of-this-test";
pub(crate) const ORDER: &str = "0197f0a1b2c3d4e5f60718293a4b5c6d";

/// One answer of the script.
pub(crate) enum Answer {
    /// A status and a JSON body.
    Json(u16, String),
    /// None, ever.
    Never,
    /// The beginning of one, and then the connection's end.
    Cut,
}

/// One request, as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// The JSON body; null where there is none.
    pub(crate) body: Value,
}

#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The server; it stops when dropped.
pub(crate) struct Scripted {
    pub(crate) url: String,
    script: Script,
    _server: JoinSet<()>,
}

impl Scripted {
    pub(crate) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script {
            answers: Arc::new(Mutex::new(answers.into_iter().collect())),
            asked: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(script.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            script,
            _server: server,
        }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }

    /// Fetches the order's payment from here.
    pub(crate) async fn fetch(&self) -> Result<Option<Payment>, GatewayError> {
        client(self.url.clone()).fetch(&order(), None).await
    }
}

/// The client under test; its patience is short because one test waits it out.
pub(crate) fn client(base_url: String) -> PortOne {
    let mut settings = Settings::new(STORE.to_owned(), SECRET.to_owned().into());
    settings.base_url = base_url;
    settings.timeout = Duration::from_millis(500);
    PortOne::new(http(), settings)
}

/// The V1 client under test.
pub(crate) fn client_v1(base_url: String) -> PortOneV1 {
    let mut settings = SettingsV1::new(
        MERCHANT.to_owned(),
        KEY.to_owned(),
        SECRET.to_owned().into(),
    );
    settings.base_url = base_url;
    settings.timeout = Duration::from_millis(500);
    PortOneV1::new(http(), settings)
}

pub(crate) fn order() -> OrderId {
    OrderId::parse(ORDER).unwrap()
}

/// A body of an answer with this status.
pub(crate) fn json(status: u16, body: &Value) -> Answer {
    Answer::Json(status, body.to_string())
}

pub(crate) fn http() -> reqwest::Client {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn answer(State(script): State<Script>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    script.asked.lock().unwrap().push(Asked {
        method: parts.method.to_string(),
        uri: parts.uri,
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    let next = script
        .answers
        .lock()
        .unwrap()
        .pop_front()
        .expect("an answer for each request");
    match next {
        Answer::Json(status, body) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            response
                .headers_mut()
                .insert(CONTENT_TYPE, "application/json".parse().unwrap());
            response
        }
        Answer::Never => std::future::pending().await,
        Answer::Cut => {
            let parts = [Ok("{\"beginning"), Err(std::io::Error::other("the end"))];
            Response::new(Body::from_stream(futures::stream::iter(parts)))
        }
    }
}
