//! `PortOne`'s JSON. By its own compatibility promise fields, enum values and whole kinds of
//! payments may be added at any time, so nothing unknown is an error here.

use openclaw_domain::port::payment::{
    Cancellation, CancellationState, ChannelKind, Payment, PaymentStatus, VirtualAccount,
};
use serde::Deserialize;
use serde_json::Value;

use crate::moment;

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
    cancellations: Option<Vec<WireCancellation>>,
    disputes: Option<Vec<WireDispute>>,
    // Each kind of method has fields of its own, and the same names may mean other things.
    method: Option<Value>,
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
#[serde(rename_all = "camelCase")]
struct WireCancellation {
    status: Option<String>,
    id: String,
    total_amount: i64,
    reason: Option<String>,
}

#[derive(Deserialize)]
struct WireDispute {
    status: Option<String>,
}

#[derive(Deserialize)]
struct WireCancelled {
    cancellation: WireCancellation,
}

#[derive(Deserialize)]
struct WirePage {
    items: Vec<Value>,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(rename = "type")]
    kind: String,
}

/// One of the payments of a page.
pub(super) struct Item {
    /// The payment, or what is wrong with it.
    pub(super) payment: Result<Payment, String>,
    /// Where the next page begins when this is the last of its own.
    pub(super) cursor: Option<String>,
}

/// Reads a payment; the error says what is wrong with it, never what it contains.
pub(super) fn payment(body: &[u8]) -> Result<Payment, String> {
    serde_json::from_slice::<WirePayment>(body)
        // serde's own words would quote the buyer's data.
        .map_err(|error| format!("no payment can be read at column {}", error.column()))?
        .read()
}

/// Reads a page of payments.
pub(super) fn page(body: &[u8]) -> Result<Vec<Item>, String> {
    let page: WirePage = serde_json::from_slice(body)
        .map_err(|error| format!("no page can be read at column {}", error.column()))?;
    Ok(page.items.into_iter().map(item).collect())
}

fn item(mut item: Value) -> Item {
    let payment = item.get_mut("payment").map(Value::take).unwrap_or_default();
    Item {
        payment: serde_json::from_value::<WirePayment>(payment)
            .map_err(|_| "no payment".to_owned())
            .and_then(WirePayment::read),
        cursor: item["cursor"].as_str().map(str::to_owned),
    }
}

/// Reads the answer to a cancellation.
pub(super) fn cancellation(body: &[u8]) -> Result<Cancellation, String> {
    serde_json::from_slice::<WireCancelled>(body)
        .map(|it| it.cancellation.read())
        .map_err(|error| format!("no cancellation can be read at column {}", error.column()))
}

/// Whether it is the answer to a payment that was captured.
pub(super) fn is_confirmation(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|it| it["paidAt"].is_string())
}

/// An error answer's `type`; `None` when the body is no error of `PortOne`'s.
pub(super) fn error_type(body: &[u8]) -> Option<String> {
    let error: WireError = serde_json::from_slice(body).ok()?;
    // A type is a name; anything longer comes from something that is not PortOne.
    (error.kind.len() <= 64).then_some(error.kind)
}

impl WirePayment {
    fn read(self) -> Result<Payment, String> {
        let gap = self.gap();
        let status = status(self.status);
        if let Some(field) = gap.filter(|_| status.was_captured()) {
            // A hole is not a difference: read as zero or as empty, it would look like a payment
            // that does not match its order, and somebody's money would be sent back.
            return Err(format!("a payment without `{field}` although money moved"));
        }
        let (kind, channel_key) = self.channel.map_or((None, None), |it| (it.kind, it.key));
        let (total, cancelled) = self
            .amount
            .map_or((None, None), |it| (it.total, it.cancelled));
        let is_disputed = self
            .disputes
            .unwrap_or_default()
            .iter()
            .any(|it| it.status.as_deref() == Some("UNRESOLVED"));
        Ok(Payment {
            id: self.id,
            status,
            store_id: self.store_id.unwrap_or_default(),
            channel: channel(kind.as_deref()),
            channel_key,
            version: self.version.unwrap_or_default(),
            currency: self.currency.unwrap_or_default(),
            total: total.unwrap_or_default(),
            cancelled: cancelled.unwrap_or_default(),
            order_name: self.order_name.unwrap_or_default(),
            transaction_id: self.transaction_id,
            receipt_url: self.receipt_url,
            cancellations: self
                .cancellations
                .unwrap_or_default()
                .into_iter()
                .map(WireCancellation::read)
                .collect(),
            is_disputed,
            virtual_account: self.method.as_ref().and_then(virtual_account),
        })
    }

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

impl WireCancellation {
    fn read(self) -> Cancellation {
        Cancellation {
            id: self.id,
            state: match self.status.as_deref() {
                Some("REQUESTED") => CancellationState::Requested,
                Some("SUCCEEDED") => CancellationState::Succeeded,
                Some("FAILED") => CancellationState::Failed,
                _ => CancellationState::Unknown,
            },
            amount: self.total_amount,
            reason: self.reason.unwrap_or_default(),
        }
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

fn virtual_account(method: &Value) -> Option<VirtualAccount> {
    if method["type"] != "PaymentMethodVirtualAccount" {
        return None;
    }
    let text = |field: &str| method[field].as_str();
    Some(VirtualAccount {
        bank: text("bank").map(str::to_owned),
        number: text("accountNumber")?.to_owned(),
        holder: text("remitteeName").map(str::to_owned),
        due_at: text("expiredAt").and_then(moment::parse),
    })
}
