//! Which of the domain's errors a failure is: by its reason first, since 403 is both "no more today"
//! and "not allowed at all", then by its status.

use std::time::Duration;

use openclaw_domain::port::youtube::YouTubeError;
use reqwest::{StatusCode, header::HeaderMap};
use serde::Deserialize;

/// The most of YouTube's message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// `{"error": {code, message, status, errors: [{message, domain, reason}]}}`
#[derive(Default, Deserialize)]
#[serde(default)]
struct Envelope {
    error: Error,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Error {
    message: String,
    status: String,
    errors: Vec<Reason>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reason {
    reason: String,
}

/// A refusal by HTTP.
pub(crate) fn of_status(
    status: StatusCode,
    body: &[u8],
    retry_after: Option<Duration>,
    key: &str,
) -> YouTubeError {
    let Envelope { error } = serde_json::from_slice(body).unwrap_or_default();
    let reasons = error.errors.iter().map(|error| error.reason.as_str());
    let reason = reasons
        .chain([error.status.as_str()])
        .find(|reason| !reason.is_empty())
        .unwrap_or("no reason");
    let quota = |is_for_the_day| YouTubeError::Quota {
        reason: reason.to_owned(),
        is_for_the_day,
    };
    match (reason, status.as_u16()) {
        ("quotaExceeded" | "dailyLimitExceeded", 403 | 429) => quota(true),
        ("rateLimitExceeded" | "userRateLimitExceeded" | "RESOURCE_EXHAUSTED", 403 | 429) => {
            quota(false)
        }
        (_, 429 | 503) => YouTubeError::Busy { retry_after },
        (_, 400..=499) => YouTubeError::Misconfigured(told(status, reason, &error.message, key)),
        _ => YouTubeError::Unavailable(told(status, reason, &error.message, key)),
    }
}

/// The failure in a line for the operator. Messages hold HTML, and may quote the request.
fn told(status: StatusCode, reason: &str, message: &str, key: &str) -> String {
    let mut line = format!("{reason} (HTTP {})", status.as_u16());
    let message = if key.is_empty() {
        message.to_owned()
    } else {
        message.replace(key, "…")
    };
    let mut is_tag = false;
    let plain: String = message
        .chars()
        .filter(|&c| {
            let was_tag = is_tag;
            is_tag = (is_tag || c == '<') && c != '>';
            !is_tag && !was_tag && !c.is_control()
        })
        .take(LONGEST_MESSAGE)
        .collect();
    if !plain.is_empty() {
        line.push_str(": ");
        line.push_str(&plain);
    }
    line
}

/// A request that got no whole answer, in words without its address, which holds the key.
pub(crate) fn of_line(error: reqwest::Error) -> YouTubeError {
    if error.is_builder() {
        return YouTubeError::Misconfigured("the base URL is not one".into());
    }
    YouTubeError::Unavailable(openclaw_http::reason(&error.without_url()))
}

/// How long YouTube asks to wait, in seconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("retry-after")?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}
