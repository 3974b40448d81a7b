//! `POST /payments/{paymentId}/cancel`: the rules, without the HTTP.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    error::ApiError,
    new::PaymentStatus,
    payment::{Cancellation, CancellationStatus, Payment},
    render,
    store::Payments,
    webhook::{Detail, Event},
};

/// The `CancelPaymentBody` of the schema, as far as the sandbox heeds it. Fields it does not know
/// are let through, as the real service does.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelBody {
    reason: String,
    amount: Option<i64>,
    tax_free_amount: Option<i64>,
    vat_amount: Option<i64>,
    current_cancellable_amount: Option<i64>,
    #[expect(dead_code, reason = "read so that an unknown requester is refused")]
    requester: Option<Requester>,
    refund_account: Option<RefundAccount>,
    #[serde(default)]
    skip_webhook: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Requester {
    Customer,
    Admin,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "read so that an account without a holder is refused"
)]
struct RefundAccount {
    bank: String,
    number: String,
    holder_name: String,
}

/// Gives all of the money back, or a part of it, at once or when the payment company says so.
pub(super) fn cancel(
    payments: &mut Payments,
    id: &str,
    body: CancelBody,
) -> Result<Value, ApiError> {
    let now = payments.now();
    let waits = payments.settings.async_cancel;
    let payment = payments.get_mut(id).ok_or_else(ApiError::not_found)?;
    let amount = allowed(payment, &body)?;
    let mut cancellation = Cancellation::new(amount, body.reason, "API", now);
    if waits {
        cancellation.status = CancellationStatus::Requested;
    }
    let answer = json!({"cancellation": render::cancellation(&cancellation)});
    let cancellation_id = Some(cancellation.id.clone());
    payment.cancellations.push(cancellation);
    if !waits {
        payment.after_cancellation(now);
    }
    let payment = payment.clone();
    if !body.skip_webhook {
        let event = if waits {
            Event::CancelPending
        } else {
            Event::of(payment.status)
        };
        let detail = Detail {
            cancellation_id,
            trigger: None,
        };
        payments.announce(&payment, event, &detail);
    }
    Ok(answer)
}

/// How much is to be given back, if the rules let it be.
fn allowed(payment: &Payment, body: &CancelBody) -> Result<i64, ApiError> {
    let conflict = |kind, message| Err(ApiError::new(409, kind, message));
    match payment.status {
        PaymentStatus::Paid | PaymentStatus::PartialCancelled => {}
        PaymentStatus::Cancelled => {
            return conflict("PAYMENT_ALREADY_CANCELLED", "결제가 이미 취소되었습니다.");
        }
        _ => return conflict("PAYMENT_NOT_PAID", "결제가 완료되지 않았습니다."),
    }
    let cancellable = payment.cancellable();
    if body
        .current_cancellable_amount
        .is_some_and(|expected| expected != cancellable)
    {
        let kind = "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN";
        return conflict(kind, "취소 가능 잔액 검증에 실패했습니다.");
    }
    let amount = body.amount.unwrap_or(cancellable);
    let (tax_free, vat) = (
        body.tax_free_amount.unwrap_or(0),
        body.vat_amount.unwrap_or(0),
    );
    if body.amount.is_some_and(|amount| amount <= 0) || tax_free < 0 || vat < 0 {
        return Err(ApiError::invalid());
    }
    if amount > cancellable || amount == 0 {
        let kind = "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT";
        return conflict(kind, "취소 금액이 취소 가능 금액을 초과했습니다.");
    }
    if tax_free.saturating_add(vat) > amount {
        let kind = "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT";
        return conflict(
            kind,
            "면세 금액 등 하위 항목들의 합이 취소 금액을 초과했습니다.",
        );
    }
    // Everything is taxed here.
    if tax_free > 0 {
        let kind = "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT";
        return conflict(
            kind,
            "취소 면세 금액이 취소 가능한 면세 금액을 초과했습니다.",
        );
    }
    // A bank cannot send the money back by itself.
    if payment.account.is_some() && body.refund_account.is_none() {
        return Err(ApiError::invalid());
    }
    Ok(amount)
}
