//! A payment as the `PaymentAnnotation` of the V1 description.

use serde_json::{Value, json};

use crate::portone::{
    new::{ChannelType, PaymentStatus},
    payment::{Cancellation, CancellationStatus, Payment},
    render::receipt_url,
};

/// V1 knows four states: a payment of which a part was given back is still paid.
pub(super) fn status_name(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Ready | PaymentStatus::PayPending | PaymentStatus::VirtualAccountIssued => {
            "ready"
        }
        PaymentStatus::Paid | PaymentStatus::PartialCancelled => "paid",
        PaymentStatus::Failed => "failed",
        PaymentStatus::Cancelled => "cancelled",
    }
}

/// What does not apply is null, and a time that has not come is 0, as in the real answers.
pub(super) fn payment(payment: &Payment, base_url: &str) -> Value {
    let seconds = payment.status_changed_at.timestamp();
    let when = |status| if payment.status == status { seconds } else { 0 };
    let given_back: Vec<&Cancellation> = payment
        .cancellations
        .iter()
        .filter(|cancellation| cancellation.status == CancellationStatus::Succeeded)
        .collect();
    let last = given_back.last();
    let receipt = payment.was_paid().then(|| receipt_url(payment, base_url));
    let mut json = json!({
        "imp_uid": payment.transaction_id,
        "merchant_uid": payment.id,
        "pay_method": method(payment),
        "channel": "pc",
        "pg_provider": "nice_v2",
        "emb_pg_provider": payment.easy_pay_provider.as_deref().map(str::to_lowercase),
        "pg_tid": payment.pg_tx_id(),
        "pg_id": "sandbox",
        "sandbox": payment.channel_type == ChannelType::Test,
        "escrow": false,
        "name": payment.order_name,
        "amount": payment.total,
        "cancel_amount": payment.cancelled(),
        "currency": payment.currency,
        "buyer_name": payment.customer["name"],
        "buyer_email": payment.customer["email"],
        "buyer_tel": payment.customer["phoneNumber"],
        "buyer_addr": null,
        "buyer_postcode": null,
        "custom_data": payment.custom_data,
        "user_agent": "sandbox",
        "status": status_name(payment.status),
        "started_at": payment.requested_at.timestamp(),
        "paid_at": payment.paid_at.map_or(0, |at| at.timestamp()),
        "failed_at": when(PaymentStatus::Failed),
        "cancelled_at": last.map_or(0, |cancellation| cancellation.ended_at.timestamp()),
        "fail_reason": payment.failure.as_ref().map(|failure| &failure.reason),
        "cancel_reason": last.map(|cancellation| &cancellation.reason),
        "receipt_url": receipt,
        "cancel_history": given_back.iter().map(|it| cancellation(it)).collect::<Vec<_>>(),
        "cancel_receipt_urls": [],
        "cash_receipt_issued": false,
        "customer_uid": null,
        "customer_uid_usage": null,
    });
    if let (Some(fields), Value::Object(means)) = (json.as_object_mut(), means(payment)) {
        fields.extend(means);
    }
    json
}

fn method(payment: &Payment) -> &'static str {
    match (
        payment.pay_method.as_str(),
        payment.easy_pay_provider.as_deref(),
    ) {
        ("EASY_PAY", Some("NAVERPAY")) => "naverpay",
        ("EASY_PAY", Some("TOSSPAY")) => "tosspay",
        ("EASY_PAY", _) => "kakaopay",
        ("VIRTUAL_ACCOUNT", _) => "vbank",
        ("TRANSFER", _) => "trans",
        ("MOBILE", _) => "phone",
        _ => "card",
    }
}

/// The card or the account it was paid with.
fn means(payment: &Payment) -> Value {
    if let Some(account) = &payment.account {
        return json!({
            "vbank_code": "088",
            "vbank_name": "신한은행",
            "vbank_num": account.number,
            "vbank_holder": "연습상점",
            "vbank_date": account.expires_at.timestamp(),
            "vbank_issued_at": account.issued_at.timestamp(),
        });
    }
    if payment.pay_method == "CARD" && payment.was_paid() {
        return json!({
            "apply_num": "00000000",
            "card_code": "366",
            "card_name": "신한카드",
            "card_quota": 0,
            "card_number": "000000******0000",
            "card_type": 0,
        });
    }
    json!({})
}

fn cancellation(cancellation: &Cancellation) -> Value {
    json!({
        "pg_tid": format!("sandbox-pg-{}", cancellation.id),
        "amount": cancellation.amount,
        "cancelled_at": cancellation.ended_at.timestamp(),
        "reason": cancellation.reason,
        "cancellation_id": cancellation.id,
        "receipt_url": null,
    })
}
