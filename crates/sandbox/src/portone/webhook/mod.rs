//! Webhooks: what is told to the merchant, to which address, how often.
//!
//! V2 sends version 2024-04-25 with the headers of Standard Webhooks and tries six times in all; V1
//! sends three or four unsigned fields, once. Only loopback addresses are ever called.

mod courier;
mod message;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use url::Url;

pub(crate) use courier::{Job, client, courier};
pub use message::SignedWebhook;
pub(crate) use message::sign;

use super::{
    new::{PaymentStatus, Version},
    payment::Payment,
};
use crate::platform::{self, rfc3339};

/// What happened, by the names of version 2024-04-25.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Ready,
    Paid,
    VirtualAccountIssued,
    Failed,
    PayPending,
    CancelPending,
    PartialCancelled,
    Cancelled,
    DisputeCreated,
    DisputeResolved,
}

impl Event {
    /// The event of having come to a status.
    pub(super) fn of(status: PaymentStatus) -> Self {
        match status {
            PaymentStatus::Ready => Self::Ready,
            PaymentStatus::PayPending => Self::PayPending,
            PaymentStatus::VirtualAccountIssued => Self::VirtualAccountIssued,
            PaymentStatus::Paid => Self::Paid,
            PaymentStatus::Failed => Self::Failed,
            PaymentStatus::PartialCancelled => Self::PartialCancelled,
            PaymentStatus::Cancelled => Self::Cancelled,
        }
    }

    pub(super) fn name(self) -> String {
        format!("Transaction.{self:?}")
    }

    /// The `status` a V1 webhook says it with; V1 is silent about everything else.
    fn v1_status(self) -> Option<&'static str> {
        match self {
            Self::Paid => Some("paid"),
            Self::VirtualAccountIssued => Some("ready"),
            Self::PartialCancelled | Self::Cancelled => Some("cancelled"),
            _ => None,
        }
    }
}

/// What is particular about an event.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    pub(super) cancellation_id: Option<String>,
    /// The `PaymentWebhookTrigger` of the schema.
    pub(super) trigger: Option<&'static str>,
}

/// How far a webhook has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// Held back until it is released.
    Held,
    /// Being sent, or waiting for its next try.
    Sending,
    /// Answered with a 2xx.
    Delivered,
    /// Every try failed, or the address is not a loopback one.
    GivenUp,
}

/// A webhook that the sandbox has sent, is sending or holds back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SentWebhook {
    /// The `webhook-id` header; equal in every try.
    pub id: String,
    /// V1 webhooks are unsigned.
    pub version: Version,
    /// The `type` of V2 (`Transaction.Paid`), the `status` of V1 (`paid`).
    #[serde(rename = "type")]
    pub kind: String,
    /// The merchant's id of the payment.
    pub payment_id: String,
    /// Where it goes.
    pub url: String,
    /// What it says.
    pub body: String,
    /// How far it has come.
    pub state: WebhookState,
    /// How often it was sent.
    pub attempts: u32,
    /// The status of the last answer; none if there was no answer.
    pub last_status: Option<u16>,
}

#[derive(Clone, Debug)]
pub(super) struct Webhook {
    pub(super) sent: SentWebhook,
    payment_status: PaymentStatus,
    trigger: Option<&'static str>,
    triggered_at: DateTime<Utc>,
}

/// Every webhook since the start or the last reset, oldest first.
#[derive(Debug)]
pub(crate) struct Webhooks {
    all: Vec<Webhook>,
    courier: UnboundedSender<Job>,
}

impl Webhooks {
    pub(super) fn new(courier: UnboundedSender<Job>) -> Self {
        Self {
            all: Vec::new(),
            courier,
        }
    }

    pub(super) fn courier(&self) -> UnboundedSender<Job> {
        self.courier.clone()
    }

    pub(crate) fn list(&self) -> Vec<SentWebhook> {
        self.all
            .iter()
            .map(|webhook| webhook.sent.clone())
            .collect()
    }

    fn find(&mut self, id: &str) -> Option<&mut Webhook> {
        self.all.iter_mut().find(|webhook| webhook.sent.id == id)
    }

    /// Writes an event down for one address, and hands it to the courier unless it is held.
    pub(super) fn add(
        &mut self,
        payment: &Payment,
        event: Event,
        detail: &Detail,
        url: &str,
        hold: bool,
        now: DateTime<Utc>,
    ) {
        let Some((kind, body)) = words(payment, event, detail, now) else {
            return;
        };
        let state = match (is_loopback(url), hold) {
            (false, _) => WebhookState::GivenUp,
            (true, true) => WebhookState::Held,
            (true, false) => WebhookState::Sending,
        };
        let sent = SentWebhook {
            id: format!("webhook-sandbox-{}", platform::random_hex()),
            version: payment.version,
            kind,
            payment_id: payment.id.clone(),
            url: url.to_owned(),
            body: body.to_string(),
            state,
            attempts: 0,
            last_status: None,
        };
        let id = sent.id.clone();
        self.all.push(Webhook {
            sent,
            payment_status: payment.status,
            trigger: detail.trigger,
            triggered_at: now,
        });
        match state {
            WebhookState::Sending => self.order(vec![id], true),
            WebhookState::GivenUp => {
                tracing::warn!(
                    url,
                    "a webhook to an address outside this machine is not sent"
                );
            }
            _ => {}
        }
    }

