//! What a session token must be to prove somebody.

use openclaw_domain::port::identity::{HostedSignIn as _, IdentityError, Proved};
use serde_json::{Value, json};

use super::{ISSUER, ORIGIN, SECRET_KEY, Trial, claims, header};
use crate::{
    finish::hmac_sha256,
    provider::{Answer, NOW, jwk, signed_under, with_header},
};

fn is_refused(result: &Result<Proved, IdentityError>) -> bool {
    matches!(result, Err(IdentityError::Refused(_)))
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    if value == "absent" {
        object.as_object_mut().unwrap().remove(name);
    } else {
        object[name] = value;
    }
    object
}

#[tokio::test]
async fn a_good_token_proves_a_person_and_asks_nobody() {
    let trial = Trial::start().await;
    let expected = Proved {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
    };
    let token = signed_under(&header(), &claims(), 0);
    for _ in 0..3 {
        assert_eq!(trial.clerk.prove(&token).await, Ok(expected.clone()));
    }
    assert_eq!(trial.fetched(), 1);
    assert_eq!(
        trial.service.asked("/.well-known/jwks.json")[0].authorization,
        None
    );
}

#[tokio::test]
async fn a_wrong_claim_proves_nobody() {
    let trial = Trial::start().await;
    for (name, value, good) in [
        ("exp", json!(NOW - 4), true),
        ("exp", json!(NOW - 5), false),
        ("exp", json!("absent"), false),
        ("exp", json!("soon"), false),
        ("exp", json!(i64::MIN), false),
        ("nbf", json!(NOW + 5), true),
        ("nbf", json!(NOW + 6), false),
        ("nbf", json!("absent"), true),
        ("nbf", json!("now"), false),
        ("iat", json!(NOW + 5), true),
        ("iat", json!(NOW + 6), false),
        ("iat", json!("absent"), true),
        ("iss", json!("https://clerk.evil.example"), false),
        ("iss", json!(format!("{ISSUER}/")), false),
        ("iss", json!("absent"), false),
        ("azp", json!("http://localhost:3000"), true),
        ("azp", json!("https://evil.example"), false),
        ("azp", json!(format!("{ORIGIN}/")), false),
        ("azp", json!([ORIGIN]), false),
        ("azp", json!("absent"), false),
        ("sts", json!("pending"), false),
        ("sts", json!("absent"), true),
        ("sub", json!(""), false),
        ("sub", json!(1), false),
        ("sub", json!("absent"), false),
    ] {
        let token = signed_under(&header(), &with(claims(), name, value.clone()), 0);
        let result = trial.clerk.prove(&token).await;
        let right = if good {
            result.is_ok()
        } else {
            is_refused(&result)
        };
        assert!(right, "{name} {value}: {result:?}");
    }
}

