//! Keys that a provider changes, and tokens that name keys nobody has.

use std::sync::Arc;

use openclaw_domain::port::identity::{IdentityError, IdentityProvider as _, Person};
use openclaw_identity::OpenIdProvider;
use serde_json::json;

use crate::provider::{Answer, BACK, Provider, Set, client_at, jwk, secrets, signed, signed_under};

struct Trial {
    provider: Provider,
    clock: Set,
    client: OpenIdProvider,
}

impl Trial {
    async fn start() -> Self {
        let (provider, clock) = (Provider::start().await, Set::default());
        let client = client_at(provider.settings(), Arc::new(clock.clone()));
        Self {
            provider,
            clock,
            client,
        }
    }

    async fn finish(&self, number: usize, kid: &str) -> Result<Person, IdentityError> {
        let token = signed(&self.provider.claims(), number, kid);
        self.provider.give(&token);
        self.client.finish(BACK, "code-1", &secrets()).await
    }

    fn fetched(&self) -> [usize; 2] {
        ["/.well-known/openid-configuration", "/jwks"].map(|path| self.provider.asked(path).len())
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_once() {
    let trial = Trial::start().await;
    trial.finish(0, "key-0").await.unwrap();
    assert_eq!(trial.fetched(), [1, 1]);

    let keys = json!({"keys": [jwk(0), jwk(1)]});
    trial.provider.set("/jwks", Answer::Json(200, keys));
    for _ in 0..3 {
        trial.finish(1, "key-1").await.unwrap();
    }
    trial.finish(0, "key-0").await.unwrap();
    assert_eq!(trial.fetched(), [2, 2]);
}

#[tokio::test]
async fn keys_may_move() {
    let trial = Trial::start().await;
    trial.finish(0, "key-0").await.unwrap();
    let mut metadata = trial.provider.metadata();
    metadata["jwks_uri"] = json!(format!("{}/new-jwks", trial.provider.issuer));
    let itself = "/.well-known/openid-configuration";
    trial.provider.set(itself, Answer::Json(200, metadata));
    let keys = json!({"keys": [jwk(1)]});
    trial.provider.set("/new-jwks", Answer::Json(200, keys));
    trial.finish(1, "key-1").await.unwrap();
    let old = trial.finish(0, "key-0").await;
    assert!(matches!(old, Err(IdentityError::Refused(_))), "{old:?}");
}

#[tokio::test]
async fn invented_keys_make_us_ask_once_a_minute() {
    let trial = Trial::start().await;
    for second in [0, 1, 30, 59] {
        trial.clock.to(second);
        let unknown = trial.finish(0, "invented").await;
        assert!(
            matches!(unknown, Err(IdentityError::Refused(_))),
            "{unknown:?}"
        );
    }
    assert_eq!(trial.fetched(), [2, 2]);
    trial.finish(0, "key-0").await.unwrap();

    trial.clock.to(60);
    trial.finish(0, "invented").await.unwrap_err();
    assert_eq!(trial.fetched(), [3, 3]);
    // A clock that was set back is no reason to wait for it.
    trial.clock.to(-3);
    trial.finish(0, "invented").await.unwrap_err();
    assert_eq!(trial.fetched(), [4, 4]);
}

#[tokio::test]
async fn a_key_that_could_not_be_fetched_is_not_a_wrong_one() {
    let trial = Trial::start().await;
    trial.finish(0, "key-0").await.unwrap();
    trial.provider.set("/jwks", Answer::Json(500, json!({})));
    for second in [0, 30] {
        trial.clock.to(second);
        let down = trial.finish(1, "key-1").await;
        assert!(
            matches!(down, Err(IdentityError::Unavailable(_))),
            "{down:?}"
        );
    }
    assert_eq!(trial.fetched(), [2, 2]);
    let keys = json!({"keys": [jwk(1)]});
    trial.provider.set("/jwks", Answer::Json(200, keys));
    trial.clock.to(61);
    trial.finish(1, "key-1").await.unwrap();
}

#[tokio::test]
async fn what_a_provider_does_not_sign_with_is_refused() {
    let trial = Trial::start().await;
    let mut metadata = trial.provider.metadata();
    metadata["id_token_signing_alg_values_supported"] = json!(["ES256"]);
    let itself = "/.well-known/openid-configuration";
    trial.provider.set(itself, Answer::Json(200, metadata));
    let other = trial.finish(0, "key-0").await;
    assert!(matches!(other, Err(IdentityError::Refused(_))), "{other:?}");

    let header = json!({"alg": "RS512", "kid": "key-0"});
    let lying = signed_under(&header, &trial.provider.claims(), 0);
    trial.provider.give(&lying);
    let lie = trial.client.finish(BACK, "code-1", &secrets()).await;
    assert!(matches!(lie, Err(IdentityError::Refused(_))), "{lie:?}");
}
