//! Coming back: what a token must be to prove somebody.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use openclaw_domain::port::identity::{IdentityError, IdentityProvider as _, Person};
use serde_json::{Value, json};

use crate::provider::{
    Answer, BACK, CLIENT, NOW, Provider, SECRET, client, secrets, signed, with_header,
};

async fn told(provider: &Provider, claims: &Value) -> Result<Person, IdentityError> {
    provider.give(&signed(claims, 0, "key-0"));
    provider.finish().await
}

#[tokio::test]
async fn a_good_token_proves_a_person() {
    let provider = Provider::start().await;
    let expected = Person {
        issuer: provider.issuer.clone(),
        subject: "4242".to_owned(),
        name: Some("민지".to_owned()),
        email: Some("m@a.example".to_owned()),
    };
    assert_eq!(told(&provider, &provider.claims()).await, Ok(expected));
}

#[tokio::test]
async fn the_code_is_exchanged_with_all_that_binds_it() {
    let provider = Provider::start().await;
    told(&provider, &provider.claims()).await.unwrap();
    let asked = provider.asked("/token");
    assert_eq!((asked.len(), &asked[0].authorization), (1, &None));
    let form = json!(asked[0].form);
    assert_eq!(
        form,
        json!({"grant_type": "authorization_code", "code": "code-1", "redirect_uri": BACK,
            "code_verifier": secrets().verifier, "client_id": CLIENT, "client_secret": SECRET})
    );
}

#[tokio::test]
async fn the_secret_goes_where_the_provider_takes_it() {
    let provider = Provider::start().await;
    let mut metadata = provider.metadata();
    metadata
        .as_object_mut()
        .unwrap()
        .remove("token_endpoint_auth_methods_supported");
    provider.set(
        "/.well-known/openid-configuration",
        Answer::Json(200, metadata),
    );
    told(&provider, &provider.claims()).await.unwrap();
    let asked = provider.asked("/token").remove(0);
    let basic = format!(
        "Basic {}",
        BASE64.encode(format!("{CLIENT}:client+secret%2F1"))
    );
    assert_eq!(asked.authorization, Some(basic));
    assert!(!asked.form.contains_key("client_secret"));
}

#[tokio::test]
async fn without_a_secret_none_is_sent() {
    let provider = Provider::start().await;
    provider.give(&signed(&provider.claims(), 0, "key-0"));
    let mut settings = provider.settings();
    settings.client_secret = None;
    client(settings)
        .finish(BACK, "code-1", &secrets())
        .await
        .unwrap();
    let asked = provider.asked("/token").remove(0);
    assert_eq!(asked.authorization, None);
    assert!(asked.form["client_id"] == CLIENT && !asked.form.contains_key("client_secret"));
}

#[tokio::test]
async fn names_and_emails_are_told_where_there_are_any() {
    let provider = Provider::start().await;
    for (extra, name, email) in [
        (json!({}), None, None),
        (
            json!({"name": "김민지", "preferred_username": "minji"}),
            Some("김민지"),
            None,
        ),
        (
            json!({"nickname": "민지", "name": "김민지"}),
            Some("민지"),
            None,
        ),
        (json!({"preferred_username": "minji"}), Some("minji"), None),
        (json!({"name": " "}), None, None),
        (json!({"email": "m@a.example"}), None, Some("m@a.example")),
        (
            json!({"email": "m@a.example", "email_verified": true}),
            None,
            Some("m@a.example"),
        ),
        (
            json!({"email": "m@a.example", "email_verified": false}),
            None,
            None,
        ),
    ] {
        let mut claims = provider.claims();
        let claims_map = claims.as_object_mut().unwrap();
        claims_map.retain(|name, _| name != "nickname" && name != "email");
        claims_map.extend(extra.as_object().unwrap().clone());
        let person = told(&provider, &claims).await.unwrap();
        assert_eq!(
            (person.name.as_deref(), person.email.as_deref()),
            (name, email),
            "{extra}"
        );
    }
}

#[tokio::test]
async fn a_wrong_claim_proves_nobody() {
    let provider = Provider::start().await;
    let issuer = &provider.issuer;
    for (name, value, good) in [
        ("iss", json!("https://evil.example"), false),
        ("iss", json!(format!("{issuer}/")), false),
        ("iss", json!(issuer.trim_start_matches("http://")), false),
        ("iss", Value::Null, false),
        ("aud", json!("client-2"), false),
        ("aud", json!([CLIENT]), true),
        ("aud", json!([CLIENT, "client-2"]), false),
        ("aud", json!([]), false),
        ("nonce", json!("nonce-2"), false),
        ("nonce", Value::Null, false),
        ("exp", json!(NOW - 3600), false),
        ("exp", json!(NOW - 61), false),
        ("exp", json!(NOW - 30), true),
        ("exp", Value::Null, false),
        ("iat", json!(NOW + 61), false),
        ("iat", json!(NOW + 30), true),
        ("iat", Value::Null, false),
        ("sub", Value::Null, false),
    ] {
        let mut claims = provider.claims();
        claims[name] = value.clone();
        let result = told(&provider, &claims).await;
        let right = if good {
            result.is_ok()
        } else {
            matches!(result, Err(IdentityError::Refused(_)))
        };
        assert!(right, "{name} {value}: {result:?}");
    }
}

#[tokio::test]
async fn a_wrong_signature_proves_nobody() {
    let provider = Provider::start().await;
    let claims = provider.claims();
    let good = signed(&claims, 0, "key-0");
    let (input, _) = good.rsplit_once('.').unwrap();
    let foreign = signed(&claims, 1, "key-0");
    let (head, _) = good.split_once('.').unwrap();
    let other = signed(&json!({"sub": "1"}), 0, "key-0");
    let hs256 = |secret: &'static [u8]| {
        let header = json!({"alg": "HS256", "typ": "JWT", "kid": "key-0"});
        with_header(&header, &claims, |input| hmac_sha256(secret, input))
    };
    for (what, token) in [
        ("another key", foreign.clone()),
        (
            "none",
            with_header(&json!({"alg": "none"}), &claims, |_| Vec::new()),
        ),
        (
            "none, with the name of a key",
            with_header(&json!({"alg": "none", "kid": "key-0"}), &claims, |_| {
                vec![1]
            }),
        ),
        ("our secret", hs256(SECRET.as_bytes())),
        ("no secret", hs256(b"")),
        ("cut off", format!("{input}.")),
        ("two parts", input.to_owned()),
        (
            "other claims",
            format!("{head}.{}", other.split_once('.').unwrap().1),
        ),
        ("nonsense", "nonsense".to_owned()),
        ("nothing", String::new()),
    ] {
        provider.give(&token);
        let result = provider.finish().await;
        assert!(
            matches!(result, Err(IdentityError::Refused(_))),
            "{what}: {result:?}"
        );
    }
    provider.give(&good);
    provider.finish().await.unwrap();
}

/// RFC 2104, to forge with: nothing we ship makes one.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    use rsa::sha2::{Digest as _, Sha256};
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new()
        .chain_update(block.map(|b| b ^ 0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(block.map(|b| b ^ 0x5c))
        .chain_update(inner)
        .finalize()
        .to_vec()
}
