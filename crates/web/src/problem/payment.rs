//! What goes wrong with money, in words for the buyer.

use axum::http::StatusCode;
use openclaw_domain::{
    agent::Problem as FieldFault,
    order::{AskError, HeedError, Mismatch, PrepareError, QuoteReason, RefundError, SettleError},
    port::payment::{GatewayError, NoticeError},
};

use super::Problem;
use crate::words::{Message, say};

impl From<PrepareError> for Problem {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::UnknownPackage => {
                Self::field("package", FieldFault::NotAChoice(Vec::new()))
            }
            PrepareError::UnknownMethod => {
                Self::field("method", FieldFault::NotAChoice(Vec::new()))
            }
            PrepareError::Database(error) => error.into(),
        }
    }
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::NoOrder => Self::not_found(),
            SettleError::NoPayment => Self::new(StatusCode::CONFLICT, "payment_not_found"),
            SettleError::Mismatch(mismatch) => Self::in_words(
                StatusCode::CONFLICT,
                mismatch.as_str(),
                mismatch_words(mismatch),
            ),
            SettleError::NotCaptured(reason) => {
                tracing::warn!(reason, "a payment was not captured");
                Self::new(StatusCode::CONFLICT, "not_captured")
            }
            SettleError::Gateway(error) => {
                tracing::error!(%error, "the payment gateway told nothing");
                let status = match error {
                    GatewayError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                    GatewayError::Misconfigured(_) => StatusCode::BAD_GATEWAY,
                };
                Self::new(status, "payment_provider_unavailable").after(5)
            }
            SettleError::Database(error) => error.into(),
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::NoOrder | AskError::Refund(RefundError::NoOrder) => Self::not_found(),
            AskError::Nothing(because) | AskError::Refund(RefundError::Nothing(because)) => {
                Self::nothing_to_refund(because)
            }
            AskError::Refund(RefundError::ByHand) => {
                Self::new(StatusCode::CONFLICT, "refund_by_hand")
            }
            AskError::Refund(RefundError::TooMany { .. } | RefundError::InUse) => {
                Self::new(StatusCode::CONFLICT, "credits_in_use")
            }
            AskError::Refund(RefundError::Database(error)) | AskError::Database(error) => {
                error.into()
            }
        }
    }
}

impl From<HeedError> for Problem {
    fn from(error: HeedError) -> Self {
        match error {
            HeedError::NoGateway => Self::not_found(),
            HeedError::Notice(NoticeError::Unreadable(_)) => {
                Self::new(StatusCode::BAD_REQUEST, "unreadable_webhook")
            }
            HeedError::Notice(_) => Self::new(StatusCode::UNAUTHORIZED, "webhook_not_proved"),
            HeedError::Database(error) => error.into(),
        }
    }
}

/// Why nothing goes back, in words.
pub fn quote_words(because: QuoteReason) -> Message {
    match because {
        QuoteReason::InTime => say("quote-in-time"),
        QuoteReason::Late => say("quote-late"),
        QuoteReason::AllUsed => say("quote-all-used"),
        QuoteReason::NotGranted => say("quote-not-granted"),
        QuoteReason::Refunded => say("quote-refunded"),
        QuoteReason::UnderWay => say("quote-under-way"),
        QuoteReason::Disputed => say("quote-disputed"),
        QuoteReason::PartialNotPossible => say("quote-partial-not-possible"),
    }
}

/// Why a payment was not taken, in words.
pub fn mismatch_words(mismatch: Mismatch) -> Message {
    match mismatch {
        Mismatch::Status => say("mismatch-status"),
        Mismatch::Cancelled => say("mismatch-cancelled"),
        Mismatch::Amount => say("mismatch-amount"),
        Mismatch::Currency => say("mismatch-currency"),
        Mismatch::TestChannel => say("mismatch-test-channel"),
        Mismatch::OrderName => say("mismatch-order-name"),
        Mismatch::Uid | Mismatch::Store => say("mismatch-uid"),
    }
}
