//! The payment gateway: what was really paid, asked with our secret, and giving money back.
//!
//! Amounts here are whole numbers in the currency's smallest unit (KRW: won), as the gateway tells
//! them; they become [`Won`] only where they fit an order.

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{money::Won, random::OrderId, time::Timestamp, words::words};

words! {
    /// The gateways that an order can be paid by.
    GatewayKind {
        /// `PortOne` V2.
        PortOneV2 = "PORTONE_V2",
        /// `PortOne` V1, for merchants that are still on it.
        PortOneV1 = "PORTONE_V1",
    }
}

impl GatewayKind {
    /// The version that the gateway's payments carry.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            Self::PortOneV2 => "V2",
            Self::PortOneV1 => "V1",
        }
    }
}

/// A payment's state at the gateway, by `PortOne` V2's names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaymentStatus {
    /// The window was opened; nothing is paid.
    Ready,
    /// Paying is under way.
    PayPending,
    /// A virtual account waits for a transfer.
    VirtualAccountIssued,
    /// The money was captured.
    Paid,
    /// The attempt failed.
    Failed,
    /// Part of the money went back.
    PartialCancelled,
    /// All of it went back.
    Cancelled,
    /// A state this version does not know; treated as not paid.
    Unknown(String),
}

impl PaymentStatus {
    /// Whether money was captured, whatever went back since.
    #[must_use]
    pub fn was_captured(&self) -> bool {
        matches!(self, Self::Paid | Self::PartialCancelled | Self::Cancelled)
    }
}

/// Whether a channel moves real money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// Real money.
    Live,
    /// A test channel: captures nothing.
    Test,
    /// Not told, or a kind this version does not know.
    Unknown,
}

/// How far a cancellation of a payment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancellationState {
    /// The bank works on it; ask again later.
    Requested,
    /// The money went back.
    Succeeded,
    /// It came to nothing.
    Failed,
    /// A state this version does not know; ask again later.
    Unknown,
}

/// Money that went back, or is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// The gateway's id of it.
    pub id: String,
    /// How far it has come.
    pub state: CancellationState,
    /// How much goes back.
    pub amount: i64,
    /// The reason that was given with the request; ours end with our own id of it.
    pub reason: String,
}

/// The account that a buyer is to transfer to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VirtualAccount {
    /// The bank, in the gateway's word for it: `SHINHAN`.
    pub bank: Option<String>,
    /// The account's number.
    pub number: String,
    /// In whose name it is.
    pub holder: Option<String>,
    /// Until when the transfer is awaited.
    pub due_at: Option<Timestamp>,
}

/// A payment as the gateway tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The gateway's own answer to which payment it is; compared with the order's id.
    pub id: String,
    /// Its state.
    pub status: PaymentStatus,
    /// The shop it was made in.
    pub store_id: String,
    /// LIVE or TEST.
    pub channel: ChannelKind,
    /// The channel the browser chose, where told.
    pub channel_key: Option<String>,
    /// `V1` or `V2`.
    pub version: String,
    /// ISO 4217: `KRW`.
    pub currency: String,
    /// The whole amount asked for; the number to compare.
    pub total: i64,
    /// How much of it was given back.
    pub cancelled: i64,
    /// What the buyer was shown.
    pub order_name: String,
    /// The attempt that captured it (V1: `imp_uid`).
    pub transaction_id: Option<String>,
    /// The buyer's receipt, where there is one.
    pub receipt_url: Option<String>,
    /// Each giving back, asked by us or by anybody else with access to the shop.
    pub cancellations: Vec<Cancellation>,
    /// Whether the buyer disputes it at the card company and nobody has decided yet.
    pub is_disputed: bool,
    /// Where to transfer to, when it waits for a transfer.
    pub virtual_account: Option<VirtualAccount>,
}

impl Payment {
    /// The total as won, when it is in KRW and a sensible amount.
    #[must_use]
    pub fn total_won(&self) -> Option<Won> {
        (self.currency == "KRW")
            .then(|| Won::try_from(self.total).ok())
            .flatten()
    }

    /// What was captured and has not gone back.
    #[must_use]
    pub fn held(&self) -> i64 {
        match self.status {
            PaymentStatus::Paid | PaymentStatus::PartialCancelled => {
                self.total.saturating_sub(self.cancelled).max(0)
            }
            // V1 tells no amount with an account that was closed before any transfer.
            _ => 0,
        }
    }
}

/// Why the gateway told nothing. The order stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It failed, was slow, or is out of reach; trying again may help.
    #[error("the payment gateway is unavailable: {0}")]
    Unavailable(String),
    /// It refuses our secret or our request: the operator must act.
    #[error("the payment gateway refuses our request: {0}")]
    Misconfigured(String),
}

