//! Which of the domain's errors a failure is: by its code first, since one status has several
//! meanings (429 is both "slow down" and "the account is empty"), then by its status.

use std::time::Duration;

use openclaw_domain::port::model::{ModelError, Usage};
use reqwest::{StatusCode, header::HeaderMap};

use super::wire::Error;

/// The most of a provider's message that is passed on, in characters.
const LONGEST_MESSAGE: usize = 200;

/// A refusal by HTTP.
pub(super) fn of_status(
    status: StatusCode,
    error: &Error,
    retry_after: Option<Duration>,
    key: &str,
) -> ModelError {
    let told = told(Some(status), error, key);
    by_code(error, retry_after, &told).unwrap_or_else(|| match status.as_u16() {
        429 => ModelError::RateLimited { retry_after },
        400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 => ModelError::Misconfigured(told),
        _ => ModelError::Unavailable(told),
    })
}

/// A failure after the answer had begun.
pub(super) fn of_stream(error: &Error, key: &str) -> ModelError {
    let told = told(None, error, key);
    by_code(error, None, &told).unwrap_or(ModelError::Unavailable(told))
}

fn by_code(error: &Error, retry_after: Option<Duration>, told: &str) -> Option<ModelError> {
    let known = [&error.code, &error.kind].into_iter().flatten();
    known.map(String::as_str).find_map(|code| match code {
        "insufficient_quota" | "credit_balance_exhausted" | "billing_not_active" => Some(
            ModelError::Misconfigured(format!("{told}: the account has nothing left to spend")),
        ),
        "rate_limit_exceeded" | "slow_down" | "rate_limit_error" => {
            Some(ModelError::RateLimited { retry_after })
        }
        "server_error" | "server_is_overloaded" | "vector_store_timeout" => {
            Some(ModelError::Unavailable(told.to_owned()))
        }
        "bio_policy" | "content_policy_violation" | "image_content_policy_violation" => {
            Some(ModelError::Declined {
                usage: Usage::default(),
            })
        }
        "data_residency_mismatch"
        | "invalid_api_key"
        | "invalid_prompt"
        | "model_not_found"
        | "invalid_request_error" => Some(ModelError::Misconfigured(told.to_owned())),
        _ => None,
    })
}

/// The failure in a line for the operator.
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
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<f64>().ok();
    let seconds = number("retry-after-ms")
        .map(|ms| ms / 1000.0)
        .or_else(|| number("retry-after"));
    Duration::try_from_secs_f64(seconds?).ok()
}
