//! What all providers' refusals have in common: what of them the operator is told, and how long
//! they ask to wait.

use std::time::Duration;

use reqwest::{StatusCode, header::HeaderMap};
use serde::Deserialize;

/// The most of a provider's message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// An error by code (`rate_limit_exceeded`) and type (`invalid_request_error`).
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Error {
    pub(crate) code: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) message: Option<String>,
}

/// The failure in a line for the operator, without the key.
pub(crate) fn told(status: Option<StatusCode>, error: &Error, key: &str) -> String {
    let code = error
        .code
        .as_deref()
        .or(error.kind.as_deref())
        .unwrap_or("no code");
    let mut line = status.map_or_else(
        || format!("{code} in mid-answer"),
        |status| format!("{code} (HTTP {})", status.as_u16()),
    );
    // A refused key is quoted back in the message, in part or whole.
    let about_key = status == Some(StatusCode::UNAUTHORIZED) || code == "invalid_api_key";
    if let Some(message) = error.message.as_deref().filter(|_| !about_key) {
        let message = if key.is_empty() {
            message.to_owned()
        } else {
            message.replace(key, "…")
        };
        line.push_str(": ");
        line.extend(
            message
                .chars()
                .filter(|c| !c.is_control())
                .take(LONGEST_MESSAGE),
        );
    }
    line
}

/// How long the provider asks to wait: `retry-after-ms` in milliseconds, else `retry-after` in
/// seconds. The date form of the latter is not used by model providers, and would need a clock.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1000.0)
        .or_else(|| number("retry-after"));
    Duration::try_from_secs_f64(seconds?).ok()
}
