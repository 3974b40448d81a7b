//! The payment gateway: what was really paid, asked with our secret.

use futures::future::BoxFuture;

use crate::{money::Won, random::OrderId};

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
    /// The whole amount asked for, in the currency's smallest unit; the number to compare.
    pub total: i64,
    /// How much of it was given back.
    pub cancelled: i64,
    /// What the buyer was shown.
    pub order_name: String,
    /// The attempt that captured it.
    pub transaction_id: Option<String>,
    /// The buyer's receipt, where there is one.
    pub receipt_url: Option<String>,
}

impl Payment {
    /// The total as won, when it is in KRW and a sensible amount.
    #[must_use]
    pub fn total_won(&self) -> Option<Won> {
        (self.currency == "KRW")
            .then(|| Won::try_from(self.total).ok())
            .flatten()
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

/// A gateway.
pub trait PaymentGateway: Send + Sync {
    /// The payment of that order, or `None` when the gateway has never heard of it.
    fn fetch<'a>(
        &'a self,
        order: &'a OrderId,
    ) -> BoxFuture<'a, Result<Option<Payment>, GatewayError>>;
}
