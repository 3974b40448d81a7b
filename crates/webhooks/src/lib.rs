//! Proving webhooks that are signed by the Standard Webhooks rules: `PortOne`'s, and Clerk's, which
//! Svix signs under headers of its own.
//!
//! The signature is over the body's very bytes, the id and the time; one of several secrets must fit,
//! because two are in use while one replaces the other; the time must be near ours, so that a webhook
//! that was overheard is worth nothing tomorrow.

use openclaw_domain::port::payment::{NoticeError, WebhookRequest};
use secrecy::{ExposeSecret as _, SecretString};
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook,
};
use subtle::ConstantTimeEq as _;

/// How far a webhook's time may be from ours, either way: what the rules recommend.
const TOLERANCE_MS: u64 = 5 * 60 * 1_000;
/// A key of fewer bytes can be guessed. Standard Webhooks asks for 24 and more; `PortOne` does not
/// say how long its own are.
const SHORTEST_KEY: usize = 16;

/// The names of the three headers.
#[derive(Clone, Copy, Debug)]
pub struct Headers {
    id: &'static str,
    timestamp: &'static str,
    signature: &'static str,
}

impl Headers {
    /// As the rules name them.
    pub const STANDARD: Self = Self {
        id: HEADER_WEBHOOK_ID,
        timestamp: HEADER_WEBHOOK_TIMESTAMP,
        signature: HEADER_WEBHOOK_SIGNATURE,
    };
    /// As Svix names them.
    pub const SVIX: Self = Self {
        id: "svix-id",
        timestamp: "svix-timestamp",
        signature: "svix-signature",
    };
}

/// Whether webhooks can be proved with it: base64 of at least 16 bytes, `whsec_` before it or not.
/// A secret that is not would never fit any webhook, so that a program should refuse to start.
#[must_use]
pub fn is_well_formed(secret: &SecretString) -> bool {
    key(secret).is_some()
}

fn key(secret: &SecretString) -> Option<Webhook> {
    let secret = secret.expose_secret();
    let encoded = secret.strip_prefix("whsec_").unwrap_or(secret);
    // Four characters of base64 are three bytes.
    let is_long = encoded.trim_end_matches('=').len() * 3 / 4 >= SHORTEST_KEY;
    Webhook::new(secret).ok().filter(|_| is_long)
}

/// The id of a webhook that one of the secrets signed, the same in every repetition.
pub fn prove<'a>(
    secrets: &[SecretString],
    names: Headers,
    request: &'a WebhookRequest,
) -> Result<&'a str, NoticeError> {
    let keys: Vec<Webhook> = secrets.iter().filter_map(key).collect();
    if keys.is_empty() {
        return Err(NoticeError::NoSecret);
    }
    let id = header(request, names.id)?;
    let signatures = header(request, names.signature)?;
    let sent = header(request, names.timestamp)?
        .parse::<i64>()
        .map_err(|_| NoticeError::Signature("its time is no number of seconds".to_owned()))?;
    if !keys
        .iter()
        .any(|key| is_signed(key, id, sent, &request.body, signatures))
    {
        return Err(NoticeError::Signature("no signature fits".to_owned()));
    }
    if sent.saturating_mul(1_000).abs_diff(request.at.0) > TOLERANCE_MS {
        return Err(NoticeError::Stale);
    }
    Ok(id)
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