/// Money to give back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelRequest {
    /// Whose payment.
    pub order: OrderId,
    /// The attempt that captured it, where known.
    pub transaction_id: Option<String>,
    /// How much.
    pub amount: i64,
    /// How much could be given back before this, as we know it: refused when that has changed.
    pub cancellable: i64,
    /// For the buyer's statement and the operator's console; comes back with the payment.
    pub reason: String,
    /// Whether the buyer asked for it, or else the operator.
    pub by_customer: bool,
    /// The same key is the same request: 16 to 256 ASCII letters, digits and hyphens.
    pub key: String,
}

/// Why no money went back, as far as we know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CancelError {
    /// No answer that says anything: it may have happened. Ask again with the same key.
    #[error("whether the payment was cancelled is not known: {0}")]
    NotKnown(String),
    /// The payment is not as we knew it (cancelled already, another amount left, not paid): look
    /// at it again first.
    #[error("the payment has changed: {0}")]
    Changed(String),
    /// The gateway or the card company refused; nothing happened. Another try needs another key.
    #[error("the cancellation was refused: {0}")]
    Refused(String),
    /// It refuses our secret or our request: the operator must act. Nothing happened.
    #[error("the payment gateway refuses our request: {0}")]
    Misconfigured(String),
}

/// A payment that the buyer has authorised and that we may now capture (manual confirm).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfirmRequest {
    /// Whose payment.
    pub order: OrderId,
    /// The token that the browser brought.
    pub token: String,
    /// The attempt that the browser names, where it does.
    pub transaction_id: Option<String>,
    /// What will be captured: refused when it is another amount.
    pub amount: i64,
    /// In which currency: refused when it is another one.
    pub currency: String,
    /// Whether it is a payment of a test channel: refused when it is not so.
    pub is_test: bool,
}

/// Why a payment was not captured.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmError {
    /// No answer that says anything: it may have happened. Look at the payment.
    #[error("whether the payment was captured is not known: {0}")]
    NotKnown(String),
    /// The token, the amount or the card was refused; nothing was captured.
    #[error("the capture was refused: {0}")]
    Refused(String),
    /// It refuses our secret or our request: the operator must act. Nothing was captured.
    #[error("the payment gateway refuses our request: {0}")]
    Misconfigured(String),
}

/// One page of the payments that a shop has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentPage {
    /// The payments that could be read.
    pub payments: Vec<Payment>,
    /// How many were left out because they cannot be read.
    pub unreadable: usize,
    /// Where the next page begins; `None` after the last.
    pub next: Option<String>,
}

/// A webhook as it came in.
#[derive(Clone, Debug)]
pub struct WebhookRequest {
    /// Every header, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, byte by byte.
    pub body: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
}

/// What a webhook says: only where to look, never what to believe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The sender's id of it; the same in every repetition. Unsigned ones have none.
    pub id: Option<String>,
    /// What happened, in the gateway's word: `Transaction.Paid`.
    pub kind: String,
    /// The payment it is about, as the gateway names it; none for what is not about a payment.
    pub payment_id: Option<String>,
    /// The shop it is about, where told.
    pub store_id: Option<String>,
}

/// Why a webhook is not heeded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// No secret is configured, so that none can be believed.
    #[error("no webhook secret is configured")]
    NoSecret,
    /// A header is missing or there twice, or no signature fits.
    #[error("the signature does not fit: {0}")]
    Signature(String),
    /// It was sent too long ago, or is from the future.
    #[error("the webhook's time is too far from ours")]
    Stale,
    /// The body is none of the gateway's.
    #[error("the webhook cannot be read: {0}")]
    Unreadable(String),
}

/// A gateway.
pub trait PaymentGateway: Send + Sync {
    /// The payment of that order, or `None` when the gateway has never heard of it. `attempt` is
    /// the attempt that a browser names (V1: `imp_uid`): only a hint of where to look; what comes
    /// back may belong to another order, and the caller compares.
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
        attempt: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>>;

    /// Tells the gateway beforehand what an order costs, so that its window refuses another amount.
    fn register<'a>(
        &'a self,
        order: &'a OrderId,
        amount: Won,
    ) -> BoxFuture<'a, Result<(), GatewayError>>;

    /// Captures an authorised payment. A payment that is captured already is a success.
    fn confirm<'a>(
        &'a self,
        request: &'a ConfirmRequest,
    ) -> BoxFuture<'a, Result<(), ConfirmError>>;

    /// Gives money back. Called again with the same key, it gives nothing twice.
    fn cancel<'a>(
        &'a self,
        request: &'a CancelRequest,
    ) -> BoxFuture<'a, Result<Cancellation, CancelError>>;

    /// The shop's payments that were begun in `from .. until`, a page at a time.
    fn page<'a>(
        &'a self,
        from: Timestamp,
        until: Timestamp,
        cursor: Option<&'a str>,
    ) -> BoxFuture<'a, Result<PaymentPage, GatewayError>>;

    /// Reads a webhook, after proving that the gateway sent it where it signs at all.
    fn notice(&self, request: &WebhookRequest) -> Result<Notice, NoticeError>;
}
