//! A payment as `PortOne` knows it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::new::{ChannelType, NewPayment, PaymentChange, PaymentStatus, Version};
use crate::platform;

/// How long a virtual account waits for the money unless the request says otherwise.
pub(super) const ACCOUNT_HOURS: i64 = 7 * 24;

/// Why a payment failed, in the payment company's words.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) reason: String,
    pub(super) pg_code: String,
    pub(super) pg_message: String,
}

/// How far giving money back has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CancellationStatus {
    Requested,
    Succeeded,
    Failed,
}

/// Money given back, or about to be.
#[derive(Clone, Debug)]
pub(super) struct Cancellation {
    pub(super) id: String,
    pub(super) status: CancellationStatus,
    pub(super) amount: i64,
    pub(super) reason: String,
    /// `API` or `CONSOLE`.
    pub(super) trigger: &'static str,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) ended_at: DateTime<Utc>,
}

impl Cancellation {
    pub(super) fn new(
        amount: i64,
        reason: impl Into<String>,
        trigger: &'static str,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id: format!("cancellation-sandbox-{}", platform::random_hex()),
            status: CancellationStatus::Succeeded,
            amount,
            reason: reason.into(),
            trigger,
            requested_at: now,
            ended_at: now,
        }
    }
}

/// A buyer's complaint to the card company.
#[derive(Clone, Debug)]
pub(super) struct Dispute {
    pub(super) reason: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) resolved_at: Option<DateTime<Utc>>,
}

/// Where the buyer of a virtual account transfers to.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) number: String,
    pub(super) issued_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

impl Account {
    pub(super) fn issue(now: DateTime<Utc>, hours: i64) -> Self {
        let digits = platform::random_hex()
            .bytes()
            .take(11)
            .map(|byte| char::from(b'0' + byte % 10))
            .collect::<String>();
        Self {
            number: format!("560{digits}"),
            issued_at: now,
            expires_at: now + TimeDelta::hours(hours),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) transaction_id: String,
    pub(super) version: Version,
    /// Counts up over all payments: the order in which they came to be.
    pub(super) number: u64,
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
    /// Where its webhooks go in place of the configured address.
    pub(super) notice_urls: Vec<String>,
    pub(super) status: PaymentStatus,
    pub(super) account: Option<Account>,
    pub(super) failure: Option<Failure>,
    pub(super) cancellations: Vec<Cancellation>,
    pub(super) disputes: Vec<Dispute>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) requested_at: DateTime<Utc>,
    pub(super) paid_at: Option<DateTime<Utc>>,
    pub(super) status_changed_at: DateTime<Utc>,
}

impl Payment {
    pub(super) fn made_up(new: NewPayment, now: DateTime<Utc>) -> Self {
        let mut payment = Self {
            id: new.payment_id,
            transaction_id: new
                .transaction_id
                .unwrap_or_else(|| new_transaction_id(new.version)),
            version: new.version,
            number: 0,
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
            notice_urls: Vec::new(),
            status: PaymentStatus::Ready,
            account: None,
            failure: None,
            cancellations: Vec::new(),
            disputes: Vec::new(),
            created_at: now,
            requested_at: now,
            paid_at: None,
            status_changed_at: now,
        };
        payment.become_status(new.status, now);
        payment
    }

    /// What it is kept under: V2 has one payment to an id, V1 one to every attempt.
    pub(super) fn key(&self) -> &str {
        match self.version {
            Version::V1 => &self.transaction_id,
            Version::V2 => &self.id,
        }
    }

    /// Takes on a status together with what the schema says belongs to it.
    pub(super) fn become_status(&mut self, status: PaymentStatus, now: DateTime<Utc>) {
        self.status = status;
        self.status_changed_at = now;
        if self.was_paid() && self.paid_at.is_none() {
            self.paid_at = Some(now);
        }
        let made_up = |amount| {
            vec![Cancellation::new(
                amount,
                "관리자 콘솔 취소",
                "CONSOLE",
                now,
            )]
        };
        match status {
            PaymentStatus::Cancelled if self.cancelled() != self.total => {
                self.cancellations = made_up(self.total);
            }
            PaymentStatus::PartialCancelled if self.cancelled() == 0 => {
                self.cancellations = made_up(self.total / 2);
            }
            PaymentStatus::VirtualAccountIssued if self.account.is_none() => {
                "VIRTUAL_ACCOUNT".clone_into(&mut self.pay_method);
                self.account = Some(Account::issue(now, ACCOUNT_HOURS));
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

    pub(super) fn change(&mut self, change: PaymentChange, now: DateTime<Utc>) {
        self.total = change.total_amount.unwrap_or(self.total);
        self.discount = change.discount_amount.unwrap_or(self.discount);
        self.channel_type = change.channel_type.unwrap_or(self.channel_type);
        self.version = change.version.unwrap_or(self.version);
        set(&mut self.currency, change.currency);
        set(&mut self.store_id, change.store_id);
        set(&mut self.channel_key, change.channel_key);
        set(&mut self.order_name, change.order_name);
        match change.cancelled_amount {
            Some(0) => self.cancellations.clear(),
            Some(amount) => {
                let reason = "관리자 콘솔 취소";
                self.cancellations = vec![Cancellation::new(amount, reason, "CONSOLE", now)];
            }
            None => {}
        }
        if let Some(status) = change.status {
            self.become_status(status, now);
        }
    }

    pub(super) fn cancelled(&self) -> i64 {
        self.sum(CancellationStatus::Succeeded)
    }

    /// What can still be given back: what waits for the payment company counts as gone.
    pub(super) fn cancellable(&self) -> i64 {
        self.total - self.cancelled() - self.sum(CancellationStatus::Requested)
    }

    fn sum(&self, status: CancellationStatus) -> i64 {
        self.cancellations
            .iter()
            .filter(|cancellation| cancellation.status == status)
            .map(|cancellation| cancellation.amount)
            .sum()
    }

    /// Takes on the status that the money given back leaves it with.
    pub(super) fn after_cancellation(&mut self, now: DateTime<Utc>) {
        let status = if self.cancelled() == self.total {
            PaymentStatus::Cancelled
        } else {
            PaymentStatus::PartialCancelled
        };
        self.become_status(status, now);
    }

    /// Money has been taken for it, whether or not some went back.
    pub(super) fn was_paid(&self) -> bool {
        matches!(
            self.status,
            PaymentStatus::Paid | PaymentStatus::PartialCancelled | PaymentStatus::Cancelled
        )
    }

    pub(super) fn pg_tx_id(&self) -> String {
        format!("sandbox-pg-{}", self.transaction_id)
    }
}

fn set(field: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// V1 ids have at most 32 characters.
pub(super) fn new_transaction_id(version: Version) -> String {
    let mut random = platform::random_hex();
    match version {
        Version::V1 => {
            random.truncate(24);
            format!("imp_{random}")
        }
        Version::V2 => format!("tx-sandbox-{random}"),
    }
}
