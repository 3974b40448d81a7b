//! Payments that tests make up, and what they make `PortOne` say of them.

use serde::{Deserialize, Serialize};

use crate::{CHANNEL_KEY, STORE_ID};

/// The states of a payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are PortOne's and say it all")]
pub enum PaymentStatus {
    Ready,
    PayPending,
    VirtualAccountIssued,
    #[default]
    Paid,
    Failed,
    PartialCancelled,
    Cancelled,
}

/// Whether a channel takes real money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are PortOne's and say it all")]
pub enum ChannelType {
    #[default]
    Test,
    Live,
}

/// Which of `PortOne`'s two systems a payment went through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names are PortOne's and say it all")]
pub enum Version {
    V1,
    #[default]
    V2,
}

/// A payment to make up: as if a browser had been through the checkout window.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPayment {
    /// The merchant's id of the payment: `paymentId`, in V1 `merchant_uid`.
    pub payment_id: String,
    /// In the currency's smallest unit.
    pub total_amount: i64,
    /// What was bought.
    pub order_name: String,
    /// Three capital letters; `KRW` unless told.
    #[serde(default = "won")]
    pub currency: String,
    /// The sandbox's store unless told.
    #[serde(default = "sandbox_store")]
    pub store_id: String,
    /// The sandbox's channel unless told.
    #[serde(default = "sandbox_channel")]
    pub channel_key: String,
    /// `TEST` unless told.
    #[serde(default)]
    pub channel_type: ChannelType,
    /// `PAID` unless told.
    #[serde(default)]
    pub status: PaymentStatus,
    /// Comes back as a string, as it does from the real service.
    #[serde(default)]
    pub custom_data: Option<String>,
    /// `V2` unless told.
    #[serde(default)]
    pub version: Version,
    /// The id of the attempt, in V1 `imp_uid`; made up unless told.
    #[serde(default)]
    pub transaction_id: Option<String>,
}

impl NewPayment {
    /// A paid payment in won, in the sandbox's store and channel.
    pub fn paid(
        payment_id: impl Into<String>,
        total_amount: i64,
        order_name: impl Into<String>,
    ) -> Self {
        Self {
            payment_id: payment_id.into(),
            total_amount,
            order_name: order_name.into(),
            currency: won(),
            store_id: sandbox_store(),
            channel_key: sandbox_channel(),
            channel_type: ChannelType::default(),
            status: PaymentStatus::default(),
            custom_data: None,
            version: Version::default(),
            transaction_id: None,
        }
    }
}

fn won() -> String {
    "KRW".to_owned()
}

fn sandbox_store() -> String {
    STORE_ID.to_owned()
}

fn sandbox_channel() -> String {
    CHANNEL_KEY.to_owned()
}

/// What `PortOne` is to say differently of a payment; what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the names are those of the payment's own fields"
)]
pub struct PaymentChange {
    pub total_amount: Option<i64>,
    pub discount_amount: Option<i64>,
    pub cancelled_amount: Option<i64>,
    pub currency: Option<String>,
    pub store_id: Option<String>,
    pub channel_key: Option<String>,
    pub channel_type: Option<ChannelType>,
    pub order_name: Option<String>,
    pub status: Option<PaymentStatus>,
    pub version: Option<Version>,
}
