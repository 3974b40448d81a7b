//! What the operator decides: packages, limits, how long credits live.

use std::{collections::BTreeMap, time::Duration};

use secrecy::SecretString;

use crate::{
    money::Credits,
    package::{Package, default_packages},
    port::payment::GatewayKind,
    time::DAY,
    trend::TrendSettings,
    words::words,
};

/// How often one user may start runs. Enforced by the schema's guards, in the batch that starts one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunLimits {
    /// Starts in any 60 seconds.
    pub per_minute: u32,
    /// Starts in any 60 minutes.
    pub per_hour: u32,
    /// Runs that have not ended.
    pub at_once: u32,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            per_minute: 10,
            per_hour: 100,
            at_once: 3,
        }
    }
}

/// How long credits last from the day they are granted.
///
/// Korean gift-certificate terms ask for at least a year for what was paid; five years is the
/// commercial limitation period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Paid credits.
    pub paid: Duration,
    /// Bonus credits.
    pub bonus: Duration,
    /// Credits given at sign-up.
    pub free: Duration,
}

impl Default for Validity {
    fn default() -> Self {
        Self {
            paid: 5 * 365 * DAY,
            bonus: 365 * DAY,
            free: 365 * DAY,
        }
    }
}

words! {
    /// How a buyer may pay. Each needs its own contract with NICE.
    PayMethod {
        /// A card.
        Card = "CARD",
        /// KakaoPay.
        KakaoPay = "KAKAOPAY",
        /// NaverPay, by a card registered there.
        NaverPay = "NAVERPAY",
        /// TossPay.
        TossPay = "TOSSPAY",
        /// A transfer to an account made for this order.
        VirtualAccount = "VIRTUAL_ACCOUNT",
    }
}

/// How money comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSettings {
    /// The gateway that new orders are paid by.
    pub gateway: GatewayKind,
    /// Our shop at each gateway.
    pub shops: BTreeMap<GatewayKind, Shop>,
    /// What a buyer may choose from, the first being chosen already.
    pub methods: Vec<PayMethod>,
    /// Whether the gateway captures only when we confirm: the checks then run before money moves.
    pub manual_confirm: bool,
    /// Whether the gateway is told the amount before its window opens.
    pub pre_register: bool,
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self {
            gateway: GatewayKind::PortOneV2,
            shops: BTreeMap::new(),
            methods: vec![PayMethod::Card],
            manual_confirm: false,
            pre_register: false,
        }
    }
}

impl PaymentSettings {
    /// Our shop at a gateway; an empty one, which no payment fits, where there is none.
    #[must_use]
    pub fn shop(&self, gateway: GatewayKind) -> Shop {
        self.shops.get(&gateway).cloned().unwrap_or_default()
    }
}

/// Who may have accounts, and what is kept of who they were.
#[derive(Clone, Debug)]
pub struct AccountSettings {
    /// The key of the hashes that outlive an account: without it nobody can tell from a hash whose
    /// it is. It must stay the same for ever.
    pub hash_key: SecretString,
    /// How many accounts one address may make in a day.
    pub per_address: u32,
    /// From how many on the operator is told.
    pub alert_from: u32,
    /// The version of the terms and the privacy policy that hold now: whoever has not agreed to it is
    /// asked first.
    pub legal_version: String,
}

impl Default for AccountSettings {
    fn default() -> Self {
        Self {
            hash_key: "sandbox".into(),
            per_address: 30,
            alert_from: 10,
            legal_version: "2026-11-23".to_owned(),
        }
    }
}

/// What a buyer gets back, by the terms.
///
/// Korean law lets a buyer withdraw the unused part of a paid lot within 7 days (E-commerce Act,
/// article 17); what holds after that is for the terms to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundPolicy {
    /// How long unused credits are refunded in full.
    pub full_for: Duration,
    /// After that: percent of their price, 0 to 100.
    pub late_percent: u32,
    /// Whether an order of which nothing was used is refunded at once when its buyer asks in time;
    /// anything else waits for the operator.
    pub automatic: bool,
    /// Whether part of a payment can be cancelled: NICE wants a contract for it.
    pub partial: bool,
}

impl Default for RefundPolicy {
    fn default() -> Self {
        Self {
            full_for: 7 * DAY,
            late_percent: 90,
            automatic: true,
            partial: true,
        }
    }
}

/// Our shop at the gateway, to compare payments with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shop {
    /// `PortOne`'s store id; V1: the merchant's user code.
    pub store_id: String,
    /// The channel that the browser is told to use; a payment by another is refused.
    pub channel_key: String,
    /// Whether only channels that move real money count: always in live mode. The browser picks
    /// the channel, so a test channel's key would be free credit.
    pub require_live_channel: bool,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Credits given once to a new account.
    pub signup_credits: Credits,
    /// What is for sale.
    pub packages: Vec<Package>,
    /// How often one user may start runs.
    pub limits: RunLimits,
    /// How long credits last.
    pub validity: Validity,
    /// How money comes in.
    pub payments: PaymentSettings,
    /// How it goes back.
    pub refunds: RefundPolicy,
    /// Who may use the admin pages: `issuer/subject`, as the sign-in provider names them.
    pub admins: Vec<String>,
    /// Who may have accounts, and what is kept of who they were.
    pub accounts: AccountSettings,
    /// What rises on YouTube, and what may be asked there.
    pub trends: TrendSettings,
    /// How long a session lasts after it was last used.
    pub session_life: Duration,
    /// What stands against what comes in, for the operator's figures.
    pub costs: crate::operator::Costs,
    /// How long an unpaid order is looked at before it is EXPIRED.
    pub order_life: Duration,
    /// How long an idempotency key is remembered.
    pub idempotency_life: Duration,
    /// Whether what a run says is written down for those who watch it through another process.
    pub shares_events: bool,
    /// Between two tellings of what a run says to who watches it; none where each costs next to nothing.
    pub tells_every: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            signup_credits: Credits::of(100),
            packages: default_packages(),
            limits: RunLimits::default(),
            validity: Validity::default(),
            payments: PaymentSettings::default(),
            refunds: RefundPolicy::default(),
            admins: Vec::new(),
            accounts: AccountSettings::default(),
            trends: TrendSettings::default(),
            session_life: 30 * DAY,
            costs: crate::operator::Costs::default(),
            order_life: DAY,
            idempotency_life: DAY,
            shares_events: false,
            tells_every: Duration::ZERO,
        }
    }
}

impl Settings {
    /// The package of that id.
    #[must_use]
    pub fn package(&self, id: &str) -> Option<&Package> {
        self.packages.iter().find(|package| package.id == id)
    }
}
