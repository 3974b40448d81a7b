//! Webhooks: heeded only as they were signed, and read without stumbling once they are.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use futures::future::{BoxFuture, ready};
use openclaw_domain::{
    port::{
        identity::HostedSignIn,
        payment::{NoticeError, PaymentGateway, WebhookRequest},
    },
    time::{Clock, Timestamp},
};
use openclaw_identity::{Clerk, ClerkSettings};
use openclaw_portone::{PortOne, PortOneV1, Settings, SettingsV1};
use secrecy::SecretString;
use standardwebhooks::Webhook;

const SECRET: &str = "whsec_bm9ib2R5IGtub3dzIHRoaXMgc2VjcmV0";
const ANOTHER: &str = "whsec_bm90aGluZyBpcyBzaWduZWQgYnkgaXQh";
const ID: &str = "webhook-1";
const SENT: i64 = 1_800_000_000;

/// `PortOne` V2.
pub(crate) fn portone_v2(body: &[u8]) {
    static SHOP: LazyLock<PortOne> = LazyLock::new(|| {
        let mut settings = Settings::new("store-1".to_owned(), "secret".to_owned().into());
        settings.webhook_secrets = vec![SecretString::from(SECRET)];
        PortOne::new(openclaw_http::client().expect("a client"), settings)
    });
    let read = |request: &WebhookRequest| SHOP.notice(request);
    if let Ok(notice) = signed_alone(body, "webhook", read) {
        assert_eq!(notice.id.as_deref(), Some(ID), "the id is the signed one");
    }
}

/// Clerk, by Svix.
pub(crate) fn clerk(body: &[u8]) {
    struct Noon;
    impl Clock for Noon {
        fn now(&self) -> Timestamp {
            Timestamp(SENT * 1_000)
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(ready(()))
        }
    }
    static SERVICE: LazyLock<Clerk> = LazyLock::new(|| {
        let host = BASE64_STANDARD_NO_PAD.encode("example-1.clerk.accounts.dev$");
        let mut settings =
            ClerkSettings::new(format!("pk_test_{host}"), "sk_test_1".to_owned().into());
        settings.webhook_secrets = vec![SecretString::from(SECRET)];
        let http = openclaw_http::client().expect("a client");
        Clerk::new(http, settings, Arc::new(Noon)).expect("settings that fit")
    });
    let read = |request: &WebhookRequest| SERVICE.notice(request);
    if let Ok((id, _)) = signed_alone(body, "svix", read) {
        assert_eq!(id, ID, "the id is the signed one");
    }
}

/// `PortOne` V1, which does not sign: where to look, and nothing that could be mistaken for proof.
pub(crate) fn portone_v1(body: &[u8]) {
    static MERCHANT: LazyLock<PortOneV1> = LazyLock::new(|| {
        let settings = SettingsV1::new("imp1".to_owned(), "key".to_owned(), "secret".into());
        PortOneV1::new(openclaw_http::client().expect("a client"), settings)
    });
    let request = WebhookRequest {
        headers: Vec::new(),
        body: body.to_vec(),
        at: Timestamp(SENT * 1_000),
    };
    match MERCHANT.notice(&request) {
        Ok(notice) => {
            assert_eq!(notice.id, None, "nothing proves it");
            let order = notice.payment_id.expect("an order to look at");
            for told in [&order, &notice.kind] {
                assert!(!told.is_empty() && told.len() <= 40, "{told}");
            }
        }
        Err(error) => assert!(matches!(error, NoticeError::Unreadable(_)), "{error}"),
    }
}

/// What is read of a body that was signed; that the same is refused in every other way is checked.
fn signed_alone<T>(
    body: &[u8],
    prefix: &str,
    read: impl Fn(&WebhookRequest) -> Result<T, NoticeError>,
) -> Result<T, NoticeError> {
    let sign = |secret: &str| {
        let key = Webhook::new(secret).expect("a secret");
        // None for what is no text: nobody can have signed it.
        key.sign(ID, SENT, body).ok()
    };
    let request = |signature: Option<String>, body: &[u8], at: i64| {
        let names = ["id", "timestamp", "signature"].map(|it| format!("{prefix}-{it}"));
        let values = [Some(ID.to_owned()), Some(SENT.to_string()), signature];
        let headers = names.into_iter().zip(values);
        WebhookRequest {
            headers: headers.filter_map(|(name, it)| Some((name, it?))).collect(),
            body: body.to_vec(),
            at: Timestamp(at * 1_000),
        }
    };
    let refused = |request: WebhookRequest| {
        let error = read(&request).err().expect("nobody signed this");
        assert!(
            matches!(error, NoticeError::Signature(_) | NoticeError::Stale),
            "{error}"
        );
    };
    refused(request(None, body, SENT));
    refused(request(Some(String::new()), body, SENT));
    refused(request(sign(ANOTHER), body, SENT));
    // The body itself as a signature: what an attacker writes never fits by chance.
    let made_up = String::from_utf8_lossy(body).into_owned();
    refused(request(Some(made_up), body, SENT));
    refused(request(sign(SECRET), &[body, b" "].concat(), SENT));
    refused(request(sign(SECRET), body, SENT + 301));
    refused(request(sign(SECRET), body, SENT - 301));
    let result = read(&request(sign(SECRET), body, SENT));
    match &result {
        Err(NoticeError::Unreadable(_)) | Ok(_) => assert!(sign(SECRET).is_some(), "unsigned"),
        Err(NoticeError::Signature(_)) => assert!(sign(SECRET).is_none(), "it was signed"),
        Err(error) => panic!("{error}"),
    }
    result
}
