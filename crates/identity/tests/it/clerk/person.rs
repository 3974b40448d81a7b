//! What Clerk calls a person.

use openclaw_domain::port::identity::{HostedSignIn as _, IdentityError, Person, Proved};
use serde_json::{Value, json};

use super::{ISSUER, SECRET_KEY, Trial};
use crate::provider::Answer;

fn proved() -> Proved {
    Proved {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
    }
}

fn user() -> Value {
    let address = |id: &str, address: &str, status: &str| {
        json!({"id": id, "object": "email_address", "email_address": address,
            "verification": {"status": status, "strategy": "email_code"}})
    };
    json!({"id": "user_1", "object": "user", "first_name": "하늘", "last_name": "김",
        "username": "haneul", "primary_email_address_id": "idn_2", "email_addresses": [
            address("idn_1", "old@a.example", "verified"),
            address("idn_2", "haneul@a.example", "verified"),
            address("idn_3", "new@a.example", "unverified"),
        ], "banned": false, "locked": false})
}

async fn told(trial: &Trial, user: Value) -> Result<Person, IdentityError> {
    trial
        .service
        .set("/v1/users/user_1", Answer::Json(200, user));
    trial.clerk.person(&proved()).await
}

#[tokio::test]
async fn a_person_has_their_name_and_their_primary_address() {
    let trial = Trial::start().await;
    let expected = Person {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
        name: Some("김하늘".to_owned()),
        email: Some("haneul@a.example".to_owned()),
    };
    assert_eq!(told(&trial, user()).await, Ok(expected));
    let asked = trial.service.asked("/v1/users/user_1").remove(0);
    assert_eq!(asked.authorization, Some(format!("Bearer {SECRET_KEY}")));
    assert_eq!(asked.api_version.as_deref(), Some("2026-05-12"));
}

#[tokio::test]
async fn names_are_put_together_as_they_are_written() {
    let trial = Trial::start().await;
    for (first, last, username, name) in [
        (json!("Sky"), json!("Kim"), Value::Null, Some("Sky Kim")),
        (json!("하늘"), json!("Kim"), Value::Null, Some("하늘 Kim")),
        (json!("하늘"), Value::Null, json!("sky"), Some("하늘")),
        (Value::Null, json!("김"), json!("sky"), Some("김")),
        (json!(" "), json!(""), json!("sky"), Some("sky")),
        (Value::Null, Value::Null, Value::Null, None),
    ] {
        let mut user = user();
        user["first_name"] = first;
        user["last_name"] = last;
        user["username"] = username;
        assert_eq!(told(&trial, user).await.unwrap().name.as_deref(), name);
    }
}

#[tokio::test]
async fn an_address_may_be_missing() {
    let trial = Trial::start().await;
    for (primary, email) in [
        (json!("idn_1"), Some("old@a.example")),
        (json!("idn_3"), None),
        (json!("idn_9"), None),
        (Value::Null, None),
    ] {
        let mut user = user();
        user["primary_email_address_id"] = primary;
        assert_eq!(told(&trial, user).await.unwrap().email.as_deref(), email);
    }
}

#[tokio::test]
async fn every_answer_has_its_meaning() {
    let trial = Trial::start().await;
    let error = json!({"errors": [{"message": "m", "long_message": "l", "code": "c"}]});
    let mut banned = user();
    banned["banned"] = json!(true);
    let mut other = user();
    other["id"] = json!("user_2");
    for (answer, refused) in [
        (Answer::Json(404, error.clone()), true),
        (Answer::Json(200, banned), true),
        (Answer::Json(200, other), false),
        (Answer::Json(200, json!({})), false),
        (Answer::Json(302, json!({})), false),
        (Answer::Json(400, error.clone()), false),
        (Answer::Json(401, error.clone()), false),
        (Answer::Json(429, error.clone()), false),
        (Answer::Json(500, error.clone()), false),
        (Answer::Never, false),
    ] {
        trial.service.set("/v1/users/user_1", answer.clone());
        match trial.clerk.person(&proved()).await.unwrap_err() {
            IdentityError::Refused(_) => assert!(refused, "{answer:?}"),
            IdentityError::Unavailable(why) => {
                assert!(!refused && !why.contains(SECRET_KEY), "{answer:?} {why}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_else_is_asked_about() {
    let trial = Trial::start().await;
    let mut other = proved();
    "https://kauth.kakao.com".clone_into(&mut other.issuer);
    let result = trial.clerk.person(&other).await;
    assert!(
        matches!(result, Err(IdentityError::Refused(_))),
        "{result:?}"
    );
    // A subject is one segment of the path, whatever it is.
    let mut odd = proved();
    "../../x?y".clone_into(&mut odd.subject);
    trial.clerk.person(&odd).await.unwrap_err();
    assert_eq!(trial.service.asked("/v1/users/..%2F..%2Fx%3Fy").len(), 1);
}
