//! Money: which gateways there are, which shop is ours at each, and who is told of alerts.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use openclaw_alerts::{AlertWebhook, Format};
use openclaw_domain::{
    port::{
        alerts::AlertChannel,
        payment::{GatewayKind, PaymentGateway},
    },
    settings::{PaymentSettings, Shop},
};
use openclaw_portone::{PortOne, PortOneV1, Settings, SettingsV1};
use openclaw_sandbox_names as stand_in;
use url::Url;

use super::Wiring;
use crate::config::{AlertFormat, Gateway, Mode};

const SDK_V2: &str = "https://cdn.portone.io/v2/browser-sdk.js";
const SDK_V1: &str = "https://cdn.iamport.kr/v1/iamport.js";

impl Wiring<'_> {
    /// Where the browser SDK for new orders is.
    pub fn sdk_url(&self) -> String {
        let (v2, v1) = (&self.config.portone, &self.config.portone_v1);
        match v2.gateway {
            Gateway::V2 => self.address(v2.sdk_url.as_ref(), "/portone/browser-sdk.js", SDK_V2),
            Gateway::V1 => self.address(v1.sdk_url.as_ref(), "/portone-v1/iamport.js", SDK_V1),
        }
    }

    /// Where the payment window and what it loads may come from.
    pub fn payment_origins(&self) -> Vec<String> {
        let origin = Url::parse(&self.sdk_url()).map(|url| url.origin().ascii_serialization());
        let mut origins: Vec<String> = origin.into_iter().collect();
        // What the real SDKs open: PortOne's own pages, and NICE's window.
        let opened: &[&str] = match origins.first().map(String::as_str) {
            Some(origin) if origin.ends_with(".portone.io") => &[
                "https://*.portone.io",
                "https://*.iamport.co",
                "https://*.nicepay.co.kr",
            ],
            Some(origin) if origin.ends_with(".iamport.kr") => &[
                "https://*.iamport.kr",
                "https://*.iamport.co",
                "https://*.nicepay.co.kr",
            ],
            _ => &[],
        };
        origins.extend(opened.iter().map(|&origin| origin.to_owned()));
        origins
    }

    /// Which gateways are there: with all of their keys, or as a stand-in.
    pub fn gateways(&self) -> Vec<GatewayKind> {
        let (v2, v1) = (&self.config.portone, &self.config.portone_v1);
        let is_sandbox = self.sandbox.is_some();
        let mut kinds = Vec::new();
        if is_sandbox || v2.is_configured() {
            kinds.push(GatewayKind::PortOneV2);
        }
        if is_sandbox || v1.is_configured() {
            kinds.push(GatewayKind::PortOneV1);
        }
        kinds
    }

    /// The clients of the gateways that are there.
    pub fn payments(
        &self,
        http: &reqwest::Client,
    ) -> BTreeMap<GatewayKind, Arc<dyn PaymentGateway>> {
        let client = |kind| -> Arc<dyn PaymentGateway> {
            match kind {
                GatewayKind::PortOneV2 => Arc::new(self.v2(http)),
                GatewayKind::PortOneV1 => Arc::new(self.v1(http)),
            }
        };
        let kinds = self.gateways().into_iter();
        kinds.map(|kind| (kind, client(kind))).collect()
    }

    fn v2(&self, http: &reqwest::Client) -> PortOne {
        let config = &self.config.portone;
        let secret = Self::secret(config.api_secret.as_ref(), stand_in::PORTONE_API_SECRET);
        let mut settings = Settings::new(self.shop(GatewayKind::PortOneV2).store_id, secret);
        settings.base_url = self.address(config.base_url.as_ref(), "/portone", Settings::BASE_URL);
        settings.timeout = Duration::from_secs(config.timeout_seconds);
        settings.webhook_secrets = config.webhook_secrets().to_vec();
        if settings.webhook_secrets.is_empty() && self.sandbox.is_some() {
            settings.webhook_secrets = vec![stand_in::PORTONE_WEBHOOK_SECRET.into()];
        }
        PortOne::new(http.clone(), settings)
    }

    fn v1(&self, http: &reqwest::Client) -> PortOneV1 {
        let config = &self.config.portone_v1;
        let key = Self::text(config.api_key.as_ref(), stand_in::V1_API_KEY);
        let secret = Self::secret(config.api_secret.as_ref(), stand_in::V1_API_SECRET);
        let user_code = self.shop(GatewayKind::PortOneV1).store_id;
        let mut settings = SettingsV1::new(user_code, key, secret);
        let real = SettingsV1::BASE_URL;
        settings.base_url = self.address(config.base_url.as_ref(), "/portone-v1", real);
        settings.timeout = Duration::from_secs(self.config.portone.timeout_seconds);
        PortOneV1::new(http.clone(), settings)
    }

    fn shop(&self, kind: GatewayKind) -> Shop {
        let (v2, v1) = (&self.config.portone, &self.config.portone_v1);
        let (store_id, channel_key) = match kind {
            GatewayKind::PortOneV2 => (
                Self::text(v2.store_id.as_ref(), stand_in::STORE_ID),
                Self::text(v2.channel_key.as_ref(), stand_in::CHANNEL_KEY),
            ),
            GatewayKind::PortOneV1 => (
                Self::text(v1.user_code.as_ref(), stand_in::V1_USER_CODE),
                // V1 hides test payments from whoever asks by order: nothing would follow them.
                Self::text(v1.channel_key.as_ref(), stand_in::LIVE_CHANNEL_KEY),
            ),
        };
        Shop {
            store_id,
            channel_key,
            require_live_channel: self.config.mode == Mode::Live,
        }
    }

    /// How money comes in.
    pub(super) fn payment_settings(&self) -> PaymentSettings {
        let config = &self.config.portone;
        let kinds = self.gateways().into_iter();
        PaymentSettings {
            gateway: config.gateway.into(),
            shops: kinds.map(|kind| (kind, self.shop(kind))).collect(),
            methods: config.methods(self.config.mode),
            manual_confirm: config.manual_confirm,
            pre_register: config.pre_registers(),
        }
    }

    /// The operator's channel, if there is one.
    pub fn alerts(
        &self,
        http: &reqwest::Client,
        public_url: &str,
    ) -> Option<Arc<dyn AlertChannel>> {
        let config = &self.config.alerts;
        let format = match config.format {
            AlertFormat::Slack => Format::Slack,
            AlertFormat::Json => Format::Json,
        };
        let url = config.address()?.clone();
        let settings = openclaw_alerts::Settings::new(url, format, public_url.to_owned());
        Some(Arc::new(AlertWebhook::new(http.clone(), settings)))
    }
}
