//! Webhooks, which Svix signs for Clerk by the Standard Webhooks rules under headers of its own.

use openclaw_domain::port::{
    identity::PersonNotice,
    payment::{NoticeError, WebhookRequest},
};
use serde::Deserialize;
use serde_json::Value;
use standardwebhooks::Webhook;
use subtle::ConstantTimeEq as _;

use super::user::User;

/// How far a webhook's time may be from ours, either way: what Svix's own library allows.
const TOLERANCE_MS: u64 = 5 * 60 * 1000;

#[derive(Deserialize)]
struct WireNotice {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

#[derive(Deserialize)]
struct Deleted {
    id: String,
}

/// Reads a webhook that one of the keys signed. Two are in use while one replaces the other.
pub(super) fn read(
    keys: &[Webhook],
    issuer: &str,
    request: &WebhookRequest,
) -> Result<(String, PersonNotice), NoticeError> {
    if keys.is_empty() {
        return Err(NoticeError::NoSecret);
    }
    let id = header(request, "svix-id")?;
    let signatures = header(request, "svix-signature")?;
    let sent = header(request, "svix-timestamp")?
        .parse::<i64>()
        .map_err(|_| NoticeError::Signature("its time is no number of seconds".to_owned()))?;
    let mut keys = keys.iter();
    if !keys.any(|key| is_signed(key, id, sent, &request.body, signatures)) {
        return Err(NoticeError::Signature("no signature fits".to_owned()));
    }
    if sent.saturating_mul(1000).abs_diff(request.at.0) > TOLERANCE_MS {
        return Err(NoticeError::Stale);
    }
    Ok((id.to_owned(), told(issuer, &request.body)?))
}

fn told(issuer: &str, body: &[u8]) -> Result<PersonNotice, NoticeError> {
    let notice: WireNotice = serde_json::from_slice(body).map_err(|error| {
        NoticeError::Unreadable(format!("no notice at column {}", error.column()))
    })?;
    let unreadable = |_| NoticeError::Unreadable(format!("`{}` tells of nobody", notice.kind));
    match notice.kind.as_str() {
        "user.updated" => {
            let user = User::deserialize(&notice.data).map_err(unreadable)?;
            Ok(PersonNotice::Updated(user.into_person(issuer)))
        }
        "user.deleted" => {
            let deleted = Deleted::deserialize(&notice.data).map_err(unreadable)?;
            Ok(PersonNotice::Deleted {
                issuer: issuer.to_owned(),
                subject: deleted.id,
            })
        }
        _ => Ok(PersonNotice::Other),
    }
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
