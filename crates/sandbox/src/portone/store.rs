//! The payments, and what was said of them before and after.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::{
    idempotency::Replies,
    new::{NewPayment, PaymentChange, PaymentStatus, Version},
    payment::Payment,
    render,
    settings::Settings,
    v1::Token,
    webhook::{Detail, Event, Job, Webhooks},
    window::Attempt,
};

/// What a merchant's server said a payment will be, before the window opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prepared {
    pub(super) amount: Option<i64>,
    /// None: any.
    pub(super) currency: Option<String>,
}

impl Prepared {
    pub(super) fn fits(&self, amount: i64, currency: &str) -> bool {
        self.amount.is_none_or(|prepared| prepared == amount)
            && self
                .currency
                .as_deref()
                .is_none_or(|prepared| prepared == currency)
    }
}

/// Everything `PortOne` knows.
#[derive(Debug)]
pub(crate) struct Payments {
    by_key: HashMap<String, Payment>,
    counter: u64,
    /// Only then can an id be that of an order with many payments, which takes a search.
    has_v1: bool,
    pub(super) attempts: HashMap<String, Attempt>,
    pub(super) prepared: HashMap<(Version, String), Prepared>,
    pub(super) replies: Replies,
    pub(crate) webhooks: Webhooks,
    pub(crate) v1_token: Option<Token>,
    pub(crate) settings: Settings,
}

impl Payments {
    /// A payment as the REST API of V2 tells it.
    pub(crate) fn told(&self, id: &str, base_url: &str) -> Option<Value> {
        self.get(id)
            .map(|payment| render::payment(payment, base_url))
    }

    pub(crate) fn new(courier: UnboundedSender<Job>) -> Self {
        Self {
            by_key: HashMap::new(),
            counter: 0,
            has_v1: false,
            attempts: HashMap::new(),
            prepared: HashMap::new(),
            replies: Replies::default(),
            webhooks: Webhooks::new(courier),
            v1_token: None,
            settings: Settings::default(),
        }
    }

    /// Back to how it started.
    pub(crate) fn reset(&mut self) {
        *self = Self::new(self.webhooks.courier());
    }

    /// The sandbox's time, which tests may have fixed.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.settings.now()
    }

    pub(crate) fn add(&mut self, new: NewPayment) -> Result<(), String> {
        if new.payment_id.is_empty() {
            return Err("paymentId must not be empty".to_owned());
        }
        if new.total_amount <= 0 {
            return Err("totalAmount must be above 0".to_owned());
        }
        check_currency(&new.currency)?;
        let payment = Payment::made_up(new, self.now());
        if self.by_key.contains_key(payment.key()) {
            return Err(format!(
                "the payment {} exists already: PATCH it",
                payment.id
            ));
        }
        self.put(payment);
        Ok(())
    }

    pub(crate) fn change(&mut self, id: &str, change: PaymentChange) -> Result<(), String> {
        if let Some(currency) = &change.currency {
            check_currency(currency)?;
        }
        let now = self.now();
        let key = self.key_of(id).ok_or_else(|| no_such(id))?;
        if let Some(mut payment) = self.by_key.remove(&key) {
            payment.change(change, now);
            self.has_v1 |= payment.version == Version::V1;
            self.by_key.insert(payment.key().to_owned(), payment);
        }
        Ok(())
    }

    /// By the id of V2, the `imp_uid` of V1, or the newest of a `merchant_uid`.
    fn key_of(&self, id: &str) -> Option<String> {
        if self.by_key.contains_key(id) {
            return Some(id.to_owned());
        }
        if !self.has_v1 {
            return None;
        }
        let same = self.by_key.values().filter(|payment| payment.id == id);
        let newest = same.max_by_key(|payment| payment.number)?;
        Some(newest.key().to_owned())
    }

    pub(super) fn get(&self, id: &str) -> Option<&Payment> {
        self.by_key.get(&self.key_of(id)?)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Payment> {
        let key = self.key_of(id)?;
        self.by_key.get_mut(&key)
    }

    /// By the id of its newest attempt.
    pub(super) fn of_transaction(&self, transaction_id: &str) -> Option<&Payment> {
        let mut all = self.by_key.values();
        all.find(|payment| payment.transaction_id == transaction_id)
    }

    /// A payment that an order names, or why there is none.
    pub(super) fn named(&mut self, id: &str) -> Result<&mut Payment, String> {
        self.get_mut(id).ok_or_else(|| no_such(id))
    }

    /// In the order in which they came to be.
    pub(super) fn all(&self) -> Vec<&Payment> {
        let mut all: Vec<&Payment> = self.by_key.values().collect();
        all.sort_by_key(|payment| (payment.created_at, payment.number));
        all
    }

    /// Keeps a payment. One that takes another's place keeps its place in the order.
    pub(super) fn put(&mut self, mut payment: Payment) {
        if let Some(old) = self.by_key.get(payment.key()) {
            payment.number = old.number;
            payment.created_at = old.created_at;
        } else {
            self.counter += 1;
            payment.number = self.counter;
        }
        self.has_v1 |= payment.version == Version::V1;
        self.by_key.insert(payment.key().to_owned(), payment);
    }

    pub(super) fn was_paid(&self, version: Version, id: &str) -> bool {
        let same = |payment: &&Payment| payment.version == version && payment.id == id;
        match version {
            Version::V2 => self
                .by_key
                .get(id)
                .filter(same)
                .is_some_and(Payment::was_paid),
            Version::V1 => self.by_key.values().filter(same).any(Payment::was_paid),
        }
    }

    /// Tells the merchant, at the payment's own addresses or at the configured one.
    pub(super) fn announce(&mut self, payment: &Payment, event: Event, detail: &Detail) {
        let now = self.now();
        let configured = self.settings.webhook_url(payment.version).cloned();
        let urls = if payment.notice_urls.is_empty() {
            configured.into_iter().collect()
        } else {
            payment.notice_urls.clone()
        };
        let hold = self.settings.hold_webhooks;
        for url in urls {
            self.webhooks.add(payment, event, detail, &url, hold, now);
        }
    }

    /// Tells the merchant of the status a payment has come to.
    pub(super) fn announce_status(&mut self, payment: &Payment, trigger: Option<&'static str>) {
        let cancelled = matches!(
            payment.status,
            PaymentStatus::Cancelled | PaymentStatus::PartialCancelled
        );
        let newest = payment.cancellations.last().filter(|_| cancelled);
        let detail = Detail {
            cancellation_id: newest.map(|cancellation| cancellation.id.clone()),
            trigger,
        };
        self.announce(payment, Event::of(payment.status), &detail);
    }
}

fn no_such(id: &str) -> String {
    format!("there is no payment {id}")
}

fn check_currency(currency: &str) -> Result<(), String> {
    if currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(format!(
        "currency must be three capital letters such as KRW, not \"{currency}\""
    ))
}
