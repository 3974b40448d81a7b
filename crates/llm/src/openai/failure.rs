//! What `OpenAI` means by its codes and types.

use crate::failure::Meaning;

pub(super) fn meaning(code: &str) -> Option<Meaning> {
    Some(match code {
        "insufficient_quota" | "credit_balance_exhausted" | "billing_not_active" => Meaning::Spent,
        "rate_limit_exceeded" | "slow_down" | "rate_limit_error" => Meaning::TooFast,
        "server_error" | "server_is_overloaded" | "vector_store_timeout" => Meaning::Unavailable,
        "bio_policy" | "content_policy_violation" | "image_content_policy_violation" => {
            Meaning::Declined
        }
        "data_residency_mismatch" | "invalid_api_key" | "model_not_found" => Meaning::Misconfigured,
        "invalid_prompt" | "invalid_json_schema" => Meaning::Rejected,
        _ => return None,
    })
}
