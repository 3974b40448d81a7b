//! Which webhooks are heeded: an attacker may send any bytes at any time.

use openclaw_domain::{
    port::payment::{Notice, NoticeError, PaymentGateway as _, WebhookRequest},
    time::Timestamp,
};
use openclaw_portone::{PortOne, Settings, webhook_secret_is_well_formed};
use secrecy::SecretString;
use standardwebhooks::Webhook;

use crate::scripted::{ORDER, SECRET, STORE, http};

const FIRST: &str = "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0";
const SECOND: &str = "whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4";
const STRANGER: &str = "whsec_c3RyYW5nZXItc3RyYW5nZXItc3RyYW5n";
const SENT: i64 = 1_795_395_600;

fn client(secrets: &[&str]) -> PortOne {
    let mut settings = Settings::new(STORE.to_owned(), SECRET.to_owned().into());
    settings.webhook_secrets = secrets.iter().copied().map(SecretString::from).collect();
    PortOne::new(http(), settings)
}

fn paid() -> String {
    format!(
        r#"{{"type":"Transaction.Paid","timestamp":"2026-11-23T01:00:00Z","data":{{"storeId":"{STORE}","paymentId":"{ORDER}","transactionId":"tx"}}}}"#
    )
}

fn signed(secret: &str, body: &str) -> WebhookRequest {
    let signature = Webhook::new(secret)
        .unwrap()
        .sign("msg-1", SENT, body.as_bytes())
        .unwrap();
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    WebhookRequest {
        headers: vec![
            header("content-type", "application/json"),
            header("webhook-id", "msg-1"),
            header("webhook-timestamp", &SENT.to_string()),
            header("webhook-signature", &signature),
        ],
        body: body.as_bytes().to_vec(),
        at: Timestamp(SENT * 1000 + 250),
    }
}

fn expected() -> Notice {
    Notice {
        id: Some("msg-1".to_owned()),
        kind: "Transaction.Paid".to_owned(),
        payment_id: Some(ORDER.to_owned()),
        store_id: Some(STORE.to_owned()),
    }
}

#[test]
fn a_signed_webhook_says_where_to_look() {
    assert_eq!(
        client(&[FIRST]).notice(&signed(FIRST, &paid())),
        Ok(expected())
    );
}

#[test]
fn either_of_two_secrets_will_do() {
    for secret in [FIRST, SECOND] {
        let answer = client(&[FIRST, SECOND]).notice(&signed(secret, &paid()));
        assert_eq!(answer, Ok(expected()));
    }
}

#[test]
fn any_signature_of_a_list_will_do() {
    let mut request = signed(FIRST, &paid());
    let right = request.headers[3].1.clone();
    request.headers[3].1 = format!("v2,other v1,AAAA {right}");
    assert_eq!(client(&[FIRST]).notice(&request), Ok(expected()));
}

#[test]
fn a_signature_that_does_not_fit_is_refused() {
    let refused = |change: fn(&mut WebhookRequest)| {
        let mut request = signed(FIRST, &paid());
        change(&mut request);
        let answer = client(&[FIRST]).notice(&request);
        assert!(
            matches!(answer, Err(NoticeError::Signature(_))),
            "{answer:?}"
        );
    };
    refused(|it| *it = signed(STRANGER, &paid()));
    refused(|it| it.body.push(b' '));
    refused(|it| it.body = vec![0xff]);
    refused(|it| it.headers[1].1 = "msg-2".to_owned());
    refused(|it| it.headers[2].1 = (SENT + 1).to_string());
    refused(|it| it.headers[2].1 = "yesterday".to_owned());
    refused(|it| it.headers[3].1 = String::new());
    refused(|it| it.headers[3].1 = "v1,".to_owned());
    refused(|it| it.headers[3].1.truncate(20));
    refused(|it| it.headers[3].1 = it.headers[3].1.replace("v1,", "v2,"));
}

#[test]
fn each_header_is_there_once() {
    for at in 1..4 {
        let mut missing = signed(FIRST, &paid());
        missing.headers.remove(at);
        let mut twice = signed(FIRST, &paid());
        twice.headers.push(twice.headers[at].clone());
        for request in [missing, twice] {
            let answer = client(&[FIRST]).notice(&request);
            assert!(
                matches!(answer, Err(NoticeError::Signature(_))),
                "{answer:?}"
            );
        }
    }
}

#[test]
fn five_minutes_either_way_are_near_enough() {
    for (seconds, is_near) in [
        (-301, false),
        (-300, true),
        (0, true),
        (300, true),
        (301, false),
    ] {
        let mut request = signed(FIRST, &paid());
        request.at = Timestamp((SENT + seconds) * 1000);
        let right = if is_near {
            Ok(expected())
        } else {
            Err(NoticeError::Stale)
        };
        assert_eq!(client(&[FIRST]).notice(&request), right, "{seconds}");
    }
}

#[test]
fn what_we_do_not_know_is_no_error() {
    for body in [
        r#"{"type":"Transaction.Pondered","data":{"of":2030}}"#,
        r#"{"type":"BillingKey.Issued","timestamp":7,"data":{"billingKey":"b"},"more":[]}"#,
        r#"{"type":"Weather","data":"fine"}"#,
        r#"{"type":"Weather"}"#,
    ] {
        let notice = client(&[FIRST]).notice(&signed(FIRST, body)).unwrap();
        assert_eq!((notice.payment_id, notice.store_id), (None, None), "{body}");
    }
}

#[test]
fn a_signed_body_that_is_no_notice_cannot_be_read() {
    for body in ["", "paid", "[]", "{}", r#"{"type":7}"#] {
        let answer = client(&[FIRST]).notice(&signed(FIRST, body));
        assert!(
            matches!(answer, Err(NoticeError::Unreadable(_))),
            "{body}: {answer:?}"
        );
    }
}

#[test]
fn without_a_usable_secret_nothing_is_believed() {
    for secrets in [&[][..], &["whsec_"], &["whsec_!!!"], &["whsec_c2hvcnQ="]] {
        let answer = client(secrets).notice(&signed(FIRST, &paid()));
        assert_eq!(answer, Err(NoticeError::NoSecret), "{secrets:?}");
    }
    let answer = client(&["whsec_!!!", FIRST]).notice(&signed(FIRST, &paid()));
    assert_eq!(answer, Ok(expected()));
}

#[test]
fn a_malformed_secret_is_known_beforehand() {
    let is_well_formed = |secret: &str| webhook_secret_is_well_formed(&secret.into());
    for secret in [FIRST, "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"] {
        assert!(is_well_formed(secret), "{secret}");
    }
    for secret in [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_not base64 at all, however long",
    ] {
        assert!(!is_well_formed(secret), "{secret}");
    }
}
