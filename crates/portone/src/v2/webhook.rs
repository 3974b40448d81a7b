//! The webhook, signed by the Standard Webhooks rules over the body's very bytes.

use openclaw_domain::port::payment::{Notice, NoticeError, WebhookRequest};
use openclaw_webhooks::{Headers, prove};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

/// Version 2024-04-25. What other versions and types have besides is none of our business.
#[derive(Deserialize)]
struct WireNotice {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

/// Reads a webhook that one of the secrets signed.
pub(super) fn notice(
    secrets: &[SecretString],
    request: &WebhookRequest,
) -> Result<Notice, NoticeError> {
    let id = prove(secrets, Headers::STANDARD, request)?;
    read(id, &request.body)
}

fn read(id: &str, body: &[u8]) -> Result<Notice, NoticeError> {
    let notice: WireNotice = serde_json::from_slice(body).map_err(|error| {
        NoticeError::Unreadable(format!("no notice at column {}", error.column()))
    })?;
    let told = |field: &str| notice.data[field].as_str().map(str::to_owned);
    Ok(Notice {
        id: Some(id.to_owned()),
        payment_id: told("paymentId"),
        store_id: told("storeId"),
        kind: notice.kind,
    })
}
