//! The sections of the configuration about money: gateways, refunds, orders, and who is told.

use std::{net::SocketAddr, time::Duration};

use openclaw_domain::{
    port::payment::GatewayKind,
    settings::{PayMethod, RefundPolicy},
    time::DAY,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

use super::{
    Mode,
    sections::{MASK, masked},
};

/// Shows how many secrets there are, and nothing of them.
#[expect(clippy::ref_option, reason = "the shape that serde asks for")]
pub(super) fn all_masked<S: Serializer>(
    secrets: &Option<Vec<SecretString>>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match secrets {
        Some(secrets) => to.collect_seq(secrets.iter().map(|_| MASK)),
        None => to.serialize_none(),
    }
}

/// A list in the environment: parted by commas, blanks around them ignored.
#[expect(clippy::unnecessary_wraps, reason = "the shape that confique asks for")]
pub(super) fn list(text: &str) -> Result<Vec<String>, std::convert::Infallible> {
    let parts = text.split(',').map(str::trim);
    Ok(parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect())
}

pub(super) fn secrets(text: &str) -> Result<Vec<SecretString>, std::convert::Infallible> {
    list(text).map(|parts| parts.into_iter().map(SecretString::from).collect())
}

/// Which version of `PortOne`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gateway {
    /// V2.
    V2,
    /// V1.
    V1,
}

impl From<Gateway> for GatewayKind {
    fn from(gateway: Gateway) -> Self {
        match gateway {
            Gateway::V2 => Self::PortOneV2,
            Gateway::V1 => Self::PortOneV1,
        }
    }
}

/// The payment gateway.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct PortOne {
    /// Which version new orders are paid by: `v2`, or `v1` with the section `portone_v1`. The other
    /// one may stay configured: older orders are looked at where they were paid.
    #[config(env = "OPENCLAW_PORTONE_GATEWAY", default = "v2")]
    pub gateway: Gateway,
    /// How buyers may pay, the first being chosen already: `card`, `kakaopay`, `naverpay`, `tosspay`,
    /// `virtual_account`. Each needs its own contract. Without it: `card`, in sandbox mode all five.
    #[config(env = "OPENCLAW_PORTONE_METHODS", parse_env = list)]
    pub methods: Option<Vec<String>>,
    /// The store's id.
    #[config(env = "OPENCLAW_PORTONE_STORE_ID")]
    pub store_id: Option<String>,
    /// The channel that the browser pays by.
    #[config(env = "OPENCLAW_PORTONE_CHANNEL_KEY")]
    pub channel_key: Option<String>,
    /// The V2 API secret; stays on the server.
    #[config(env = "OPENCLAW_PORTONE_API_SECRET")]
    #[serde(serialize_with = "masked")]
    pub api_secret: Option<SecretString>,
    /// The secrets that V2 webhooks are signed with, `whsec_…`: a list, two while one replaces the
    /// other.
    #[config(env = "OPENCLAW_PORTONE_WEBHOOK_SECRETS", parse_env = secrets)]
    #[serde(serialize_with = "all_masked")]
    pub webhook_secrets: Option<Vec<SecretString>>,
    /// Whether the V2 channel is set to manual confirm: everything is compared before money moves.
    #[config(env = "OPENCLAW_PORTONE_MANUAL_CONFIRM", default = false)]
    pub manual_confirm: bool,
    /// Whether the gateway is told the amount before its window opens. Without it: with `v1`.
    #[config(env = "OPENCLAW_PORTONE_PRE_REGISTER")]
    pub pre_register: Option<bool>,
    /// Where the API is. Without it: PortOne's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_PORTONE_BASE_URL")]
    pub base_url: Option<String>,
    /// Where the browser SDK is. Without it: PortOne's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_PORTONE_SDK_URL")]
    pub sdk_url: Option<String>,
    /// Seconds to wait for an answer, of V1 too; PortOne asks for 60 at least.
    #[config(env = "OPENCLAW_PORTONE_TIMEOUT_SECONDS", default = 60)]
    pub timeout_seconds: u64,
}

impl PortOne {
    /// The words for how buyers may pay, as configured or as the mode has them.
    #[must_use]
    pub fn method_words(&self, mode: Mode) -> Vec<String> {
        let words = match (&self.methods, mode) {
            (Some(words), _) => return words.clone(),
            (None, Mode::Live) => &["card"][..],
            (None, Mode::Sandbox) => {
                &["card", "kakaopay", "naverpay", "tosspay", "virtual_account"][..]
            }
        };
        words.iter().map(|&word| word.to_owned()).collect()
    }

    /// How buyers may pay; words that mean nothing are left out, and refused at start.
    #[must_use]
    pub fn methods(&self, mode: Mode) -> Vec<PayMethod> {
        let words = self.method_words(mode);
        words.iter().filter_map(|word| method(word)).collect()
    }

