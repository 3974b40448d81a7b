//! How the store is set up at `PortOne`'s console, as far as tests change it.

use chrono::{DateTime, Utc};

use super::new::{ChannelType, Version};
use crate::{CHANNEL_KEY, LIVE_CHANNEL_KEY, PORTONE_WEBHOOK_SECRET, platform};

/// One thousandth of a second stands for a minute unless told otherwise.
const RETRY_MS: u64 = 1;

#[derive(Debug)]
pub(crate) struct Settings {
    /// The fixed time, where tests own the clock.
    pub(crate) time: Option<DateTime<Utc>>,
    pub(crate) manual_confirm: bool,
    pub(crate) async_cancel: bool,
    /// What the channel of `CHANNEL_KEY` is.
    pub(crate) channel_type: ChannelType,
    pub(crate) webhook_url: Option<String>,
    pub(crate) v1_webhook_url: Option<String>,
    /// Every webhook is signed with each of them, as it is while secrets are rotated.
    pub(crate) webhook_secrets: Vec<String>,
    pub(crate) hold_webhooks: bool,
    /// What a minute of the real retry schedule takes here.
    pub(crate) retry_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time: None,
            manual_confirm: false,
            async_cancel: false,
            channel_type: ChannelType::Test,
            webhook_url: None,
            v1_webhook_url: None,
            webhook_secrets: vec![PORTONE_WEBHOOK_SECRET.to_owned()],
            hold_webhooks: false,
            retry_ms: RETRY_MS,
        }
    }
}

impl Settings {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.time.unwrap_or_else(platform::now)
    }

    /// What a channel is; none if the store has no such channel.
    pub(super) fn channel(&self, key: &str) -> Option<ChannelType> {
        match key {
            CHANNEL_KEY => Some(self.channel_type),
            LIVE_CHANNEL_KEY => Some(ChannelType::Live),
            _ => None,
        }
    }

    pub(super) fn webhook_url(&self, version: Version) -> Option<&String> {
        match version {
            Version::V1 => self.v1_webhook_url.as_ref(),
            Version::V2 => self.webhook_url.as_ref(),
        }
    }
}
