//! `POST /payments/cancel`.

use std::sync::Arc;

use axum::{extract::State as Shared, http::HeaderMap, response::Response};
use bytes::Bytes;

use super::{
    envelope::{Fields, Refusal, ok, refuse},
    lookup, render, token,
};
use crate::{
    portone::{
        new::PaymentStatus,
        payment::{Cancellation, Payment},
    },
    state::State,
};

pub(super) async fn cancel(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let fields = Fields::read(&headers, &body);
    let (amount, checksum) = (fields.number("amount")?, fields.number("checksum")?);
    let mut payments = state.payments();
    let now = payments.now();
    let found = match (fields.text("imp_uid"), fields.text("merchant_uid")) {
        (None, None) => {
            return Err(refuse(
                200,
                1,
                "imp_uid, merchant_uid 중 하나는 필수입니다.",
            ));
        }
        (Some(imp_uid), _) => lookup::by_imp_uid(&payments, imp_uid),
        (None, Some(merchant_uid)) => lookup::newest_paid(&payments, merchant_uid),
    };
    let missing = || refuse(200, 1, "취소할 결제건이 존재하지 않습니다.");
    let imp_uid = found.ok_or_else(missing)?.transaction_id.clone();
    let payment = payments.get_mut(&imp_uid).ok_or_else(missing)?;
    let amount = allowed(payment, amount, checksum)?;
    let reason = fields.text("reason").unwrap_or_default();
    let cancellation = Cancellation::new(amount, reason, "API", now);
    payment.cancellations.push(cancellation);
    payment.after_cancellation(now);
    let payment = payment.clone();
    if fields.flag("enable_webhook") {
        payments.announce_status(&payment, None);
    }
    Ok(ok(render::payment(&payment, state.base_url())))
}

/// Nothing and 0 both ask for all that is left.
fn allowed(payment: &Payment, amount: Option<i64>, checksum: Option<i64>) -> Result<i64, Refusal> {
    match payment.status {
        PaymentStatus::Paid | PaymentStatus::PartialCancelled => {}
        PaymentStatus::Cancelled => {
            return Err(refuse(200, 1, "이미 전액취소된 주문입니다."));
        }
        _ => return Err(refuse(200, 1, "결제완료 상태인 주문만 취소할 수 있습니다.")),
    }
    let cancellable = payment.cancellable();
    if checksum.is_some_and(|checksum| checksum != cancellable) {
        return Err(refuse(
            200,
            1,
            "취소가능 잔액 검증(checksum)에 실패하였습니다.",
        ));
    }
    let amount = amount.filter(|amount| *amount != 0).unwrap_or(cancellable);
    if amount < 0 || amount > cancellable || cancellable == 0 {
        return Err(refuse(
            200,
            1,
            "취소가능 금액보다 큰 금액을 취소할 수 없습니다.",
        ));
    }
    Ok(amount)
}