    /// Sends held webhooks, each after the one before was answered.
    pub(crate) fn release(&mut self, ids: Vec<String>) -> Result<(), String> {
        for id in &ids {
            let webhook = self.find(id).ok_or_else(|| no_such(id))?;
            if webhook.sent.state != WebhookState::Held {
                return Err(format!("the webhook {id} is not held"));
            }
            webhook.sent.state = WebhookState::Sending;
        }
        self.order(ids, true);
        Ok(())
    }

    pub(crate) fn held(&self) -> Vec<String> {
        let held = |webhook: &&Webhook| webhook.sent.state == WebhookState::Held;
        let ids = self.all.iter().filter(held);
        ids.map(|webhook| webhook.sent.id.clone()).collect()
    }

    /// Sends it again, so often, all at once.
    pub(crate) fn repeat(&mut self, id: &str, times: u32) -> Result<(), String> {
        self.find(id).ok_or_else(|| no_such(id))?;
        for _ in 0..times {
            self.order(vec![id.to_owned()], false);
        }
        Ok(())
    }

    /// `POST /payments/{paymentId}/resend-webhook`: the named one or the newest of a payment.
    pub(super) fn resend(&mut self, payment_id: &str, id: Option<&str>) -> Option<Value> {
        let fits = |webhook: &&mut Webhook| {
            webhook.sent.payment_id == payment_id && id.is_none_or(|id| webhook.sent.id == id)
        };
        let webhook = self.all.iter_mut().rev().find(fits)?;
        webhook.trigger = Some("MANUAL");
        let (id, answer) = (webhook.sent.id.clone(), webhook.to_json());
        if is_loopback(&webhook.sent.url) {
            self.order(vec![id], false);
        }
        Some(answer)
    }

    fn order(&self, ids: Vec<String>, retry: bool) {
        // Nobody listens once the sandbox is stopping, and nothing is to be sent then.
        let _ = self.courier.send(Job { ids, retry });
    }

    /// Counts a try; what is to be sent, none if the webhook is not known any more.
    pub(super) fn try_once(&mut self, id: &str) -> Option<SentWebhook> {
        let webhook = self.find(id)?;
        webhook.sent.attempts += 1;
        Some(webhook.sent.clone())
    }

    pub(super) fn answered(&mut self, id: &str, status: Option<u16>, last: bool) {
        let Some(webhook) = self.find(id) else { return };
        webhook.sent.last_status = status;
        let well = status.is_some_and(|status| (200..300).contains(&status));
        if well {
            webhook.sent.state = WebhookState::Delivered;
        } else if last && webhook.sent.state == WebhookState::Sending {
            webhook.sent.state = WebhookState::GivenUp;
        }
    }
}

impl Webhook {
    /// The `PaymentWebhook` of the schema.
    fn to_json(&self) -> Value {
        let mut json = json!({
            "paymentStatus": self.payment_status,
            "id": self.sent.id,
            "url": self.sent.url,
            "isAsync": true,
            "currentExecutionCount": self.sent.attempts,
            "maxExecutionCount": courier::RETRY_MINUTES.len() + 1,
            "request": {"body": self.sent.body},
            "triggeredAt": rfc3339(self.triggered_at),
        });
        let status = match (self.sent.state, self.sent.last_status) {
            (WebhookState::Delivered, _) => Some("SUCCEEDED"),
            (_, Some(_)) => Some("FAILED_NOT_OK_RESPONSE"),
            (WebhookState::GivenUp, None) => Some("FAILED_UNEXPECTED_ERROR"),
            _ => None,
        };
        if let Some(status) = status {
            json["status"] = json!(status);
        }
        if let Some(trigger) = self.trigger {
            json["trigger"] = json!(trigger);
        }
        json
    }
}

/// The kind and the body, where the version tells of the event at all.
fn words(
    payment: &Payment,
    event: Event,
    detail: &Detail,
    now: DateTime<Utc>,
) -> Option<(String, Value)> {
    let (kind, mut body, place) = match payment.version {
        Version::V1 => {
            let status = event.v1_status()?;
            let body = json!({
                "imp_uid": payment.transaction_id,
                "merchant_uid": payment.id,
                "status": status,
            });
            (status.to_owned(), body, "/cancellation_id")
        }
        Version::V2 => {
            let body = json!({
                "type": event.name(),
                "timestamp": rfc3339(now),
                "data": {
                    "storeId": payment.store_id,
                    "paymentId": payment.id,
                    "transactionId": payment.transaction_id,
                },
            });
            (event.name(), body, "/data/cancellationId")
        }
    };
    if let Some(id) = &detail.cancellation_id {
        let (parent, name) = place.rsplit_once('/').unwrap_or_default();
        if let Some(fields) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
            fields.insert(name.to_owned(), json!(id));
        }
    }
    Some((kind, body))
}

fn no_such(id: &str) -> String {
    format!("there is no webhook {id}")
}

/// Whether an address is one of this machine: the sandbox calls no other.
pub(crate) fn is_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let near = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    near && url.scheme() == "http"
}
