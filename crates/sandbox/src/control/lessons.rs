//! What the index teaches of `PortOne`.

use serde_json::{Value, json};

use super::index::{order, post};

pub(super) fn payments(base: &str) -> Vec<Value> {
    let url = format!("{base}/control/portone/payments");
    vec![
        order(
            "Make a payment exist, as if a browser had paid.",
            post(
                &url,
                "POST",
                r#"{"paymentId":"p1","totalAmount":1000,"orderName":"Credit 1100"}"#,
            ),
            json!({"optional": ["currency", "storeId", "channelKey", "channelType", "status", "customData",
                                "version", "transactionId"],
                   "status": ["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "PAID", "FAILED",
                              "PARTIAL_CANCELLED", "CANCELLED"],
                   "channelType": ["TEST", "LIVE"], "version": ["V2", "V1"]}),
        ),
        order(
            "Make PortOne say something else of a payment.",
            post(&format!("{url}/p1"), "PATCH", r#"{"totalAmount":1}"#),
            json!({"fields": ["totalAmount", "currency", "storeId", "channelKey", "channelType",
                              "orderName", "status", "cancelledAmount", "discountAmount",
                              "version"]}),
        ),
    ]
}

/// How the store is set up, and what happens outside of the API.
pub(super) fn console(base: &str) -> Vec<Value> {
    let payment = format!("{base}/control/portone/payments/p1");
    vec![
        order(
            "Set the store up; what is left out stays as it is.",
            post(
                &format!("{base}/control/portone/settings"),
                "POST",
                r#"{"manual_confirm":true}"#,
            ),
            json!({"fields": {
                "time": "Unix milliseconds at which PortOne's clock stands still; null: it runs",
                "manual_confirm": "payments wait for POST /payments/{id}/confirm",
                "async_cancel": "cancellations wait for finish-cancel",
                "channel_type": "TEST or LIVE: what the channel key of the store is",
                "webhook_url": "where webhooks of V2 go (this machine only); null: nowhere",
                "v1_webhook_url": "the same for V1",
                "webhook_secrets": "a list: every webhook is signed with each of them",
                "webhook_retry_ms": "what a minute of the real retry schedule takes",
                "hold_webhooks": "true: hold them back; false: send those that were held",
            }}),
        ),
        order(
            "The buyer transfers the money to a virtual account.",
            format!("curl -X POST {payment}/deposit"),
            Value::Null,
        ),
        order(
            "Somebody gives money back at PortOne's console.",
            post(
                &format!("{payment}/cancel"),
                "POST",
                r#"{"amount":100,"reason":"r"}"#,
            ),
            json!({"optional": ["amount", "reason"]}),
        ),
        order(
            "The payment company answers a cancellation that waits.",
            post(
                &format!("{payment}/finish-cancel"),
                "POST",
                r#"{"ok":true}"#,
            ),
            Value::Null,
        ),
        order(
            "The buyer disputes a payment; resolve-dispute settles it.",
            format!("curl -X POST {payment}/dispute"),
            Value::Null,
        ),
        order(
            "End the life of the V1 access token.",
            format!("curl -X POST {base}/control/portone-v1/expire-token"),
            Value::Null,
        ),
    ]
}

/// What is told to the merchant.
pub(super) fn webhooks(base: &str) -> Vec<Value> {
    let url = format!("{base}/control/portone/webhooks");
    vec![
        order(
            "The webhooks that were sent, are being sent or are held, oldest first.",
            format!("curl {url}"),
            json!({"state": ["held", "sending", "delivered", "given_up"]}),
        ),
        order(
            "Send held webhooks, in this order.",
            post(
                &format!("{url}/release"),
                "POST",
                r#"{"ids":["webhook-sandbox-1"]}"#,
            ),
            Value::Null,
        ),
        order(
            "Send a webhook again, all at once.",
            post(
                &format!("{url}/webhook-sandbox-1/repeat"),
                "POST",
                r#"{"times":3}"#,
            ),
            Value::Null,
        ),
        order(
            "Send the webhook of the status a payment is in.",
            format!("curl -X POST {base}/control/portone/payments/p1/webhook"),
            Value::Null,
        ),
        order(
            "Sign any body, and send nothing: answers with the headers and the body.",
            post(
                &format!("{url}/sign"),
                "POST",
                r#"{"body":{"type":"Transaction.Paid"},"timestamp":1700000000}"#,
            ),
            json!({"optional": ["secret", "id", "timestamp (Unix seconds)"]}),
        ),
    ]
}
