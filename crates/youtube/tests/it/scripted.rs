//! A server that gives the one answer a test wrote for it, and remembers what it was asked.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use openclaw_youtube::{Settings, YouTubeData};
use tokio::{net::TcpListener, task::JoinSet};

pub(crate) const KEY: &str = "AIza-key-of-this-test";

#[derive(Clone)]
struct Script {
    answer: Option<(u16, String)>,
    retry_after: Option<&'static str>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// A server, its client, and what was asked so far as `path?query`.
pub(crate) struct Scripted {
    pub(crate) client: YouTubeData,
    asked: Arc<Mutex<Vec<String>>>,
    _server: JoinSet<()>,
}

impl Scripted {
    pub(crate) async fn answering(status: u16, body: &str) -> Self {
        Self::start(Some((status, body.to_owned())), None).await
    }

    pub(crate) async fn asking_to_wait(status: u16, seconds: &'static str) -> Self {
        Self::start(Some((status, String::new())), Some(seconds)).await
    }

    /// A server that never answers.
    pub(crate) async fn silent() -> Self {
        Self::start(None, None).await
    }

    async fn start(answer: Option<(u16, String)>, retry_after: Option<&'static str>) -> Self {
        let script = Script {
            answer,
            retry_after,
            asked: Arc::default(),
        };
        let asked = Arc::clone(&script.asked);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/", listener.local_addr().unwrap());
        let router = Router::new().fallback(respond).with_state(script);
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            client: client(base_url, KEY),
            asked,
            _server: server,
        }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

pub(crate) fn client(base_url: String, key: &str) -> YouTubeData {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut settings = Settings::new(key.to_owned().into());
    settings.base_url = base_url;
    // Short, because one test waits it out.
    settings.timeout = Duration::from_millis(500);
    YouTubeData::new(reqwest::Client::new(), settings)
}

async fn respond(State(script): State<Script>, request: Request) -> Response {
    let asked = request.uri().to_string();
    script.asked.lock().unwrap().push(asked);
    let Some((status, body)) = script.answer else {
        return std::future::pending().await;
    };
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    if let Some(seconds) = script.retry_after {
        let seconds = seconds.parse().unwrap();
        response.headers_mut().insert("retry-after", seconds);
    }
    response
}
