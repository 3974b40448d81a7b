//! The headers of Standard Webhooks.

use serde::Serialize;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};

/// A webhook ready to be sent by a test, whatever it says and whoever signed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedWebhook {
    /// `content-type` and the three headers of Standard Webhooks.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte what was signed.
    pub body: String,
}

/// Signs a body with each secret. A secret that is not base64 is taken as it is.
pub(crate) fn sign(secrets: &[&str], body: &str, id: &str, timestamp: i64) -> SignedWebhook {
    let signatures: Vec<String> = secrets
        .iter()
        .filter_map(|secret| {
            let signer =
                Webhook::new(secret).or_else(|_| Webhook::from_bytes(secret.as_bytes().to_vec()));
            signer.ok()?.sign(id, timestamp, body.as_bytes()).ok()
        })
        .collect();
    let header = |name: &str, value: String| (name.to_owned(), value);
    SignedWebhook {
        headers: vec![
            header("content-type", "application/json".to_owned()),
            header(HEADER_WEBHOOK_ID, id.to_owned()),
            header(HEADER_WEBHOOK_TIMESTAMP, timestamp.to_string()),
            header(HEADER_WEBHOOK_SIGNATURE, signatures.join(" ")),
        ],
        body: body.to_owned(),
    }
}
