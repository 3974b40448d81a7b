//! The powers over `PortOne`: how the store is set up, what banks and buyers do, and webhooks.

use std::time::Duration;

use chrono::DateTime;

use super::{Control, ControlError};
use crate::{
    platform,
    portone::{ChannelType, Payments, SentWebhook, SignedWebhook, WebhookState, is_loopback, sign},
};

/// How often a wait for webhooks looks.
const GLANCE: Duration = Duration::from_millis(2);

/// How the store is set up and what time it is there.
impl Control {
    /// Makes the sandbox's clock stand still at this instant (Unix milliseconds), or run again.
    /// What `PortOne` and Clerk write down, sign and list by carries it; Kakao and Google keep the
    /// real time.
    pub fn set_time(&self, unix_ms: Option<i64>) -> Result<(), ControlError> {
        let wrong = || ControlError("the time is out of range".to_owned());
        let time = match unix_ms {
            None => None,
            Some(ms) => Some(DateTime::from_timestamp_millis(ms).ok_or_else(wrong)?),
        };
        self.portone(|payments| payments.settings.time = time);
        Ok(())
    }

    /// Whether payments of V2 wait for `POST /payments/{id}/confirm`.
    pub fn set_manual_confirm(&self, on: bool) {
        self.portone(|payments| payments.settings.manual_confirm = on);
    }

    /// Whether cancellations asked for over V2 wait for [`Control::finish_cancel`].
    pub fn set_async_cancel(&self, on: bool) {
        self.portone(|payments| payments.settings.async_cancel = on);
    }

    /// What the channel of [`CHANNEL_KEY`](crate::CHANNEL_KEY) is from now on.
    pub fn set_channel_type(&self, channel_type: ChannelType) {
        self.portone(|payments| payments.settings.channel_type = channel_type);
    }

    /// Where webhooks of V2 go, unless a payment names its own addresses. Loopback only.
    pub fn set_webhook_url(&self, url: Option<String>) -> Result<(), ControlError> {
        check_url(url.as_deref())?;
        self.portone(|payments| payments.settings.webhook_url = url);
        Ok(())
    }

    /// Where webhooks of V1 go, unless a payment names its own address. Loopback only.
    pub fn set_v1_webhook_url(&self, url: Option<String>) -> Result<(), ControlError> {
        check_url(url.as_deref())?;
        self.portone(|payments| payments.settings.v1_webhook_url = url);
        Ok(())
    }

    /// The secrets that webhooks of V2 are signed with, all of them at once.
    pub fn set_webhook_secrets(&self, secrets: Vec<String>) {
        self.portone(|payments| payments.settings.webhook_secrets = secrets);
    }

    /// What a minute of the real retry schedule (1, 4, 16, 64, 256 minutes) takes here.
    pub fn set_webhook_retry_ms(&self, ms: u64) {
        self.portone(|payments| payments.settings.retry_ms = ms);
    }

    /// Ends the life of the V1 access token.
    pub fn expire_v1_token(&self) {
        self.portone(|payments| payments.v1_token = None);
    }
}

/// What happens to payments outside of the API.
impl Control {
    /// A payment as `GET /payments/{id}` tells it, without asking over the wire; none when nothing
    /// is known of it.
    pub fn payment(&self, payment_id: &str) -> Option<serde_json::Value> {
        let base_url = self.state.base_url().to_owned();
        self.portone(|payments| payments.told(payment_id, &base_url))
    }

    /// The buyer transfers the money to the payment's virtual account.
    pub fn deposit(&self, payment_id: &str) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.deposit(payment_id))
    }

    /// Somebody gives money back at `PortOne`'s console: all that is left unless told.
    pub fn cancel_at_console(
        &self,
        payment_id: &str,
        amount: Option<i64>,
        reason: &str,
    ) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.cancel_at_console(payment_id, amount, reason))
    }

    /// The payment company answers the oldest cancellation that waits.
    pub fn finish_cancel(&self, payment_id: &str, ok: bool) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.finish_cancel(payment_id, ok))
    }

    /// The buyer disputes the payment with the card company.
    pub fn dispute(&self, payment_id: &str) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.dispute(payment_id))
    }

    /// The newest dispute of the payment is settled.
    pub fn resolve_dispute(&self, payment_id: &str) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.resolve_dispute(payment_id))
    }
}

/// Webhooks.
impl Control {
    /// Sends the webhook of the status that a payment is in, as if it had just come to it.
    pub fn send_webhook(&self, payment_id: &str) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.announce_again(payment_id))
    }

    /// Every webhook since the start or the last reset, oldest first.
    pub fn webhooks(&self) -> Vec<SentWebhook> {
        self.portone(|payments| payments.webhooks.list())
    }

    /// Waits until every webhook that is not held has been delivered or given up.
    pub async fn webhooks_settled(&self) -> Vec<SentWebhook> {
        loop {
            let all = self.webhooks();
            if all
                .iter()
                .all(|webhook| webhook.state != WebhookState::Sending)
            {
                return all;
            }
            platform::sleep(GLANCE).await;
        }
    }

    /// Holds webhooks back from now on; `false` releases those that are held, oldest first.
    pub fn hold_webhooks(&self, on: bool) {
        self.portone(|payments| {
            payments.settings.hold_webhooks = on;
            if !on {
                let held = payments.webhooks.held();
                // They are all held: nothing can be wrong with them.
                let _ = payments.webhooks.release(held);
            }
        });
    }

    /// Sends held webhooks in this order, each after the one before was answered.
    pub fn release_webhooks(&self, ids: &[String]) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.webhooks.release(ids.to_vec()))
    }

    /// Sends a webhook again, so often and all at once, under the same id.
    pub fn repeat_webhook(&self, id: &str, times: u32) -> Result<(), ControlError> {
        self.try_portone(|payments| payments.webhooks.repeat(id, times))
    }

    /// Signs any body with any secret at any time (Unix seconds), and sends nothing.
    pub fn sign_webhook(
        &self,
        secret: &str,
        body: &str,
        id: &str,
        timestamp: i64,
    ) -> SignedWebhook {
        sign(&[secret], body, id, timestamp)
    }
}

impl Control {
    fn portone<T>(&self, act: impl FnOnce(&mut Payments) -> T) -> T {
        act(&mut self.state.payments())
    }

    fn try_portone(
        &self,
        act: impl FnOnce(&mut Payments) -> Result<(), String>,
    ) -> Result<(), ControlError> {
        self.portone(act).map_err(ControlError)
    }
}

pub(super) fn check_url(url: Option<&str>) -> Result<(), ControlError> {
    match url {
        Some(url) if !is_loopback(url) => Err(ControlError(format!(
            "webhooks go to http addresses of this machine only, not to {url}"
        ))),
        _ => Ok(()),
    }
}
