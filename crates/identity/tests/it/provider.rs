//! A provider on loopback: discovery, keys and tokens, as the test has set them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::{
        StatusCode,
        header::{CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider as _, Person, SignInSecrets},
    random::Random,
    time::{Clock, Timestamp},
};
use openclaw_identity::{OpenIdProvider, Settings};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    sha2::Sha256,
    signature::{SignatureEncoding as _, Signer as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

pub(crate) const CLIENT: &str = "client-1";
pub(crate) const SECRET: &str = "client secret/1";
pub(crate) const BACK: &str = "https://openclaw.example/auth/callback";
/// The present moment of every test, in seconds.
pub(crate) const NOW: i64 = 1_795_000_000;

/// What a path answers.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Json(u16, Value),
    Never,
}

/// A request, as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) api_version: Option<String>,
    pub(crate) form: HashMap<String, String>,
}

#[derive(Clone, Default)]
struct Shared {
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The provider; it stops when dropped.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    shared: Shared,
    _server: JoinSet<()>,
}

impl Provider {
    /// One that works, with its first key.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let shared = Shared::default();
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let provider = Self {
            issuer,
            shared,
            _server: server,
        };
        provider.set(
            "/.well-known/openid-configuration",
            Answer::Json(200, provider.metadata()),
        );
        provider.set("/jwks", Answer::Json(200, json!({"keys": [jwk(0)]})));
        provider
    }

    pub(crate) fn metadata(&self) -> Value {
        let issuer = &self.issuer;
        json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "jwks_uri": format!("{issuer}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            // More than we accept: what a provider lists is not what makes a signature good.
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        })
    }

    pub(crate) fn set(&self, path: &str, answer: Answer) {
        self.shared
            .answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), answer);
    }

    pub(crate) fn asked(&self, path: &str) -> Vec<Asked> {
        let asked = self.shared.asked.lock().unwrap();
        asked.iter().filter(|it| it.path == path).cloned().collect()
    }

    /// Has the token endpoint give this id token.
    pub(crate) fn give(&self, id_token: &str) {
        let tokens = json!({"token_type": "bearer", "access_token": "at", "expires_in": 21599,
            "refresh_token": "rt", "refresh_token_expires_in": 5_183_999, "scope": "openid",
            "id_token": id_token});
        self.set("/token", Answer::Json(200, tokens));
    }

    /// The claims that prove a person to us, now.
    pub(crate) fn claims(&self) -> Value {
        json!({"iss": self.issuer, "aud": CLIENT, "sub": "4242", "iat": NOW, "exp": NOW + 3600,
            "auth_time": NOW, "nonce": secrets().nonce, "nickname": "민지", "email": "m@a.example"})
    }

    pub(crate) fn settings(&self) -> Settings {
        let mut settings = Settings::kakao(CLIENT.to_owned(), Some(SECRET.to_owned().into()));
        settings.issuer.clone_from(&self.issuer);
        settings.allow_loopback_http = true;
        // Short, because one test waits it out.
        settings.timeout = Duration::from_millis(500);
        settings
    }

    pub(crate) fn client(&self) -> OpenIdProvider {
        client(self.settings())
    }

    /// Comes back with a code, for which the provider gives what it was told to.
    pub(crate) async fn finish(&self) -> Result<Person, IdentityError> {
        self.client().finish(BACK, "code-1", &secrets()).await
    }
}

pub(crate) fn client(settings: Settings) -> OpenIdProvider {
    client_at(settings, Arc::new(Stopped))
}

pub(crate) fn client_at(settings: Settings, clock: Arc<dyn Clock>) -> OpenIdProvider {
    OpenIdProvider::new(http(), settings, clock, Arc::new(Counting::default())).unwrap()
}

pub(crate) fn http() -> reqwest::Client {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) fn secrets() -> SignInSecrets {
    SignInSecrets {
        state: "state-1".to_owned(),
        nonce: "nonce-1".to_owned(),
        verifier: "v".repeat(43),
    }
}

/// A clock that stands still.
pub(crate) struct Stopped;
impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        Timestamp(NOW * 1000)
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// A clock that a test sets, in seconds after [`NOW`].
#[derive(Clone, Default)]
pub(crate) struct Set(Arc<AtomicI64>);
impl Set {
    pub(crate) fn to(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}
impl Clock for Set {
    fn now(&self) -> Timestamp {
        Timestamp((NOW + self.0.load(Ordering::Relaxed)) * 1000)
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// Each call fills with the next number.
#[derive(Default)]
pub(crate) struct Counting(std::sync::atomic::AtomicU8);
impl Random for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    }
}

fn key(number: usize) -> &'static RsaPrivateKey {
    static KEYS: [OnceLock<RsaPrivateKey>; 2] = [OnceLock::new(), OnceLock::new()];
    KEYS[number].get_or_init(|| RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap())
}

pub(crate) fn jwk(number: usize) -> Value {
    let (n, e) = (key(number).n().to_bytes_be(), key(number).e().to_bytes_be());
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": format!("key-{number}"),
        "n": BASE64URL.encode(n), "e": BASE64URL.encode(e)})
}

/// A token signed with one of the keys, under the name of it or of another.
pub(crate) fn signed(claims: &Value, number: usize, kid: &str) -> String {
    signed_under(
        &json!({"alg": "RS256", "typ": "JWT", "kid": kid}),
        claims,
        number,
    )
}

/// A token whose header may say something else than how it was signed, which is RS256.
pub(crate) fn signed_under(header: &Value, claims: &Value, number: usize) -> String {
    with_header(header, claims, |input| {
        SigningKey::<Sha256>::new(key(number).clone())
            .sign(input)
            .to_vec()
    })
}

pub(crate) fn with_header(
    header: &Value,
    claims: &Value,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> String {
    let [header, claims] = [header, claims].map(|part| BASE64URL.encode(part.to_string()));
    let input = format!("{header}.{claims}");
    let signature = BASE64URL.encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let header = |name: &str| {
        let value = parts.headers.get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    shared.asked.lock().unwrap().push(Asked {
        path: path.clone(),
        authorization: header("authorization"),
        api_version: header("clerk-api-version"),
        form: url::form_urlencoded::parse(&body).into_owned().collect(),
    });
    let answer = shared.answers.lock().unwrap().get(&path).cloned();
    match answer {
        Some(Answer::Json(status, body)) => {
            let status = StatusCode::from_u16(status).unwrap();
            let headers = [(CONTENT_TYPE, "application/json"), (LOCATION, "/elsewhere")];
            (status, headers, body.to_string()).into_response()
        }
        Some(Answer::Never) => std::future::pending().await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
