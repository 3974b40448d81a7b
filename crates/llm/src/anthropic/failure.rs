//! Which of the domain's errors a failure is: by its code first, since a 429 is both "slow down" and
//! "your limit of spending is reached", then by its type, then by its status.

use std::time::Duration;

use openclaw_domain::port::model::ModelError;
use reqwest::StatusCode;

use crate::failure::{Error, told};

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
        400 | 413 | 415 | 422 => ModelError::Rejected(told),
        401..=405 => ModelError::Misconfigured(told),
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
        "enforced_spend_limit_reached" | "credit_balance_exhausted" | "billing_error" => Some(
            ModelError::Misconfigured(format!("{told}: the account has nothing left to spend")),
        ),
        "rate_limit_error" => Some(ModelError::RateLimited { retry_after }),
        "overloaded_error" | "api_error" | "timeout_error" | "conflict_error" => {
            Some(ModelError::Unavailable(told.to_owned()))
        }
        "authentication_error" | "permission_error" | "not_found_error" => {
            Some(ModelError::Misconfigured(told.to_owned()))
        }
        "invalid_request_error" | "request_too_large" => {
            Some(ModelError::Rejected(told.to_owned()))
        }
        _ => None,
    })
}
