//! Whole sign-ins at a provider that was not written here (`oidc-provider`, certified by the
//! `OpenID` Foundation), which knows us by nothing but settings.

mod server;

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider as _, Person, SignInSecrets},
    time::{Clock, Timestamp},
};
use openclaw_identity::{OpenIdProvider, Settings};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use url::Url;

use crate::{
    provider::{Counting, http},
    sandbox::Real,
};
use server::{Kind, Server, secret_of};

const BACK: &str = "http://127.0.0.1:3000/auth/callback";
const BASIC: Kind = Kind {
    method: "client_secret_basic",
    alg: "RS256",
    thin: false,
};

/// A clock that is wrong by so much.
struct Wrong(i64);
impl Clock for Wrong {
    fn now(&self) -> Timestamp {
        Timestamp(Real.now().0 + self.0 * 1000)
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn open(server: &Server, kind: Kind, clock: impl Clock + 'static) -> OpenIdProvider {
    let mut settings = Settings::generic(
        server.issuer.clone(),
        "openclaw".to_owned(),
        secret_of(kind),
        ["openid", "profile", "email"].map(str::to_owned).to_vec(),
    );
    settings.allow_loopback_http = true;
    let random = Arc::new(Counting::default());
    OpenIdProvider::new(http(), settings, Arc::new(clock), random).unwrap()
}

/// What a browser does, cookies and all, until it is sent back to us: the code and the state.
async fn visit(start: &str, hint: &str) -> (String, String) {
    let mut cookies = HashMap::new();
    let mut at = Url::parse(start).unwrap();
    at.query_pairs_mut().append_pair("login_hint", hint);
    for _ in 0..10 {
        let jar: Vec<String> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = http().get(at.clone()).header(COOKIE, jar.join("; "));
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let status = answer.status();
        let Some(to) = answer.headers().get(LOCATION).cloned() else {
            panic!("{status} {at}: {}", answer.text().await.unwrap());
        };
        at = at.join(to.to_str().unwrap()).unwrap();
        if at.as_str().starts_with(BACK) {
            let back: HashMap<String, String> = at.query_pairs().into_owned().collect();
            return (back["code"].clone(), back["state"].clone());
        }
    }
    panic!("it goes in circles: {at}");
}

/// A browser that has been there and is back.
struct Back {
    code: String,
    secrets: SignInSecrets,
}

async fn go(provider: &OpenIdProvider, hint: &str) -> Back {
    let start = provider.start(BACK, None).await.unwrap();
    let (code, state) = visit(&start.url, hint).await;
    assert_eq!(state, start.secrets.state);
    Back {
        code,
        secrets: start.secrets,
    }
}

impl Back {
    async fn finish(&self, provider: &OpenIdProvider) -> Result<Person, IdentityError> {
        provider.finish(BACK, &self.code, &self.secrets).await
    }
}

#[tokio::test]
async fn settings_alone_make_a_provider_work() {
    let kind = |method, alg, thin| Kind { method, alg, thin };
    for kind in [
        BASIC,
        kind("client_secret_post", "ES256", false),
        kind("client_secret_basic", "PS256", true),
        kind("client_secret_basic", "EdDSA", false),
        kind("none", "RS256", true),
    ] {
        let Some(server) = Server::start(kind) else {
            return;
        };
        let provider = open(&server, kind, Real);
        for (hint, name, email) in [
            ("haneul", "HANEUL", Some("haneul@a.example")),
            ("bada", "BADA", None),
        ] {
            let person = go(&provider, hint).await.finish(&provider).await;
            let expected = Person {
                issuer: server.issuer.clone(),
                subject: hint.to_owned(),
                name: Some(name.to_owned()),
                email: email.map(str::to_owned),
            };
            assert_eq!(person, Ok(expected), "{} {}", kind.method, kind.alg);
        }
    }
}

#[tokio::test]
async fn what_is_not_of_this_sign_in_is_refused() {
    let Some(server) = Server::start(BASIC) else {
        return;
    };
    let provider = open(&server, BASIC, Real);
    let refused = |what: &str, result: Result<Person, IdentityError>| {
        let is_refused = matches!(result, Err(IdentityError::Refused(_)));
        assert!(is_refused, "{what}: {result:?}");
    };
    let back = go(&provider, "haneul").await;
    back.finish(&provider).await.unwrap();
    refused("a replayed code", back.finish(&provider).await);

    let mut back = go(&provider, "haneul").await;
    back.secrets.verifier = "w".repeat(43);
    refused("another verifier", back.finish(&provider).await);
    let mut back = go(&provider, "haneul").await;
    back.secrets.nonce = "another".to_owned();
    refused("another nonce", back.finish(&provider).await);
    let back = go(&provider, "haneul").await;
    let elsewhere = "http://127.0.0.1:3000/elsewhere";
    let result = provider.finish(elsewhere, &back.code, &back.secrets).await;
    refused("another address", result);
    for (what, wrong) in [("expired", 7200), ("from the future", -7200)] {
        let provider = open(&server, BASIC, Wrong(wrong));
        refused(what, go(&provider, "haneul").await.finish(&provider).await);
    }
    let mut kind = BASIC;
    kind.method = "none";
    let stranger = open(&server, kind, Real);
    refused(
        "without our secret",
        go(&stranger, "haneul").await.finish(&stranger).await,
    );
}

#[tokio::test]
async fn keys_that_a_provider_changed_are_found() {
    let Some(server) = Server::start(BASIC) else {
        return;
    };
    let provider = open(&server, BASIC, Real);
    go(&provider, "haneul")
        .await
        .finish(&provider)
        .await
        .unwrap();
    let port = server.port();
    drop(server);
    let _server = Server::start_at(BASIC, port);
    let person = go(&provider, "haneul").await.finish(&provider).await;
    assert_eq!(person.unwrap().subject, "haneul");
}
