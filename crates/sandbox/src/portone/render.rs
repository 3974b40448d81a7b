//! A payment as JSON: the `Payment` of the REST schema, one shape per status.

use serde_json::{Map, Value, json};

use super::payment::{Cancellation, Payment, PaymentStatus};
use crate::platform::rfc3339;

/// The answer of `GET /payments/{paymentId}`.
pub(super) fn payment(payment: &Payment, base_url: &str) -> Value {
    let mut body = common(payment);
    let changed = json!(rfc3339(payment.status_changed_at));
    let mut put = |name: &str, value: Value| {
        body.insert(name.to_owned(), value);
    };
    let pg_tx_id = json!(format!("sandbox-pg-{}", payment.transaction_id));
    let receipt = json!(format!("{base_url}/portone/receipts/{}", payment.id));
    match payment.status {
        PaymentStatus::Ready => {}
        PaymentStatus::PayPending => put("pgTxId", pg_tx_id),
        PaymentStatus::VirtualAccountIssued => {
            put("method", virtual_account());
            put("pgTxId", pg_tx_id);
        }
        PaymentStatus::Paid => {
            put("method", method(payment));
            put("paidAt", changed);
            put("pgTxId", pg_tx_id);
            put("receiptUrl", receipt);
            put("disputes", json!([]));
        }
        PaymentStatus::Failed => {
            put("failedAt", changed);
            put("failure", failure(payment));
        }
        PaymentStatus::PartialCancelled | PaymentStatus::Cancelled => {
            put("method", method(payment));
            put("paidAt", json!(rfc3339(payment.requested_at)));
            put("pgTxId", pg_tx_id);
            put("receiptUrl", receipt);
            put(
                "cancellations",
                payment.cancellations.iter().map(cancellation).collect(),
            );
            put("cancelledAt", changed);
        }
    }
    Value::Object(body)
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
        "version": "V2",
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
    if payment.pay_method == "EASY_PAY" {
        let provider = payment.easy_pay_provider.as_deref().unwrap_or("KAKAOPAY");
        return json!({"type": "PaymentMethodEasyPay", "provider": provider});
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

fn virtual_account() -> Value {
    json!({
        "type": "PaymentMethodVirtualAccount",
        "bank": "SHINHAN",
        "accountNumber": "00000000000000",
        "accountType": "NORMAL",
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

/// The `SucceededPaymentCancellation` of the schema.
pub(super) fn cancellation(cancellation: &Cancellation) -> Value {
    let at = rfc3339(cancellation.at);
    json!({
        "status": "SUCCEEDED",
        "id": cancellation.id,
        "pgCancellationId": format!("sandbox-pg-{}", cancellation.id),
        "totalAmount": cancellation.amount,
        "taxFreeAmount": 0,
        "vatAmount": cancellation.amount - cancellation.amount * 10 / 11,
        "reason": cancellation.reason,
        "cancelledAt": at,
        "requestedAt": at,
        "trigger": cancellation.trigger,
    })
}