    /// Whether the gateway is told the amount beforehand.
    #[must_use]
    pub fn pre_registers(&self) -> bool {
        self.pre_register.unwrap_or(self.gateway == Gateway::V1)
    }

    /// The webhook secrets that there are.
    pub fn webhook_secrets(&self) -> &[SecretString] {
        self.webhook_secrets.as_deref().unwrap_or_default()
    }
}

/// What a word for a way of paying stands for.
pub(super) fn method(word: &str) -> Option<PayMethod> {
    PayMethod::from_word(&word.to_ascii_uppercase())
}

/// PortOne V1.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct PortOneV1 {
    /// The merchant's user code: `imp…`.
    #[config(env = "OPENCLAW_PORTONE_V1_USER_CODE")]
    pub user_code: Option<String>,
    /// The channel that the browser pays by.
    #[config(env = "OPENCLAW_PORTONE_V1_CHANNEL_KEY")]
    pub channel_key: Option<String>,
    /// The REST API key.
    #[config(env = "OPENCLAW_PORTONE_V1_API_KEY")]
    pub api_key: Option<String>,
    /// The REST API secret; stays on the server.
    #[config(env = "OPENCLAW_PORTONE_V1_API_SECRET")]
    #[serde(serialize_with = "masked")]
    pub api_secret: Option<SecretString>,
    /// Where the API is. Without it: PortOne's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_PORTONE_V1_BASE_URL")]
    pub base_url: Option<String>,
    /// Where the browser SDK is. Without it: PortOne's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_PORTONE_V1_SDK_URL")]
    pub sdk_url: Option<String>,
}

/// What a buyer gets back.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Refunds {
    /// Days after the purchase in which unused credits are refunded in full; the law wants 7 at least.
    #[config(env = "OPENCLAW_REFUNDS_FULL_DAYS", default = 7)]
    pub full_days: u32,
    /// Percent of the unused credits' price that is refunded after that.
    #[config(env = "OPENCLAW_REFUNDS_LATE_PERCENT", default = 90)]
    pub late_percent: u32,
    /// Whether an order of which nothing was used is refunded at once when its buyer asks in time.
    #[config(env = "OPENCLAW_REFUNDS_AUTOMATIC", default = true)]
    pub automatic: bool,
    /// Whether part of a payment can be cancelled: it needs a contract with NICE.
    #[config(env = "OPENCLAW_REFUNDS_PARTIAL", default = true)]
    pub partial: bool,
}

impl From<&Refunds> for RefundPolicy {
    fn from(refunds: &Refunds) -> Self {
        Self {
            full_for: refunds.full_days * DAY,
            late_percent: refunds.late_percent,
            automatic: refunds.automatic,
            partial: refunds.partial,
        }
    }
}

/// Orders.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Orders {
    /// Hours that an unpaid order is looked at before it is EXPIRED.
    #[config(env = "OPENCLAW_ORDERS_LIFE_HOURS", default = 24)]
    pub life_hours: u32,
}

impl Orders {
    /// How long an unpaid order is looked at.
    #[must_use]
    pub fn life(&self) -> Duration {
        Duration::from_secs(u64::from(self.life_hours) * 3_600)
    }
}

/// Who may use the admin pages.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Admin {
    /// A list of `issuer/subject`, as the sign-in provider names people:
    /// `https://kauth.kakao.com/4820143072`. Without it nobody.
    #[config(env = "OPENCLAW_ADMIN_SUBJECTS", parse_env = list)]
    pub subjects: Option<Vec<String>>,
}

/// How an alert is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AlertFormat {
    /// For a Slack webhook.
    Slack,
    /// For a program.
    Json,
}

/// Where alerts go besides the log and the admin page.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Alerts {
    /// Where each alert is posted to. A secret: whoever knows a Slack webhook's address can write.
    #[config(env = "OPENCLAW_ALERTS_WEBHOOK_URL")]
    #[serde(serialize_with = "masked")]
    pub webhook_url: Option<SecretString>,
    /// `slack`: a message. `json`: `id`, `kind`, `order`, `detail`, `created_at` (Unix milliseconds)
    /// and `url` (the order's admin page).
    #[config(env = "OPENCLAW_ALERTS_FORMAT", default = "slack")]
    pub format: AlertFormat,
}

impl Alerts {
    /// The address, when there is one.
    pub fn address(&self) -> Option<&SecretString> {
        let address = self.webhook_url.as_ref();
        address.filter(|address| !address.expose_secret().is_empty())
    }
}

/// Figures for a monitoring system.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Metrics {
    /// The address of `/metrics` for Prometheus, `/healthz` and `/readyz`, without sign-in: keep it
    /// from the public. Without it none of them is served there.
    #[config(env = "OPENCLAW_METRICS_LISTEN")]
    pub listen: Option<SocketAddr>,
}