#[tokio::test]
async fn any_origin_will_do_where_none_is_named() {
    let trial = Trial::with(|settings| settings.authorized_parties.clear()).await;
    for azp in ["https://other.example", "absent"] {
        let token = signed_under(&header(), &with(claims(), "azp", json!(azp)), 0);
        trial.clerk.prove(&token).await.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_header_proves_nobody() {
    let trial = Trial::start().await;
    for (name, value, good) in [
        ("cat", json!("absent"), true),
        ("cat", json!("cl_B7d4PD222AAA"), false),
        ("cat", Value::Null, false),
        ("typ", json!("absent"), false),
        ("typ", json!("at+jwt"), false),
        ("alg", json!("absent"), false),
        ("alg", json!("RS512"), false),
        ("alg", json!("none"), false),
        ("kid", json!("absent"), false),
        ("crit", json!(["exp"]), false),
    ] {
        let token = signed_under(&with(header(), name, value.clone()), &claims(), 0);
        let result = trial.clerk.prove(&token).await;
        let right = if good {
            result.is_ok()
        } else {
            is_refused(&result)
        };
        assert!(right, "{name} {value}: {result:?}");
    }
}

#[tokio::test]
async fn a_wrong_signature_proves_nobody() {
    let trial = Trial::start().await;
    let good = signed_under(&header(), &claims(), 0);
    let (input, signature) = good.rsplit_once('.').unwrap();
    let none = with(header(), "alg", json!("none"));
    let hs256 = with(header(), "alg", json!("HS256"));
    let other = signed_under(&header(), &with(claims(), "sub", json!("user_2")), 0);
    let (other, _) = other.rsplit_once('.').unwrap();
    let mac = |key: &'static [u8]| with_header(&hs256, &claims(), |it| hmac_sha256(key, it));
    for (what, token) in [
        ("another key", signed_under(&header(), &claims(), 1)),
        ("none", with_header(&none, &claims(), |_| Vec::new())),
        ("our secret", mac(SECRET_KEY.as_bytes())),
        ("no secret", mac(b"")),
        ("cut off", format!("{input}.")),
        ("two parts", input.to_owned()),
        ("four parts", format!("{good}.{signature}")),
        ("another person", format!("{other}.{signature}")),
        ("nonsense", "nonsense".to_owned()),
        ("nothing", String::new()),
    ] {
        let result = trial.clerk.prove(&token).await;
        assert!(is_refused(&result), "{what}: {result:?}");
    }
    trial.clerk.prove(&good).await.unwrap();
}

#[tokio::test]
async fn a_new_key_is_fetched_and_an_invented_one_once_a_minute() {
    let trial = Trial::start().await;
    let token = |number: usize, kid: &str| {
        signed_under(&with(header(), "kid", json!(kid)), &claims(), number)
    };
    trial.clerk.prove(&token(0, "key-0")).await.unwrap();
    let keys = Answer::Json(200, json!({"keys": [jwk(0), jwk(1)]}));
    trial.service.set("/.well-known/jwks.json", keys);
    for number in [1, 0, 1] {
        let kid = format!("key-{number}");
        trial.clerk.prove(&token(number, &kid)).await.unwrap();
    }
    assert_eq!(trial.fetched(), 2);
    for second in [1, 59, 60, 61] {
        trial.clock.to(second);
        let invented = trial.clerk.prove(&token(0, "invented")).await;
        assert!(is_refused(&invented), "{invented:?}");
    }
    assert_eq!(trial.fetched(), 3);
}

#[tokio::test]
async fn who_comes_while_a_new_key_is_fetched_waits_for_it() {
    let trial = Trial::start().await;
    trial.clerk.prove("").await.unwrap_err();
    let old = signed_under(&header(), &claims(), 0);
    trial.clerk.prove(&old).await.unwrap();
    let keys = Answer::Json(200, json!({"keys": [jwk(1)]}));
    trial.service.set("/.well-known/jwks.json", keys);
    let token = signed_under(&with(header(), "kid", json!("key-1")), &claims(), 1);
    let all = futures::future::join_all((0..8).map(|_| trial.clerk.prove(&token))).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    assert_eq!(trial.fetched(), 2);
}

#[tokio::test]
async fn without_keys_nobody_is_proved_and_nobody_refused() {
    let trial = Trial::start().await;
    let token = signed_under(&header(), &claims(), 0);
    for answer in [
        Answer::Json(500, json!({})),
        Answer::Json(429, json!({})),
        Answer::Json(404, json!({})),
        Answer::Json(302, json!({})),
        Answer::Json(200, json!({"keys": 1})),
        Answer::Never,
    ] {
        trial.service.set("/.well-known/jwks.json", answer.clone());
        let result = trial.clerk.prove(&token).await;
        assert!(
            matches!(result, Err(IdentityError::Unavailable(_))),
            "{answer:?} {result:?}"
        );
    }
    // What is wrong on its face is refused without any key.
    let asked = trial.fetched();
    let expired = signed_under(&header(), &with(claims(), "exp", json!(NOW - 60)), 0);
    assert!(is_refused(&trial.clerk.prove(&expired).await));
    assert_eq!(trial.fetched(), asked);
}
