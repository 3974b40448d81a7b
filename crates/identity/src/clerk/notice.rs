//! Webhooks, which Svix signs for Clerk by the Standard Webhooks rules under headers of its own.

use openclaw_domain::port::{
    identity::PersonNotice,
    payment::{NoticeError, WebhookRequest},
};
use openclaw_webhooks::{Headers, prove};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::user::User;

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

/// Reads a webhook that one of the secrets signed.
pub(super) fn read(
    secrets: &[SecretString],
    issuer: &str,
    request: &WebhookRequest,
) -> Result<(String, PersonNotice), NoticeError> {
    let id = prove(secrets, Headers::SVIX, request)?;
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
