//! A payment as `PortOne` knows it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{CHANNEL_KEY, STORE_ID, platform};

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

/// A payment to make up: as if a browser had been through the checkout window.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPayment {
    /// The merchant's id of the payment.
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
}

/// Why a payment failed, in the payment company's words.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) reason: String,
    pub(super) pg_code: String,
    pub(super) pg_message: String,
}

/// Money given back.
#[derive(Clone, Debug)]
pub(super) struct Cancellation {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) reason: String,
    /// `API` or `CONSOLE`.
    pub(super) trigger: &'static str,
    pub(super) at: DateTime<Utc>,
}

impl Cancellation {
    pub(super) fn new(amount: i64, reason: impl Into<String>, trigger: &'static str) -> Self {
        Self {
            id: format!("cancellation-sandbox-{}", platform::random_hex()),
            amount,
            reason: reason.into(),
            trigger,
            at: platform::now(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) transaction_id: String,
    pub(super) store_id: String,
    pub(super) channel_key: String,
    pub(super) channel_type: ChannelType,
    pub(super) order_name: String,
    pub(super) total: i64,
    pub(super) discount: i64,
    pub(super) currency: String,
    pub(super) pay_method: String,
    pub(super) easy_pay_provider: Option<String>,
    pub(super) customer: Value,
    pub(super) custom_data: Option<String>,
    pub(super) platform_type: &'static str,
    pub(super) status: PaymentStatus,
    pub(super) failure: Option<Failure>,
    pub(super) cancellations: Vec<Cancellation>,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) status_changed_at: DateTime<Utc>,
}

impl Payment {
    pub(super) fn made_up(new: NewPayment) -> Self {
        let now = platform::now();
        let mut payment = Self {
            id: new.payment_id,
            transaction_id: new_transaction_id(),
            store_id: new.store_id,
            channel_key: new.channel_key,
            channel_type: new.channel_type,
            order_name: new.order_name,
            total: new.total_amount,
            discount: 0,
            currency: new.currency,
            pay_method: "CARD".to_owned(),
            easy_pay_provider: None,
            customer: json!({}),
            custom_data: new.custom_data,
            platform_type: "PC",
            status: PaymentStatus::Ready,
            failure: None,
            cancellations: Vec::new(),
            requested_at: now,
            status_changed_at: now,
        };
        payment.become_status(new.status);
        payment
    }

    /// Takes on a status together with what the schema says belongs to it.
    pub(super) fn become_status(&mut self, status: PaymentStatus) {
        self.status = status;
        self.status_changed_at = platform::now();
        let made_up = |amount| vec![Cancellation::new(amount, "관리자 콘솔 취소", "CONSOLE")];
        match status {
            PaymentStatus::Cancelled if self.cancelled() != self.total => {
                self.cancellations = made_up(self.total);
            }
            PaymentStatus::PartialCancelled if self.cancellations.is_empty() => {
                self.cancellations = made_up(self.total / 2);
            }
            PaymentStatus::Failed if self.failure.is_none() => {
                self.failure = Some(Failure {
                    reason: "카드 승인이 거절되었습니다 (연습)".to_owned(),
                    pg_code: "SANDBOX_DECLINED".to_owned(),
                    pg_message: "카드 승인이 거절되었습니다 (연습)".to_owned(),
                });
            }
            _ => {}
        }
    }

    pub(super) fn change(&mut self, change: PaymentChange) {
        self.total = change.total_amount.unwrap_or(self.total);
        self.discount = change.discount_amount.unwrap_or(self.discount);
        self.channel_type = change.channel_type.unwrap_or(self.channel_type);
        set(&mut self.currency, change.currency);
        set(&mut self.store_id, change.store_id);
        set(&mut self.channel_key, change.channel_key);
        set(&mut self.order_name, change.order_name);
        match change.cancelled_amount {
            Some(0) => self.cancellations.clear(),
            Some(amount) => {
                self.cancellations = vec![Cancellation::new(amount, "관리자 콘솔 취소", "CONSOLE")];
            }
            None => {}
        }
        if let Some(status) = change.status {
            self.become_status(status);
        }
    }

    pub(super) fn cancelled(&self) -> i64 {
        self.cancellations
            .iter()
            .map(|cancellation| cancellation.amount)
            .sum()
    }

    /// Money has been taken for it, whether or not some went back.
    pub(super) fn was_paid(&self) -> bool {
        matches!(
            self.status,
            PaymentStatus::Paid | PaymentStatus::PartialCancelled | PaymentStatus::Cancelled
        )
    }
}

fn set(field: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *field = value;
    }
}

pub(super) fn new_transaction_id() -> String {
    format!("tx-sandbox-{}", platform::random_hex())
}
