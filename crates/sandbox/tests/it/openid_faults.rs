//! Id tokens that prove nothing, on order.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use openclaw_sandbox::{
    Fault, FaultKind, GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, IdTokenFlaw, Service,
};
use reqwest::{Url, header::LOCATION};
use serde_json::{Value, json};

use crate::support::{World, read, world};

const BACK: &str = "http://127.0.0.1:3000/auth/callback";

/// Header and claims of the id token of a new sign-in.
async fn signed_in(world: &World) -> (Value, Value) {
    let query = format!(
        "response_type=code&client_id={GOOGLE_CLIENT_ID}&redirect_uri={BACK}&scope=openid\
         &prompt=none&login_hint=haneul&nonce=n"
    );
    let request = world.get(&format!("/google/o/oauth2/v2/auth?{query}"));
    let answer = request.send().await.expect("an answer");
    let back = Url::parse(answer.headers()[LOCATION].to_str().expect("ascii")).expect("a url");
    let code = back.query_pairs().find(|(name, _)| name == "code");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", GOOGLE_CLIENT_ID),
        ("client_secret", GOOGLE_CLIENT_SECRET),
        ("redirect_uri", BACK),
        ("code", &code.expect("a code").1),
    ];
    let request = world.client.post(world.url("/google/token")).form(&form);
    let (_, tokens) = read(request.send().await.expect("an answer")).await;
    let token = tokens["id_token"].as_str().expect("a token").to_owned();
    let mut parts = token.split('.').map(|part| {
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
        serde_json::from_slice(&bytes).unwrap_or_default()
    });
    (
        parts.next().expect("a header"),
        parts.next().expect("claims"),
    )
}

#[tokio::test]
async fn each_flaw_happens_once_to_the_token_alone() {
    let world = world().await;
    let (good_header, good) = signed_in(&world).await;
    for (flaw, place, name) in [
        (IdTokenFlaw::Expired, 1, "exp"),
        (IdTokenFlaw::FromTheFuture, 1, "iat"),
        (IdTokenFlaw::WrongIssuer, 1, "iss"),
        (IdTokenFlaw::WrongAudience, 1, "aud"),
        (IdTokenFlaw::WrongNonce, 1, "nonce"),
        (IdTokenFlaw::Unsigned, 0, "alg"),
        (IdTokenFlaw::SignedWithSecret, 0, "alg"),
        (IdTokenFlaw::UnknownKey, 0, "kid"),
    ] {
        let fault = Fault::once(Service::Google, FaultKind::IdToken { flaw });
        world.sandbox.control().add_fault(fault).expect("a fault");
        // What a client asks before it has a token does not use the fault up.
        world
            .get("/google/oauth2/v3/certs")
            .send()
            .await
            .expect("sent");
        let (header, claims) = signed_in(&world).await;
        let (is, was) = [(&header, &good_header), (&claims, &good)][place];
        assert_ne!(is[name], was[name], "{flaw:?}");
        assert_eq!(signed_in(&world).await.0, good_header, "{flaw:?}");
    }
}

#[tokio::test]
async fn flaws_are_ordered_over_http_where_there_are_id_tokens() {
    let world = world().await;
    let mut order = json!({"service": "google", "kind": "id_token", "flaw": "wrong_issuer"});
    assert_eq!(world.order("/control/faults", &order).await.0, 201);
    let (_, claims) = signed_in(&world).await;
    assert_eq!(claims["iss"], "https://elsewhere.example");
    order["service"] = json!("clerk");
    assert_eq!(world.order("/control/faults", &order).await.0, 422);
    order = json!({"service": "google", "kind": "id_token"});
    assert_eq!(world.order("/control/faults", &order).await.0, 422);
}
