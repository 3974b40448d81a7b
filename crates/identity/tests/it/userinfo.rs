//! Names that are told at the userinfo endpoint alone, as the specification has it for the code
//! flow.

use openclaw_domain::port::identity::{IdentityProvider as _, Person};
use serde_json::{Value, json};

use crate::provider::{Answer, BACK, Provider, client, secrets, signed};

async fn provider() -> Provider {
    let provider = Provider::start().await;
    let mut metadata = provider.metadata();
    metadata["userinfo_endpoint"] = json!(format!("{}/userinfo", provider.issuer));
    let itself = "/.well-known/openid-configuration";
    provider.set(itself, Answer::Json(200, metadata));
    provider
}

async fn finish(provider: &Provider, claims: &Value) -> Person {
    provider.give(&signed(claims, 0, "key-0"));
    let client = client(provider.settings());
    client.finish(BACK, "code-1", &secrets()).await.unwrap()
}

#[tokio::test]
async fn a_name_that_the_token_lacks_is_asked_for() {
    let provider = provider().await;
    let mut claims = provider.claims();
    let told = finish(&provider, &claims).await;
    assert_eq!(told.name.as_deref(), Some("민지"));
    assert!(provider.asked("/userinfo").is_empty());

    claims
        .as_object_mut()
        .unwrap()
        .retain(|name, _| name != "nickname" && name != "email");
    for (answer, name, email) in [
        (
            Answer::Json(
                200,
                json!({"sub": "4242", "name": "김하늘", "email": "h@a.example"}),
            ),
            Some("김하늘"),
            Some("h@a.example"),
        ),
        // Somebody else's name is nobody's here.
        (
            Answer::Json(200, json!({"sub": "4343", "name": "이바다"})),
            None,
            None,
        ),
        (Answer::Json(200, json!("no")), None, None),
        (Answer::Json(401, json!({})), None, None),
        (Answer::Json(500, json!({})), None, None),
        (Answer::Never, None, None),
    ] {
        provider.set("/userinfo", answer.clone());
        let person = finish(&provider, &claims).await;
        let told = (person.name.as_deref(), person.email.as_deref());
        assert_eq!(told, (name, email), "{answer:?}");
        assert_eq!(
            (person.subject.as_str(), &person.issuer),
            ("4242", &provider.issuer)
        );
    }
    let asked = provider.asked("/userinfo");
    assert_eq!(asked[0].authorization.as_deref(), Some("Bearer at"));
}
