//! Our cookies: never read by scripts, never sent along by other sites' forms, only over TLS
//! where the site has it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};

use crate::site::Site;

/// The session's token.
pub(crate) const SESSION: &str = "oc_session";
/// What a browser must bring back from its sign-in provider.
pub(crate) const SIGN_IN: &str = "oc_sign_in";

/// The language chosen on this browser.
pub(crate) const LANGUAGE: &str = "oc_language";

/// The value of a cookie, ours or another's, by its name as sent.
pub fn sent(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        // Most requests bring few of those that are looked for, and decoding costs more than this.
        .filter(|cookies| cookies.contains(name))
        .flat_map(Cookie::split_parse_encoded)
        .flatten()
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

impl Site {
    /// With the prefix that makes browsers hold on to Secure, Path and host, where there is TLS.
    fn cookie_name(&self, name: &str) -> String {
        if self.is_https() {
            format!("__Host-{name}")
        } else {
            name.to_owned()
        }
    }

    /// The value of one of our cookies.
    pub(crate) fn cookie(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        sent(headers, &self.cookie_name(name))
    }

    /// The `Set-Cookie` that keeps `value` for `life`; a life of zero deletes it.
    pub(crate) fn set_cookie(&self, name: &str, value: &str, life: Duration) -> HeaderValue {
        kept(&self.cookie_name(name), value, life, self.is_https())
    }
}

/// The `Set-Cookie` that has a browser send `value` back by that name, encoded so that [`sent`] finds it
/// unchanged; only over TLS where `is_secure`.
pub fn kept(name: &str, value: &str, life: Duration, is_secure: bool) -> HeaderValue {
    let seconds = i64::try_from(life.as_secs()).unwrap_or(i64::MAX);
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .max_age(cookie::time::Duration::seconds(seconds))
        .build();
    // Encoded, a cookie is ASCII without control characters: always a header's value.
    HeaderValue::from_str(&cookie.encoded().to_string())
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}
