//! Sending a browser away.

use std::collections::HashMap;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use openclaw_domain::port::identity::{IdentityError, IdentityProvider as _};
use rsa::sha2::{Digest as _, Sha256};
use url::Url;

use crate::provider::{BACK, CLIENT, Provider};

fn parameters(url: &str) -> HashMap<String, String> {
    Url::parse(url)
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect()
}

#[tokio::test]
async fn the_address_asks_for_a_code_bound_to_this_sign_in() {
    let provider = Provider::start().await;
    let start = provider.client().start(BACK, None).await.unwrap();
    assert!(
        start
            .url
            .starts_with(&format!("{}/authorize?", provider.issuer)),
        "{}",
        start.url
    );

    let sent = parameters(&start.url);
    let challenge = BASE64URL.encode(Sha256::digest(&start.secrets.verifier));
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT),
        ("redirect_uri", BACK),
        ("scope", "openid profile_nickname account_email"),
        ("state", &start.secrets.state),
        ("nonce", &start.secrets.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(sent.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(sent.len(), 8, "{sent:?}");
}

#[tokio::test]
async fn a_login_hint_asks_for_no_page() {
    let provider = Provider::start().await;
    let start = provider
        .client()
        .start(BACK, Some("민지@a.example"))
        .await
        .unwrap();
    let sent = parameters(&start.url);
    assert_eq!(
        (sent["login_hint"].as_str(), sent["prompt"].as_str()),
        ("민지@a.example", "none")
    );
}

#[tokio::test]
async fn every_sign_in_has_its_own_secrets() {
    let provider = Provider::start().await;
    let client = provider.client();
    let first = client.start(BACK, None).await.unwrap().secrets;
    let second = client.start(BACK, None).await.unwrap().secrets;
    let mut all = vec![first.state, first.nonce, first.verifier];
    all.extend([second.state, second.nonce, second.verifier]);
    assert!(all.iter().all(|secret| secret.len() == 43), "{all:?}");
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 6);
}

#[tokio::test]
async fn the_provider_is_asked_about_itself_once() {
    let provider = Provider::start().await;
    let client = provider.client();
    for _ in 0..3 {
        client.start(BACK, None).await.unwrap();
    }
    assert_eq!(provider.asked("/.well-known/openid-configuration").len(), 1);
    assert_eq!(provider.asked("/jwks").len(), 1);
}

#[tokio::test]
async fn openid_is_asked_for_once() {
    let provider = Provider::start().await;
    let mut settings = provider.settings();
    settings.scopes = vec!["openid".to_owned(), "email".to_owned()];
    let start = crate::provider::client(settings)
        .start(BACK, None)
        .await
        .unwrap();
    assert_eq!(parameters(&start.url)["scope"], "openid email");
}

#[tokio::test]
async fn there_must_be_an_address_to_come_back_to() {
    let provider = Provider::start().await;
    let start = provider.client().start("/auth/callback", None).await;
    assert!(matches!(start, Err(IdentityError::Refused(_))), "{start:?}");
}
