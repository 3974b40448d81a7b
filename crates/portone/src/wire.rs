//! `PortOne`'s JSON. By its own compatibility promise fields, enum values and whole kinds of
//! payments may be added at any time, so nothing unknown is an error here.

use openclaw_domain::port::payment::{ChannelKind, Payment, PaymentStatus};
use serde::Deserialize;

/// The payment of every state: the states differ in what they must have.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePayment {
    status: String,
    id: String,
    store_id: Option<String>,
    channel: Option<WireChannel>,
    version: Option<String>,
    currency: Option<String>,
    amount: Option<WireAmount>,
    order_name: Option<String>,
    transaction_id: Option<String>,
    receipt_url: Option<String>,
}

#[derive(Deserialize)]
struct WireChannel {
    #[serde(rename = "type")]
    kind: Option<String>,
    key: Option<String>,
}

#[derive(Deserialize)]
struct WireAmount {
    total: Option<i64>,
    cancelled: Option<i64>,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "type")]
    kind: String,
}

/// Reads a payment; the error says what is wrong with it, never what it contains.
pub(crate) fn payment(body: &[u8]) -> Result<Payment, String> {
    let wire: WirePayment = serde_json::from_slice(body)
        // serde's own words would quote the buyer's data.
        .map_err(|error| format!("no payment can be read at column {}", error.column()))?;
    let gap = wire.gap();
    let status = status(wire.status);
    let moved = matches!(
        status,
        PaymentStatus::Paid | PaymentStatus::PartialCancelled | PaymentStatus::Cancelled
    );
    if let Some(field) = gap.filter(|_| moved) {
        // A hole is not a difference: read as zero or as empty, it would look like a payment that
        // does not match its order, and somebody's money would be sent back.
        return Err(format!("a payment without `{field}` although money moved"));
    }
    let (kind, channel_key) = wire.channel.map_or((None, None), |it| (it.kind, it.key));
    let (total, cancelled) = wire
        .amount
        .map_or((None, None), |it| (it.total, it.cancelled));
    Ok(Payment {
        id: wire.id,
        status,
        store_id: wire.store_id.unwrap_or_default(),
        channel: channel(kind.as_deref()),
        channel_key,
        version: wire.version.unwrap_or_default(),
        currency: wire.currency.unwrap_or_default(),
        total: total.unwrap_or_default(),
        cancelled: cancelled.unwrap_or_default(),
        order_name: wire.order_name.unwrap_or_default(),
        transaction_id: wire.transaction_id,
        receipt_url: wire.receipt_url,
    })
}

/// An error answer's `type`; `None` when the body is no error of `PortOne`'s.
pub(crate) fn error_type(body: &[u8]) -> Option<String> {
    let error: WireError = serde_json::from_slice(body).ok()?;
    // A type is a name; anything longer comes from something that is not PortOne.
    (error.kind.len() <= 64).then_some(error.kind)
}

impl WirePayment {
    /// The first field that every payment with money in it has by the schema, and this one has not.
    fn gap(&self) -> Option<&'static str> {
        let amount = self.amount.as_ref();
        let kind = self
            .channel
            .as_ref()
            .and_then(|channel| channel.kind.as_ref());
        [
            ("storeId", self.store_id.is_none()),
            ("channel.type", kind.is_none()),
            ("version", self.version.is_none()),
            ("currency", self.currency.is_none()),
            ("amount.total", amount.and_then(|it| it.total).is_none()),
            (
                "amount.cancelled",
                amount.and_then(|it| it.cancelled).is_none(),
            ),
            ("orderName", self.order_name.is_none()),
        ]
        .into_iter()
        .find_map(|(name, hole)| hole.then_some(name))
    }
}

fn status(name: String) -> PaymentStatus {
    match name.as_str() {
        "READY" => PaymentStatus::Ready,
        "PAY_PENDING" => PaymentStatus::PayPending,
        "VIRTUAL_ACCOUNT_ISSUED" => PaymentStatus::VirtualAccountIssued,
        "PAID" => PaymentStatus::Paid,
        "FAILED" => PaymentStatus::Failed,
        "PARTIAL_CANCELLED" => PaymentStatus::PartialCancelled,
        "CANCELLED" => PaymentStatus::Cancelled,
        _ => PaymentStatus::Unknown(name),
    }
}

fn channel(kind: Option<&str>) -> ChannelKind {
    match kind {
        Some("LIVE") => ChannelKind::Live,
        Some("TEST") => ChannelKind::Test,
        _ => ChannelKind::Unknown,
    }
}
