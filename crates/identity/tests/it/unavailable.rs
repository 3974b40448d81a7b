//! A provider that does not do its part.

use openclaw_domain::port::identity::{IdentityError, IdentityProvider as _};
use serde_json::{Value, json};

use crate::provider::{Answer, BACK, Provider, client, secrets, signed};

const ITSELF: &str = "/.well-known/openid-configuration";

#[tokio::test]
async fn a_bad_answer_is_not_remembered() {
    let provider = Provider::start().await;
    let client = provider.client();
    let good = provider.metadata();
    for (path, answer, cured) in [
        (ITSELF, Answer::Json(500, json!({})), good.clone()),
        (ITSELF, Answer::Json(404, json!({})), good.clone()),
        (ITSELF, Answer::Json(302, json!({})), good.clone()),
        (ITSELF, Answer::Json(200, json!([])), good.clone()),
        (ITSELF, Answer::Never, good.clone()),
        ("/jwks", Answer::Json(503, json!({})), json!({"keys": []})),
        (
            "/jwks",
            Answer::Json(200, json!({"keys": 1})),
            json!({"keys": []}),
        ),
    ] {
        provider.set(path, answer.clone());
        let start = client.start(BACK, None).await;
        assert!(
            matches!(start, Err(IdentityError::Unavailable(_))),
            "{path} {answer:?} {start:?}"
        );
        provider.set(path, Answer::Json(200, cured));
    }
    client.start(BACK, None).await.unwrap();
}

#[tokio::test]
async fn what_it_says_of_itself_is_checked() {
    let provider = Provider::start().await;
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("issuer", json!(format!("{}/", provider.issuer))),
        ("token_endpoint", Value::Null),
        ("token_endpoint", json!("http://evil.example/token")),
        (
            "authorization_endpoint",
            json!("http://evil.example/authorize"),
        ),
        ("authorization_endpoint", json!("javascript:alert(1)")),
    ] {
        let mut metadata = provider.metadata();
        metadata[name] = value.clone();
        provider.set(ITSELF, Answer::Json(200, metadata));
        let start = provider.client().start(BACK, None).await;
        assert!(
            matches!(start, Err(IdentityError::Unavailable(_))),
            "{name} {value} {start:?}"
        );
    }
}

#[tokio::test]
async fn every_token_answer_has_its_meaning() {
    let provider = Provider::start().await;
    let error = |code: &str| json!({"error": code, "error_description": "about code-1"});
    for (answer, refused) in [
        (Answer::Json(400, error("invalid_grant")), true),
        (Answer::Json(401, error("invalid_client")), true),
        (Answer::Json(400, error("an_error_of_2030")), true),
        (Answer::Json(400, error("temporarily_unavailable")), false),
        (Answer::Json(400, error("server_error")), false),
        (Answer::Json(400, json!("no")), false),
        (Answer::Json(302, json!({})), false),
        (Answer::Json(429, error("invalid_grant")), false),
        (Answer::Json(500, error("invalid_grant")), false),
        (Answer::Json(503, Value::Null), false),
        (Answer::Json(200, json!({})), false),
        (Answer::Json(200, json!("no")), false),
        (
            Answer::Json(200, json!({"token_type": "bearer", "access_token": "at"})),
            true,
        ),
        (
            Answer::Json(200, json!({"token_type": "bearer", "id_token": "a.b.c"})),
            true,
        ),
        (Answer::Never, false),
    ] {
        provider.set("/token", answer.clone());
        let result = provider.finish().await;
        match result.unwrap_err() {
            IdentityError::Refused(why) => {
                assert!(refused && !why.contains("code-1"), "{answer:?}");
            }
            IdentityError::Unavailable(_) => assert!(!refused, "{answer:?}"),
        }
    }
    assert!(provider.asked("/elsewhere").is_empty());
}

#[tokio::test]
async fn a_client_that_follows_redirects_is_not_believed() {
    let provider = Provider::start().await;
    provider.set("/elsewhere", Answer::Json(200, provider.metadata()));
    provider.set(ITSELF, Answer::Json(302, json!({})));
    let following = openclaw_identity::OpenIdProvider::new(
        reqwest::Client::new(),
        provider.settings(),
        std::sync::Arc::new(crate::provider::Stopped),
        std::sync::Arc::new(crate::provider::Counting::default()),
    );
    let start = following.unwrap().start(BACK, None).await;
    let told = start.unwrap_err().to_string();
    assert!(told.contains("another address"), "{told}");
    assert_eq!(provider.asked("/elsewhere").len(), 1);
}

#[tokio::test]
async fn nobody_is_there() {
    let provider = Provider::start().await;
    let settings = provider.settings();
    provider.give(&signed(&provider.claims(), 0, "key-0"));
    drop(provider);
    let result = client(settings).finish(BACK, "code-1", &secrets()).await;
    assert!(
        matches!(result, Err(IdentityError::Unavailable(_))),
        "{result:?}"
    );
}
