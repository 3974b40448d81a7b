//! What Anthropic means by its codes and types.

use crate::failure::Meaning;

pub(super) fn meaning(code: &str) -> Option<Meaning> {
    Some(match code {
        "enforced_spend_limit_reached" | "credit_balance_exhausted" | "billing_error" => {
            Meaning::Spent
        }
        "rate_limit_error" => Meaning::TooFast,
        "overloaded_error" | "api_error" | "timeout_error" | "conflict_error" => {
            Meaning::Unavailable
        }
        "authentication_error" | "permission_error" | "not_found_error" => Meaning::Misconfigured,
        "invalid_request_error" | "request_too_large" => Meaning::Rejected,
        _ => return None,
    })
}
