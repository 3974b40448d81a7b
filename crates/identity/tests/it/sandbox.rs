//! Whole sign-ins at the sandbox's Kakao and Google, which everything else is tried with.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider as _},
    time::{Clock, Timestamp},
};
use openclaw_identity::{OpenIdProvider, Settings};
use openclaw_sandbox::{
    Fault, FaultKind, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, IdTokenFlaw, KAKAO_CLIENT_ID,
    KAKAO_CLIENT_SECRET, Sandbox, Service,
};
use tokio::net::TcpListener;
use url::Url;

use crate::provider::{Counting, http};

const BACK: &str = "http://127.0.0.1:3000/auth/callback";

/// The real time.
pub(crate) struct Real;
impl Clock for Real {
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox's tokens are of the real present"
    )]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Timestamp(i64::try_from(since.as_millis()).unwrap())
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

/// The real time, as much later as a test says, in seconds.
#[derive(Clone, Default)]
pub(crate) struct Later(Arc<AtomicI64>);
impl Later {
    pub(crate) fn by(&self, seconds: i64) {
        self.0.store(seconds, Ordering::Relaxed);
    }
}
impl Clock for Later {
    fn now(&self) -> Timestamp {
        Timestamp(Real.now().0 + self.0.load(Ordering::Relaxed) * 1000)
    }
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn open(mut settings: Settings, issuer: String) -> OpenIdProvider {
    settings.issuer = issuer;
    settings.allow_loopback_http = true;
    OpenIdProvider::new(
        http(),
        settings,
        Arc::new(Real),
        Arc::new(Counting::default()),
    )
    .unwrap()
}

/// Goes where a browser is sent, and comes back with the code and the state.
async fn visit(url: &str) -> (String, String) {
    let answer = http().get(url).send().await.unwrap();
    let back = answer.headers()["location"].to_str().unwrap();
    assert!(back.starts_with(BACK), "{back}");
    let back = Url::parse(back).unwrap();
    let get = |name: &str| {
        let found = back.query_pairs().find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap()
    };
    (get("code"), get("state"))
}

#[tokio::test]
async fn somebody_signs_in() {
    let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await.unwrap())
        .await
        .unwrap();
    let secret = |secret: &str| Some(secret.to_owned().into());
    let kakao = Settings::kakao(KAKAO_CLIENT_ID.to_owned(), secret(KAKAO_CLIENT_SECRET));
    let google = Settings::google(GOOGLE_CLIENT_ID.to_owned(), secret(GOOGLE_CLIENT_SECRET));
    for (settings, path) in [(kakao, "kakao"), (google, "google")] {
        let issuer = format!("{}/{path}", sandbox.url());
        let provider = open(settings, issuer.clone());
        let start = provider.start(BACK, Some("haneul")).await.unwrap();
        let (code, state) = visit(&start.url).await;
        assert_eq!(state, start.secrets.state);

        let mut others = start.secrets.clone();
        others.verifier = "w".repeat(43);
        let person = provider.finish(BACK, &code, &start.secrets).await.unwrap();
        assert_eq!(person.issuer, issuer);
        assert_eq!(person.name.as_deref(), Some("김하늘"));
        assert_eq!(person.email.as_deref(), Some("haneul@sandbox.example"));
        // A code is good once, and only with its verifier and nonce.
        let again = provider.finish(BACK, &code, &start.secrets).await;
        assert!(matches!(again, Err(IdentityError::Refused(_))), "{again:?}");
        let (code, _) = visit(&start.url).await;
        let stolen = provider.finish(BACK, &code, &others).await;
        assert!(
            matches!(stolen, Err(IdentityError::Refused(_))),
            "{stolen:?}"
        );
        let (code, _) = visit(&start.url).await;
        others.clone_from(&start.secrets);
        others.nonce = "another".to_owned();
        let replayed = provider.finish(BACK, &code, &others).await;
        assert!(
            matches!(replayed, Err(IdentityError::Refused(_))),
            "{replayed:?}"
        );
    }
}

#[tokio::test]
async fn an_id_token_with_a_flaw_proves_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    let secret = Some(KAKAO_CLIENT_SECRET.into());
    let settings = Settings::kakao(KAKAO_CLIENT_ID.to_owned(), secret);
    let provider = open(settings, format!("{}/kakao", sandbox.url()));
    let sign_in = async |who: &'static str| {
        let start = provider.start(BACK, Some(who)).await.unwrap();
        let (code, _) = visit(&start.url).await;
        provider.finish(BACK, &code, &start.secrets).await
    };
    // Somebody who gives no email is somebody all the same.
    let bada = sign_in("bada").await.unwrap();
    assert_eq!((bada.name.as_deref(), bada.email), (Some("이바다"), None));
    for flaw in [
        IdTokenFlaw::Expired,
        IdTokenFlaw::FromTheFuture,
        IdTokenFlaw::WrongIssuer,
        IdTokenFlaw::WrongAudience,
        IdTokenFlaw::WrongNonce,
        IdTokenFlaw::Unsigned,
        IdTokenFlaw::SignedWithSecret,
        IdTokenFlaw::WrongSignature,
    ] {
        let fault = Fault::once(Service::Kakao, FaultKind::IdToken { flaw });
        sandbox.control().add_fault(fault).unwrap();
        let result = sign_in("haneul").await;
        let refused = matches!(result, Err(IdentityError::Refused(_)));
        assert!(refused, "{flaw:?}: {result:?}");
    }
    sandbox.control().rotate_keys(Service::Kakao).unwrap();
    sign_in("haneul").await.unwrap();
    let flaw = IdTokenFlaw::UnknownKey;
    let fault = Fault::once(Service::Kakao, FaultKind::IdToken { flaw });
    sandbox.control().add_fault(fault).unwrap();
    let unknown = sign_in("haneul").await;
    assert!(
        matches!(unknown, Err(IdentityError::Refused(_))),
        "{unknown:?}"
    );
}
