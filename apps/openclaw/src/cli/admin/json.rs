//! Orders and what belongs to them as JSON, for programs. Times are Unix milliseconds.

use openclaw_domain::{
    alert::Alert,
    order::{Cancellation, Explanation, Listed, Order, Quote},
};
use serde_json::{Value, json};

pub(super) fn order(order: &Order) -> Value {
    json!({
        "id": order.id,
        "status": order.status,
        "reason": order.reason,
        "user": order.user,
        "package": order.package_id,
        "order_name": order.order_name,
        "amount": order.amount,
        "currency": order.currency,
        "credits": order.credits,
        "bonus": order.bonus,
        "gateway": order.gateway,
        "method": order.method,
        "transaction_id": order.transaction_id,
        "receipt_url": order.receipt_url,
        "virtual_account": order.virtual_account,
        "is_granted": order.is_granted,
        "is_void": order.is_void,
        "refunded": order.refunded,
        "debt": order.debt,
        "frozen": order.frozen,
        "disputes": order.disputes,
        "created_at": order.created_at,
        "settled_at": order.settled_at,
        "refund_asked_at": order.refund_asked_at,
    })
}

/// An order with its buyer.
pub(super) fn listed(listed: &Listed) -> Value {
    let mut value = order(&listed.order);
    value["name"] = json!(listed.name);
    value["email"] = json!(listed.email);
    value
}

pub(super) fn alert(alert: &Alert) -> Value {
    json!({
        "id": alert.id,
        "kind": alert.kind,
        "order": alert.order,
        "detail": alert.detail,
        "created_at": alert.created_at,
        "seen_at": alert.seen_at,
        "delivered_at": alert.delivered_at,
    })
}

fn quote(quote: &Quote) -> Value {
    json!({
        "amount": quote.amount,
        "credits": quote.credits,
        "bonus": quote.bonus,
        "used": quote.used,
        "because": quote.because,
        "full_until": quote.full_until,
    })
}

fn cancellation(it: &Cancellation) -> Value {
    json!({
        "id": it.id,
        "kind": it.kind,
        "status": it.status,
        "amount": it.amount,
        "currency": it.currency,
        "credits": it.credits,
        "bonus": it.bonus,
        "debt": it.debt,
        "reason": it.reason,
        "actor": it.actor,
        "by_customer": it.by_customer,
        "gateway_id": it.gateway_id,
        "attempt": it.attempt,
        "failure": it.failure,
        "created_at": it.created_at,
        "settled_at": it.settled_at,
    })
}

/// Everything about an order.
pub(super) fn explanation(all: &Explanation) -> Value {
    let ledger = all.ledger.iter().map(|line| {
        json!({
            "number": line.number,
            "kind": line.kind,
            "amount": line.amount,
            "balance_after": line.balance_after,
            "cause": line.cause,
            "at": line.at,
        })
    });
    let webhooks = all.webhooks.iter();
    let webhooks = webhooks.map(|it| json!({ "kind": it.kind, "at": it.at }));
    let audit = all.audit.iter().map(|it| {
        json!({
            "actor": it.actor,
            "action": it.action,
            "detail": it.detail,
            "at": it.at,
        })
    });
    let mut value = order(&all.order);
    value["name"] = json!(all.name);
    value["email"] = json!(all.email);
    value["left"] = json!({ "paid": all.left.paid, "bonus": all.left.bonus });
    value["quote"] = quote(&all.quote);
    value["cancellations"] = all.cancellations.iter().map(cancellation).collect();
    value["ledger"] = ledger.collect();
    value["webhooks"] = webhooks.collect();
    value["alerts"] = all.alerts.iter().map(alert).collect();
    value["audit"] = audit.collect();
    value
}
