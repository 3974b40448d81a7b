//! What Clerk tells by itself.

use openclaw_domain::{
    port::{
        identity::{HostedSignIn as _, Person, PersonNotice},
        payment::{NoticeError, WebhookRequest},
    },
    time::Timestamp,
};
use serde_json::{Value, json};

use super::{ISSUER, Trial, WEBHOOK_SECRET};
use crate::provider::NOW;

const NEXT_SECRET: &str = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";

fn event(kind: &str, data: Value) -> String {
    json!({"object": "event", "type": kind, "data": data, "timestamp": NOW * 1000,
        "instance_id": "ins_1", "event_attributes": {"http_request": {}}})
    .to_string()
}

fn deleted() -> String {
    let data = json!({"id": "user_1", "object": "user", "deleted": true});
    event("user.deleted", data)
}

/// A webhook sent and taken at [`NOW`].
fn signed(secret: &str, body: &str) -> WebhookRequest {
    let signer = standardwebhooks::Webhook::new(secret).unwrap();
    let signature = signer.sign("msg_1", NOW, body.as_bytes()).unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    WebhookRequest {
        headers: vec![
            header("content-type", "application/json"),
            header("svix-id", "msg_1"),
            header("svix-timestamp", &NOW.to_string()),
            header("svix-signature", &format!("v1,bm9uZQ== {signature}")),
        ],
        body: body.as_bytes().to_vec(),
        at: Timestamp(NOW * 1000),
    }
}

#[tokio::test]
async fn changes_and_ends_are_told() {
    let trial = Trial::start().await;
    let user = json!({"id": "user_1", "first_name": "Sky", "last_name": null, "username": null,
        "primary_email_address_id": null, "email_addresses": []});
    let updated = PersonNotice::Updated(Person {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
        name: Some("Sky".to_owned()),
        email: None,
    });
    let gone = PersonNotice::Deleted {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
    };
    for (body, notice) in [
        (event("user.updated", user.clone()), updated),
        (deleted(), gone),
        (event("user.created", user), PersonNotice::Other),
        (
            event("session.ended", json!({"id": "sess_1"})),
            PersonNotice::Other,
        ),
        (json!({"type": "anything"}).to_string(), PersonNotice::Other),
    ] {
        let told = trial.clerk.notice(&signed(WEBHOOK_SECRET, &body));
        assert_eq!(told, Ok(("msg_1".to_owned(), notice)), "{body}");
    }
}

#[tokio::test]
async fn each_of_the_secrets_will_do() {
    let both = [NEXT_SECRET, WEBHOOK_SECRET];
    let trial = Trial::with(|settings| {
        settings.webhook_secrets = both.map(Into::into).to_vec();
    })
    .await;
    for secret in both {
        trial.clerk.notice(&signed(secret, &deleted())).unwrap();
    }
    let none = Trial::with(|settings| settings.webhook_secrets.clear()).await;
    let told = none.clerk.notice(&signed(WEBHOOK_SECRET, &deleted()));
    assert_eq!(told, Err(NoticeError::NoSecret));
}

#[tokio::test]
async fn what_clerk_did_not_sign_is_not_heeded() {
    let trial = Trial::start().await;
    let good = || signed(WEBHOOK_SECRET, &deleted());
    let mut spoilt = vec![signed(NEXT_SECRET, &deleted())];
    let mut request = good();
    request.body.push(b' ');
    spoilt.push(request);
    for name in ["svix-id", "svix-timestamp", "svix-signature"] {
        let mut request = good();
        request.headers.retain(|(it, _)| it != name);
        spoilt.push(request);
        let mut request = good();
        let twice = request.headers.iter().find(|(it, _)| it == name).cloned();
        request.headers.extend(twice);
        spoilt.push(request);
        let mut request = good();
        for (it, value) in &mut request.headers {
            if it == name {
                value.push('1');
            }
        }
        spoilt.push(request);
        // The same scheme under its own names is another sender's.
        let mut request = good();
        for (it, _) in &mut request.headers {
            *it = it.replace("svix-", "webhook-");
        }
        spoilt.push(request);
    }
    for request in spoilt {
        let told = trial.clerk.notice(&request);
        let refused = matches!(told, Err(NoticeError::Signature(_)));
        assert!(refused, "{:?} {told:?}", request.headers);
    }
    trial.clerk.notice(&good()).unwrap();
}

#[tokio::test]
async fn old_and_unreadable_ones_are_not_heeded() {
    let trial = Trial::start().await;
    for (away, good) in [
        (0, true),
        (300, true),
        (301, false),
        (-300, true),
        (-301, false),
    ] {
        let mut request = signed(WEBHOOK_SECRET, &deleted());
        request.at = Timestamp((NOW + away) * 1000);
        let told = trial.clerk.notice(&request);
        assert_eq!(told.is_ok(), good, "{away} {told:?}");
        assert!(good || told == Err(NoticeError::Stale));
    }
    for body in [
        "no",
        "{}",
        r#"{"type": "user.deleted"}"#,
        r#"{"type": "user.updated", "data": {}}"#,
    ] {
        let told = trial.clerk.notice(&signed(WEBHOOK_SECRET, body));
        assert!(matches!(told, Err(NoticeError::Unreadable(_))), "{told:?}");
    }
}
