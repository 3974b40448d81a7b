//! A provider whose tokens may name it in another way, as Google's may.

use openclaw_domain::port::identity::{IdentityError, IdentityProvider as _};
use serde_json::json;

use crate::{
    finish::hmac_sha256,
    provider::{BACK, NOW, Provider, SECRET, client, secrets, signed, signed_under, with_header},
};

#[tokio::test]
async fn a_provider_may_have_a_second_name() {
    let provider = Provider::start().await;
    let mut settings = provider.settings();
    settings.other_issuers = vec!["accounts.google.com".to_owned()];
    let client = client(settings);
    let mut claims = provider.claims();
    claims["iss"] = "accounts.google.com".into();
    provider.give(&signed(&claims, 0, "key-0"));
    let person = client.finish(BACK, "code-1", &secrets()).await.unwrap();
    assert_eq!(
        (person.issuer, person.subject),
        (provider.issuer.clone(), "4242".to_owned())
    );

    let none = json!({"alg": "none", "kid": "key-0"});
    let hs256 = json!({"alg": "HS256", "kid": "key-0"});
    let rs512 = json!({"alg": "RS512", "kid": "key-0"});
    let mut spoilt: Vec<(String, String)> = vec![
        ("another key".into(), signed(&claims, 1, "key-0")),
        (
            "another algorithm's name".into(),
            signed_under(&rs512, &claims, 0),
        ),
        ("an unknown key".into(), signed(&claims, 0, "key-9")),
        ("none".into(), with_header(&none, &claims, |_| Vec::new())),
        (
            "our secret".into(),
            with_header(&hs256, &claims, |it| hmac_sha256(SECRET.as_bytes(), it)),
        ),
    ];
    for (name, value) in [
        ("iss", json!("accounts.evil.example")),
        ("aud", json!("client-2")),
        ("nonce", json!("nonce-2")),
        ("exp", json!(NOW - 3600)),
        ("iat", json!(NOW + 3600)),
    ] {
        let mut claims = claims.clone();
        claims[name] = value;
        spoilt.push((name.to_owned(), signed(&claims, 0, "key-0")));
    }
    for (what, token) in spoilt {
        provider.give(&token);
        let result = client.finish(BACK, "code-1", &secrets()).await;
        assert!(
            matches!(result, Err(IdentityError::Refused(_))),
            "{what}: {result:?}"
        );
    }
}
