//! Which of the domain's errors a failure is: by its code first, since one status has several
//! meanings (429 is both "slow down" and "the account is empty"), then by its status.

use std::time::Duration;

use openclaw_domain::port::model::{ModelError, Usage};
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
        "data_residency_mismatch" | "invalid_api_key" | "model_not_found" => {
            Some(ModelError::Misconfigured(told.to_owned()))
        }
        "invalid_prompt" | "invalid_json_schema" => Some(ModelError::Rejected(told.to_owned())),
        _ => None,
    })
}
