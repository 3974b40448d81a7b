//! What Clerk calls a person: the user of its Backend API and of its webhooks.

use openclaw_domain::port::identity::{IdentityError, Person, Proved};
use openidconnect::{
    HttpRequest,
    http::{
        StatusCode,
        header::{AUTHORIZATION, HeaderValue},
    },
};
use secrecy::ExposeSecret as _;
use serde::Deserialize;

use super::Clerk;
use crate::failure::unavailable;

/// What answers have been read by; later versions may have other members.
const API_VERSION: &str = "2026-05-12";

/// The `User` of the Backend API, as far as we look at it.
#[derive(Deserialize)]
pub(super) struct User {
    id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    username: Option<String>,
    primary_email_address_id: Option<String>,
    #[serde(default)]
    email_addresses: Vec<EmailAddress>,
    #[serde(default)]
    banned: bool,
}

#[derive(Deserialize)]
struct EmailAddress {
    id: Option<String>,
    #[serde(rename = "email_address")]
    address: String,
    verification: Option<Verification>,
}

#[derive(Deserialize)]
struct Verification {
    status: Option<String>,
}

impl Clerk {
    pub(super) async fn asked_for(&self, proved: &Proved) -> Result<Person, IdentityError> {
        if proved.issuer != self.issuer {
            return Err(IdentityError::Refused("they are another service's".into()));
        }
        let answer = self.http.send(self.question(&proved.subject)?).await;
        let answer = answer.map_err(|error| unavailable(&error.to_string()))?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND => {
                return Err(IdentityError::Refused("Clerk does not know them".into()));
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                tracing::error!("Clerk does not take our secret key");
                return Err(unavailable("it does not take our secret key"));
            }
            status => return Err(unavailable(&format!("HTTP {}", status.as_u16()))),
        }
        let user: User = serde_json::from_slice(answer.body())
            .map_err(|_| unavailable("what it says of a person cannot be read"))?;
        if user.id != proved.subject {
            return Err(unavailable("it told of somebody else"));
        }
        if user.banned {
            return Err(IdentityError::Refused("they are banned at Clerk".into()));
        }
        Ok(user.into_person(&self.issuer))
    }

    fn question(&self, subject: &str) -> Result<HttpRequest, IdentityError> {
        let mut url = self.backend_url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["users", subject]);
        }
        let bearer = format!("Bearer {}", self.secret_key.expose_secret());
        let mut request = HttpRequest::new(Vec::new());
        *request.uri_mut() = url
            .as_str()
            .parse()
            .map_err(|_| IdentityError::Refused("nobody can be named like that".into()))?;
        let mut bearer =
            HeaderValue::from_str(&bearer).map_err(|_| unavailable("our secret key is none"))?;
        bearer.set_sensitive(true);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, bearer);
        headers.insert("clerk-api-version", HeaderValue::from_static(API_VERSION));
        Ok(request)
    }
}

impl User {
    pub(super) fn into_person(self, issuer: &str) -> Person {
        Person {
            issuer: issuer.to_owned(),
            name: self.name(),
            email: self.email(),
            subject: self.id,
        }
    }

    fn name(&self) -> Option<String> {
        let told = |name: &Option<String>| {
            let name = name.as_deref().unwrap_or_default().trim();
            (!name.is_empty()).then(|| name.to_owned())
        };
        match (told(&self.first_name), told(&self.last_name)) {
            // As it is written in Korean: 김하늘.
            (Some(first), Some(last)) if is_hangul(&first) && is_hangul(&last) => {
                Some(last + &first)
            }
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (first, last) => first.or(last).or_else(|| told(&self.username)),
        }
    }

    /// Providers without emails have no primary one. One that Clerk does not vouch for may be
    /// somebody else's.
    fn email(&self) -> Option<String> {
        let primary = self.primary_email_address_id.as_ref()?;
        let mut addresses = self.email_addresses.iter();
        let found = addresses.find(|address| address.id.as_ref() == Some(primary))?;
        let status = found
            .verification
            .as_ref()
            .and_then(|it| it.status.as_deref());
        let vouched = status.is_none_or(|status| status == "verified");
        (vouched && !found.address.is_empty()).then(|| found.address.clone())
    }
}

/// Whether it is written in Korean syllables alone.
fn is_hangul(name: &str) -> bool {
    name.chars().all(|letter| ('가'..='힣').contains(&letter))
}
