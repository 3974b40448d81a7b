//! What came of an action: a code in the address that the next page has words for.

use openclaw_domain::order::{CancellationStatus, RefundError, SettleError, Settled};

use crate::{problem::Problem, view::admin::Told};

/// The words for a code; none for a code that we never gave.
pub(super) fn words(code: &str) -> Option<Told> {
    let (words, is_good) = match code {
        "refunded" => ("환불했어요. 결제사가 취소를 마쳤어요.", true),
        "requested" => (
            "크레딧을 거두고 취소를 요청했어요. 결제사가 처리하는 대로 상태가 바뀌어요.",
            true,
        ),
        "refused" => (
            "결제사가 취소를 거절했어요. 거둔 크레딧은 되돌려 놓았어요.",
            false,
        ),
        "nothing" => ("지금은 환불할 수 있는 금액이 없어요.", false),
        "too_many" => ("남은 유료 크레딧보다 많아요.", false),
        "in_use" => (
            "구매자가 크레딧을 쓰고 있어요. 잠시 뒤에 다시 해 주세요.",
            false,
        ),
        "by_hand" => (
            "가상계좌 입금은 여기서 환불할 수 없어요. 결제사 콘솔에서 구매자 계좌로 취소하면 크레딧은 저절로 정리돼요.",
            false,
        ),
        "changed" => (
            "그 사이에 다른 환불이 있었어요. 금액을 다시 확인해 주세요.",
            false,
        ),
        "no_reason" => ("사유를 100자 안으로 적어 주세요.", false),
        "no_credits" => ("크레딧은 1 이상의 숫자로 적어 주세요.", false),
        "paid" => ("결제사에 다시 물어봤어요. 결제된 주문이에요.", true),
        "pending" => ("결제사에 다시 물어봤어요. 아직 결제 전이에요.", true),
        "unpaid" => ("결제사에 이 주문의 결제가 없어요.", true),
        "misfit" => (
            "결제사에 다시 물어봤어요. 크레딧을 줄 수 없는 결제예요. 사유를 확인해 주세요.",
            false,
        ),
        "no_answer" => ("결제사가 답하지 않았어요. 잠시 뒤에 다시 해 주세요.", false),
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
