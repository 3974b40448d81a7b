//! From configuration to ports: which client speaks to which address with which key.

use openclaw_domain::settings::Settings;
use secrecy::SecretString;

use crate::config::{Config, DatabaseAddress};

mod identity;
mod models;
mod payments;
mod youtube;

pub use identity::{Parts, origins};

/// What the configuration leaves open, filled in for its mode.
pub struct Wiring<'a> {
    /// What is configured.
    pub config: &'a Config,
    /// Where the stand-ins are, in sandbox mode.
    pub sandbox: Option<&'a str>,
}

impl Wiring<'_> {
    /// The configured address, the stand-in's, or the real one.
    fn address(&self, configured: Option<&String>, stand_in: &str, real: &str) -> String {
        match (configured, self.sandbox) {
            (Some(address), _) => address.trim_end_matches('/').to_owned(),
            (None, Some(sandbox)) => format!("{sandbox}{stand_in}"),
            (None, None) => real.to_owned(),
        }
    }

    /// The configured key, or the stand-in's. Live mode has checked that there is one.
    fn secret(configured: Option<&SecretString>, stand_in: &str) -> SecretString {
        configured.cloned().unwrap_or_else(|| stand_in.into())
    }

    fn text(configured: Option<&String>, stand_in: &str) -> String {
        configured.cloned().unwrap_or_else(|| stand_in.to_owned())
    }

    /// What the operator decided, for the domain.
    pub fn settings(&self) -> Settings {
        let config = self.config;
        Settings {
            signup_credits: config.credits.signup(),
            packages: config.credits.packages(),
            limits: (&config.limits).into(),
            validity: config.credits.validity(),
            payments: self.payment_settings(),
            refunds: (&config.refunds).into(),
            admins: config.admin.subjects.clone().unwrap_or_default(),
            order_life: config.orders.life(),
            accounts: (&config.accounts).into(),
            trends: (&config.youtube).into(),
            costs: (&config.costs).into(),
            shares_events: matches!(config.database_address(), Ok(DatabaseAddress::Server(_))),
            ..Settings::default()
        }
    }
}
