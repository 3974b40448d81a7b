//! What all providers' refusals have in common: which of the domain's errors they are, what of them
//! the operator is told, and how long they ask to wait.

use std::time::Duration;

use openclaw_domain::port::model::{ModelError, Usage};
use reqwest::{StatusCode, header::HeaderMap};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The most of a provider's message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// An error by code (`rate_limit_exceeded`) and type (`invalid_request_error`).
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Error {
    #[serde(default, deserialize_with = "word")]
    pub(crate) code: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    pub(crate) message: Option<String>,
}

/// A code as a word: servers that speak like `OpenAI` (vLLM, llama.cpp) send the status as a number.
fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(word) => Some(word),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// What a provider means by one of its codes or types.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Meaning {
    /// The account has nothing left to spend.
    Spent,
    /// Too much at once.
    TooFast,
    /// It is the provider's own fault, and passes.
    Unavailable,
    /// The account or the settings want mending.
    Misconfigured,
    /// This request is not taken.
    Rejected,
    /// The model will not write this.
    Declined,
}

/// How a provider's words are read.
pub(crate) type Codes = fn(&str) -> Option<Meaning>;

/// A refusal by HTTP: by its code first, since one status has several meanings (429 is both "slow
/// down" and "the account is empty"), then by its type, then by its status.
pub(crate) fn of_status(
    codes: Codes,
    status: StatusCode,
    error: &Error,
    retry_after: Option<Duration>,
    key: &str,
) -> ModelError {
    let meaning = by_code(codes, error).unwrap_or(match status.as_u16() {
        429 => Meaning::TooFast,
        400 | 413 | 415 | 422 => Meaning::Rejected,
        401..=405 => Meaning::Misconfigured,
        _ => Meaning::Unavailable,
    });
    meaning.error(told(Some(status), error, key), retry_after)
}

/// A failure after the answer had begun.
pub(crate) fn of_stream(codes: Codes, error: &Error, key: &str) -> ModelError {
    let meaning = by_code(codes, error).unwrap_or(Meaning::Unavailable);
    meaning.error(told(None, error, key), None)
}

fn by_code(codes: Codes, error: &Error) -> Option<Meaning> {
    let known = [&error.code, &error.kind].into_iter().flatten();
    known.map(String::as_str).find_map(codes)
}

impl Meaning {
    fn error(self, told: String, retry_after: Option<Duration>) -> ModelError {
        match self {
            Self::Spent => {
                ModelError::Misconfigured(format!("{told}: the account has nothing left to spend"))
            }
            Self::TooFast => ModelError::RateLimited { retry_after },
            Self::Unavailable => ModelError::Unavailable(told),
            Self::Misconfigured => ModelError::Misconfigured(told),
            Self::Rejected => ModelError::Rejected(told),
            Self::Declined => ModelError::Declined {
                usage: Usage::default(),
            },
        }
    }
}

/// The failure in a line for the operator, without the key.
fn told(status: Option<StatusCode>, error: &Error, key: &str) -> String {
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
