//! The webhook, signed by the Standard Webhooks rules over the body's very bytes.

use openclaw_domain::{
    port::payment::{Notice, NoticeError, WebhookRequest},
    time::Timestamp,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::Value;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use subtle::ConstantTimeEq as _;

/// How far a webhook's time may be from ours, either way.
const TOLERANCE_MS: u64 = 5 * 60 * 1000;
/// A key of fewer bytes can be guessed. Standard Webhooks asks for 24 and more; `PortOne` does not
/// say how long its own are.
const SHORTEST_KEY: usize = 16;

/// Version 2024-04-25. What other versions and types have besides is none of our business.
#[derive(Deserialize)]
struct WireNotice {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

/// Whether webhooks can be proved with it: base64 of at least 16 bytes, `whsec_` before it or not.
/// A secret that is not would never fit any webhook, so that a program should refuse to start.
#[must_use]
pub fn webhook_secret_is_well_formed(secret: &SecretString) -> bool {
    key(secret).is_some()
}

fn key(secret: &SecretString) -> Option<Webhook> {
    let secret = secret.expose_secret();
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    // Four characters of base64 are three bytes.
    let is_long = encoded.trim_end_matches('=').len() * 3 / 4 >= SHORTEST_KEY;
    Webhook::new(secret).ok().filter(|_| is_long)
}

/// Reads a webhook that one of the secrets signed. Two are in use while one replaces the other.
pub(super) fn notice(
    secrets: &[SecretString],
    request: &WebhookRequest,
) -> Result<Notice, NoticeError> {
    let keys: Vec<Webhook> = secrets.iter().filter_map(key).collect();
    if keys.is_empty() {
        return Err(NoticeError::NoSecret);
    }
    let id = header(request, HEADER_WEBHOOK_ID)?;
    let signatures = header(request, HEADER_WEBHOOK_SIGNATURE)?;
    let sent = header(request, HEADER_WEBHOOK_TIMESTAMP)?
        .parse::<i64>()
        .map_err(|_| NoticeError::Signature("its time is no number of seconds".to_owned()))?;
    if !keys
        .iter()
        .any(|key| is_signed(key, id, sent, &request.body, signatures))
    {
        return Err(NoticeError::Signature("no signature fits".to_owned()));
    }
    if Timestamp(sent.saturating_mul(1000))
        .0
        .abs_diff(request.at.0)
        > TOLERANCE_MS
    {
        return Err(NoticeError::Stale);
    }
    read(id, &request.body)
}

/// The crate's own check asks the system's clock, which tests cannot own; its signature does not.
fn is_signed(key: &Webhook, id: &str, sent: i64, body: &[u8], signatures: &str) -> bool {
    key.sign(id, sent, body).is_ok_and(|expected| {
        signatures
            .split(' ')
            .any(|given| given.as_bytes().ct_eq(expected.as_bytes()).into())
    })
}

fn header<'a>(request: &'a WebhookRequest, name: &str) -> Result<&'a str, NoticeError> {
    let mut found = request
        .headers
        .iter()
        .filter(|(it, _)| it.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str());
    match (found.next(), found.next()) {
        (Some(value), None) if !value.is_empty() => Ok(value),
        (Some(_), Some(_)) => Err(NoticeError::Signature(format!("two headers `{name}`"))),
        _ => Err(NoticeError::Signature(format!("no header `{name}`"))),
    }
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
