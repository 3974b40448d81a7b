//! `POST /payments/{paymentId}/cancel`: the rules, without the HTTP.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    payment::{Cancellation, Payment, PaymentStatus},
    render,
    rest::ApiError,
};

/// The `CancelPaymentBody` of the schema, as far as the sandbox heeds it. Fields it does not know
/// are let through, as the real service does.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelBody {
    reason: String,
    amount: Option<i64>,
    current_cancellable_amount: Option<i64>,
}

/// Gives all of the money back, or a part of it.
pub(super) fn cancel(payment: &mut Payment, body: CancelBody) -> Result<Value, ApiError> {
    match payment.status {
        PaymentStatus::Paid | PaymentStatus::PartialCancelled => {}
        PaymentStatus::Cancelled => {
            return Err(ApiError::new(
                409,
                "PAYMENT_ALREADY_CANCELLED",
                "결제가 이미 취소되었습니다.",
            ));
        }
        _ => {
            return Err(ApiError::new(
                409,
                "PAYMENT_NOT_PAID",
                "결제가 완료되지 않았습니다.",
            ));
        }
    }
    let cancellable = payment.total - payment.cancelled();
    if body
        .current_cancellable_amount
        .is_some_and(|expected| expected != cancellable)
    {
        let kind = "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN";
        return Err(ApiError::new(
            409,
            kind,
            "취소 가능 잔액 검증에 실패했습니다.",
        ));
    }
    let amount = body.amount.unwrap_or(cancellable);
    if amount <= 0 {
        return Err(ApiError::new(
            400,
            "INVALID_REQUEST",
            "취소 금액은 0보다 커야 합니다.",
        ));
    }
    if amount > cancellable {
        let kind = "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT";
        return Err(ApiError::new(
            409,
            kind,
            "취소 금액이 취소 가능 금액을 초과했습니다.",
        ));
    }
    let cancellation = Cancellation::new(amount, body.reason, "API");
    let answer = json!({"cancellation": render::cancellation(&cancellation)});
    payment.cancellations.push(cancellation);
    payment.become_status(if amount == cancellable {
        PaymentStatus::Cancelled
    } else {
        PaymentStatus::PartialCancelled
    });
    Ok(answer)
}
