//! A payment as JSON: the `Payment` of the REST schema, one shape per status.

use serde_json::{Map, Value, json};

use super::{
    new::PaymentStatus,
    payment::{Cancellation, CancellationStatus, Dispute, Payment},
};
use crate::platform::rfc3339;

/// The answer of `GET /payments/{paymentId}`.
pub(super) fn payment(payment: &Payment, base_url: &str) -> Value {
    let mut body = common(payment);
    let changed = json!(rfc3339(payment.status_changed_at));
    let mut put = |name: &str, value: Value| {
        body.insert(name.to_owned(), value);
    };
    match payment.status {
        PaymentStatus::Ready => {}
        PaymentStatus::PayPending => put("pgTxId", json!(payment.pg_tx_id())),
        PaymentStatus::VirtualAccountIssued => {
            put("method", virtual_account(payment));
            put("pgTxId", json!(payment.pg_tx_id()));
        }
        PaymentStatus::Failed => {
            put("failedAt", changed.clone());
            put("failure", failure(payment));
        }
        PaymentStatus::Paid | PaymentStatus::PartialCancelled | PaymentStatus::Cancelled => {
            let paid_at = payment.paid_at.unwrap_or(payment.requested_at);
            put("method", method(payment));
            put("paidAt", json!(rfc3339(paid_at)));
            put("pgTxId", json!(payment.pg_tx_id()));
            put("receiptUrl", json!(receipt_url(payment, base_url)));
            put("disputes", payment.disputes.iter().map(dispute).collect());
            if payment.status != PaymentStatus::Paid {
                put("cancelledAt", changed);
            }
            if payment.status != PaymentStatus::Paid || !payment.cancellations.is_empty() {
                let all = payment.cancellations.iter().map(cancellation);
                put("cancellations", all.collect());
            }
        }
    }
    Value::Object(body)
}

pub(super) fn receipt_url(payment: &Payment, base_url: &str) -> String {
    format!("{base_url}/portone/receipts/{}", payment.transaction_id)
}

fn dispute(dispute: &Dispute) -> Value {
    let mut json = json!({
        "status": if dispute.resolved_at.is_some() { "RESOLVED" } else { "UNRESOLVED" },
        "reason": dispute.reason,
        "createdAt": rfc3339(dispute.created_at),
    });
    if let Some(at) = dispute.resolved_at {
        json["resolvedAt"] = json!(rfc3339(at));
    }
    json
}

fn common(payment: &Payment) -> Map<String, Value> {
    let changed = rfc3339(payment.status_changed_at);
    let body = json!({
        "status": payment.status,
        "id": payment.id,
        "transactionId": payment.transaction_id,
        "merchantId": "merchant-sandbox-00000000-0000-4000-8000-000000000000",
        "storeId": payment.store_id,
        "channel": {
            "type": payment.channel_type,
            "id": "channel-id-sandbox",
            "key": payment.channel_key,
            "name": "연습 채널",
            "pgProvider": "NICE_V2",
            "pgMerchantId": "sandbox",
        },
        "version": payment.version,
        "requestedAt": rfc3339(payment.requested_at),
        "updatedAt": changed,
        "statusChangedAt": changed,
        "orderName": payment.order_name,
        "amount": amount(payment),
        "currency": payment.currency,
        "customer": payment.customer,
        "origin": {"platformType": payment.platform_type, "ipAddress": "127.0.0.1"},
    });
    let Value::Object(mut body) = body else {
        return Map::new();
    };
    if let Some(data) = &payment.custom_data {
        body.insert("customData".to_owned(), json!(data));
    }
    body
}

/// Prices include 10% tax, as card payments in won do: supply = total / 1.1, rounded down.
fn amount(payment: &Payment) -> Value {
    let vat = payment.total - payment.total * 10 / 11;
    let paid = if payment.was_paid() {
        payment.total - payment.discount - payment.cancelled()
    } else {
        0
    };
    json!({
        "total": payment.total,
        "taxFree": 0,
        "vat": vat,
        "supply": payment.total - vat,
        "discount": payment.discount,
        "paid": paid,
        "cancelled": payment.cancelled(),
        "cancelledTaxFree": 0,
    })
}

fn method(payment: &Payment) -> Value {
    match payment.pay_method.as_str() {
        "EASY_PAY" => {
            let provider = payment.easy_pay_provider.as_deref().unwrap_or("KAKAOPAY");
            return json!({"type": "PaymentMethodEasyPay", "provider": provider});
        }
        "VIRTUAL_ACCOUNT" => return virtual_account(payment),
        "TRANSFER" => return json!({"type": "PaymentMethodTransfer", "bank": "SHINHAN"}),
        _ => {}
    }
    json!({
        "type": "PaymentMethodCard",
        "card": {
            "publisher": "SHINHAN_CARD",
            "issuer": "SHINHAN_CARD",
            "brand": "LOCAL",
            "type": "CREDIT",
            "ownerType": "PERSONAL",
            "bin": "000000",
            "name": "연습카드",
            "number": "000000******0000",
        },
        "approvalNumber": "00000000",
        "installment": {"month": 0, "isInterestFree": false},
        "pointUsed": false,
    })
}

fn virtual_account(payment: &Payment) -> Value {
    let Some(account) = &payment.account else {
        return json!({"type": "PaymentMethodVirtualAccount", "accountNumber": "56000000000000"});
    };
    json!({
        "type": "PaymentMethodVirtualAccount",
        "bank": "SHINHAN",
        "accountNumber": account.number,
        "accountType": "NORMAL",
        "remitteeName": "연습상점",
        "expiredAt": rfc3339(account.expires_at),
        "issuedAt": rfc3339(account.issued_at),
    })
}

fn failure(payment: &Payment) -> Value {
    payment.failure.as_ref().map_or_else(
        || json!({}),
        |failure| {
            json!({
                "reason": failure.reason,
                "pgCode": failure.pg_code,
                "pgMessage": failure.pg_message,
            })
        },
    )
}

/// The `PaymentCancellation` of the schema.
pub(super) fn cancellation(cancellation: &Cancellation) -> Value {
    let status = match cancellation.status {
        CancellationStatus::Requested => "REQUESTED",
        CancellationStatus::Succeeded => "SUCCEEDED",
        CancellationStatus::Failed => "FAILED",
    };
    let mut json = json!({
        "status": status,
        "id": cancellation.id,
        "totalAmount": cancellation.amount,
        "taxFreeAmount": 0,
        "vatAmount": cancellation.amount - cancellation.amount * 10 / 11,
        "reason": cancellation.reason,
        "requestedAt": rfc3339(cancellation.requested_at),
        "trigger": cancellation.trigger,
    });
    if cancellation.status == CancellationStatus::Succeeded {
        json["pgCancellationId"] = json!(format!("sandbox-pg-{}", cancellation.id));
        json["cancelledAt"] = json!(rfc3339(cancellation.ended_at));
    }
    json
}
