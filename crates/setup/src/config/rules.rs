//! Rules about money that hold in both modes.

use openclaw_domain::package::Package;
use openclaw_portone::webhook_secret_is_well_formed;
use secrecy::ExposeSecret as _;
use url::Url;

use super::{Config, Gateway, Mode, check::is_loopback, payments::method};

/// As many bytes as NICE takes of an order's name.
const ORDER_NAME: usize = 40;

/// Whether NICE takes a package's order name: 40 bytes of letters, digits, blanks and underscores.
#[must_use]
pub fn order_name_fits(package: &Package) -> bool {
    let name = package.order_name();
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b' ' || b == b'_';
    name.len() <= ORDER_NAME && name.bytes().all(is_plain)
}

impl Config {
    /// What about money does not go together.
    pub(super) fn money(&self) -> Vec<String> {
        let mut found = self.gateways();
        for package in self.credits.packages() {
            if !order_name_fits(&package) {
                let id = &package.id;
                found.push(format!(
                    "NICE does not take the order name of the package `{id}`"
                ));
            }
        }
        if self.refunds.late_percent > 100 {
            found.push("`refunds.late_percent` is above 100".to_owned());
        }
        if self.orders.life_hours == 0 {
            found.push("`orders.life_hours` is 0: no order could ever be paid".to_owned());
        }
        for subject in self.admin.subjects.iter().flatten() {
            let has_both = subject
                .rsplit_once('/')
                .is_some_and(|(issuer, subject)| !issuer.is_empty() && !subject.is_empty());
            if !has_both {
                found.push(format!(
                    "`admin.subjects` wants issuer/subject, not `{subject}`"
                ));
            }
        }
        if self.metrics.listen == Some(self.listen) && self.listen.port() != 0 {
            found.push("`metrics.listen` and `listen` are the same address".to_owned());
        }
        found.extend(self.alert_address());
        found
    }

    fn gateways(&self) -> Vec<String> {
        let (v2, v1) = (&self.portone, &self.portone_v1);
        let mut found = Vec::new();
        let words = v2.method_words(self.mode);
        for word in words.iter().filter(|word| method(word).is_none()) {
            found.push(format!(
                "`portone.methods` knows card, kakaopay, naverpay, tosspay and virtual_account, not `{word}`"
            ));
        }
        let methods = v2.methods(self.mode);
        let is_twice = |at: usize| methods[..at].contains(&methods[at]);
        if (0..methods.len()).any(is_twice) {
            found.push("`portone.methods` names a method twice".to_owned());
        }
        if words.is_empty() {
            found.push("`portone.methods` is empty: nobody could ever pay".to_owned());
        }
        if v2.manual_confirm && v2.gateway == Gateway::V1 {
            found.push("`portone.manual_confirm` needs `portone.gateway` = v2".to_owned());
        }
        let malformed = |secret| !webhook_secret_is_well_formed(secret);
        if v2.webhook_secrets().iter().any(malformed) {
            found.push(
                "`portone.webhook_secrets` has one that is not well-formed: whsec_ and base64"
                    .to_owned(),
            );
        }
        let parts = v1.parts();
        if parts.contains(&true) && parts.contains(&false) {
            found.push(
                "`portone_v1` needs `user_code`, `api_key` and `api_secret` together".to_owned(),
            );
        }
        let is_half = v2.store_id.is_some() != v2.api_secret.is_some();
        if self.mode == Mode::Live && v2.gateway == Gateway::V1 && is_half {
            found.push(
                "`portone` needs `store_id` and `api_secret` together, or older orders are not looked at"
                    .to_owned(),
            );
        }
        found
    }

    /// The address itself is a secret, and is in no message.
    fn alert_address(&self) -> Option<String> {
        let address = self.alerts.address()?.expose_secret();
        let Ok(url) = Url::parse(address) else {
            return Some("`alerts.webhook_url` is no address".to_owned());
        };
        let is_here = self.mode == Mode::Sandbox && is_loopback(address);
        (url.scheme() != "https" && !(is_here && url.scheme() == "http"))
            .then(|| "`alerts.webhook_url` must begin with https://".to_owned())
    }
}
