//! Where a request comes from, in a server: how many accounts one address may make.

use std::net::SocketAddr;

use openclaw::{
    app::{Platform, build},
    config::Config,
    platform::TokioSpawner,
    serving,
};
use openclaw_domain::port::Spawner as _;
use openclaw_sandbox::Sandbox;
use reqwest::{
    Client, StatusCode,
    header::{HeaderMap, LOCATION, SET_COOKIE},
};
use tokio::net::TcpListener;

/// A server where an address makes one account a day.
struct Server {
    url: String,
    client: Client,
    _sandbox: Sandbox,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start(address_header: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sandbox = Sandbox::start(listener).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::defaults().unwrap();
        config.data = folder.path().join("data");
        config.accounts.per_address = 1;
        config.accounts.address_header = address_header.map(str::to_owned);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listening = listener.local_addr().unwrap();
        let app = build(
            &config,
            listening,
            Some(&sandbox.url()),
            Platform::default(),
        );
        let service = serving::service(app.unwrap().site, config.accounts.address_header())
            .into_make_service_with_connect_info::<SocketAddr>();
        let server = async move { axum::serve(listener, service).await.unwrap() };
        TokioSpawner.spawn(Box::pin(server));
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        Self {
            url: format!("http://{listening}"),
            client: client.build().unwrap(),
            _sandbox: sandbox,
            _folder: folder,
        }
    }

    /// Signs somebody in, who is told of in `X-Forwarded-For`; answers what came of it.
    async fn sign_in(&self, who: &str, forwarded_for: &str) -> StatusCode {
        let start = format!("{}/auth/kakao?login_hint={who}", self.url);
        let begun = self.client.get(start).send().await.unwrap();
        let cookie = text(begun.headers(), SET_COOKIE.as_str());
        let there = text(begun.headers(), LOCATION.as_str());
        let back = self.client.get(there).send().await.unwrap();
        let back = text(back.headers(), LOCATION.as_str());
        let asking = self.client.get(back);
        let asking = asking.header("cookie", cookie.split(';').next().unwrap());
        let answer = asking.header("x-forwarded-for", forwarded_for);
        let answer = answer.send().await.unwrap();
        let next = answer.headers().get(LOCATION);
        let is_in = next.is_some_and(|next| next.to_str().unwrap().starts_with("/welcome"));
        if is_in {
            StatusCode::OK
        } else {
            answer.status()
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers[name].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn without_a_trusted_header_nobody_chooses_their_address() {
    let server = Server::start(None).await;
    assert_eq!(server.sign_in("haneul", "203.0.113.1").await, 200);
    assert_eq!(server.sign_in("bada", "203.0.113.2").await, 429);
    // Who has an account is no new one.
    assert_eq!(server.sign_in("haneul", "203.0.113.3").await, 200);
}

#[tokio::test]
async fn behind_a_proxy_each_client_has_its_own_address() {
    let server = Server::start(Some("x-forwarded-for")).await;
    assert_eq!(server.sign_in("haneul", "203.0.113.1").await, 200);
    assert_eq!(server.sign_in("bada", "203.0.113.2").await, 200);
    // What the client wrote stands before what the proxy did.
    let spoofed = "198.51.100.7, 203.0.113.1";
    assert_eq!(server.sign_in("namu", spoofed).await, 429);
}
