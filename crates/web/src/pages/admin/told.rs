//! What came of an action: a code in the address that the next page has words for.

use openclaw_domain::order::{CancellationStatus, RefundError, SettleError, Settled};

use crate::{problem::Problem, view::admin::Told, words::say};

/// The words for a code; none for a code that we never gave.
pub(super) fn words(code: &str) -> Option<Told> {
    let (words, is_good) = match code {
        "refunded" => (say("told-refunded"), true),
        "requested" => (say("told-requested"), true),
        "refused" => (say("told-refused"), false),
        "nothing" => (say("told-nothing"), false),
        "too_many" => (say("told-too-many"), false),
        "in_use" => (say("told-in-use"), false),
        "by_hand" => (say("told-by-hand"), false),
        "changed" => (say("told-changed"), false),
        "no_reason" => (say("told-no-reason"), false),
        "no_credits" => (say("told-no-credits"), false),
        "paid" => (say("told-paid"), true),
        "pending" => (say("told-pending"), true),
        "unpaid" => (say("told-unpaid"), true),
        "misfit" => (say("told-misfit"), false),
        "no_answer" => (say("told-no-answer"), false),
        _ => return None,
    };
    Some(Told { words, is_good })
}

/// How a giving back stands.
pub(super) const fn of_cancellation(status: CancellationStatus) -> &'static str {
    match status {
        CancellationStatus::Succeeded => "refunded",
        CancellationStatus::Requested => "requested",
        CancellationStatus::Failed => "refused",
    }
}

/// Why nothing was refunded.
pub(super) fn of_refusal(error: RefundError) -> Result<&'static str, Problem> {
    Ok(match error {
        RefundError::NoOrder => return Err(Problem::not_found()),
        RefundError::Nothing(_) => "nothing",
        RefundError::TooMany { .. } => "too_many",
        RefundError::ByHand => "by_hand",
        RefundError::InUse => "in_use",
        RefundError::Database(error) => return Err(error.into()),
    })
}

/// What a look came to.
pub(super) fn of_look(looked: Result<Settled, SettleError>) -> Result<&'static str, Problem> {
    Ok(match looked {
        Ok(Settled::Completed { .. }) => "paid",
        Ok(Settled::Pending(_)) => "pending",
        Err(error) => return of_failure(error),
    })
}

/// Why a look or another try came to nothing.
pub(super) fn of_failure(error: SettleError) -> Result<&'static str, Problem> {
    Ok(match error {
        SettleError::NoPayment => "unpaid",
        SettleError::Mismatch(_) | SettleError::NotCaptured(_) => "misfit",
        SettleError::Gateway(error) => {
            tracing::warn!(%error, "the payment gateway told an operator nothing");
            "no_answer"
        }
        SettleError::NoOrder => return Err(Problem::not_found()),
        SettleError::Database(error) => return Err(error.into()),
    })
}
