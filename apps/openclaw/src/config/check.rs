//! Contradictions that are refused at start, in words that say what to do.

use openclaw_sandbox as stand_in;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::{Config, Mode};

/// Settings that do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Contradiction(pub String);

/// The outside services: the section, where it is, and our key there.
type Service<'a> = (&'a str, Option<&'a String>, Option<&'a SecretString>);

impl Config {
    /// All contradictions; empty when the program may start.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found: Vec<String> = self.amounts();
        found.extend(match self.mode {
            Mode::Sandbox => self.against_sandbox(),
            Mode::Live => self.against_live(),
        });
        found.into_iter().map(Contradiction).collect()
    }

    fn services(&self) -> [Service<'_>; 4] {
        [
            (
                "openai",
                self.openai.base_url.as_ref(),
                self.openai.api_key.as_ref(),
            ),
            (
                "portone",
                self.portone.base_url.as_ref(),
                self.portone.api_secret.as_ref(),
            ),
            (
                "kakao",
                self.kakao.issuer.as_ref(),
                self.kakao.client_secret.as_ref(),
            ),
            (
                "google",
                self.google.issuer.as_ref(),
                self.google.client_secret.as_ref(),
            ),
        ]
    }

    fn amounts(&self) -> Vec<String> {
        let mut found = Vec::new();
        let packages = self.credits.packages();
        for (position, package) in packages.iter().enumerate() {
            let id = &package.id;
            if package.price.get() == 0 || package.credits.get() == 0 {
                found.push(format!(
                    "the package `{id}` needs a price and credits above 0"
                ));
            }
            if package.credits.checked_add(package.bonus).is_none() {
                found.push(format!(
                    "the package `{id}` holds more credits than can be counted"
                ));
            }
            if packages[..position].iter().any(|other| &other.id == id) {
                found.push(format!("there are two packages `{id}`"));
            }
        }
        for (key, value) in [
            ("runs_per_minute", self.limits.runs_per_minute),
            ("runs_per_hour", self.limits.runs_per_hour),
            ("runs_at_once", self.limits.runs_at_once),
        ] {
            if value == 0 {
                found.push(format!(
                    "`limits.{key}` is 0: nobody could ever run anything"
                ));
            }
        }
        found
    }

    /// Sandbox mode speaks to this machine alone, and takes no key that could be real.
    fn against_sandbox(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (service, address, key) in self.services() {
            match address {
                Some(address) if !is_loopback(address) => found.push(format!(
                    "sandbox mode speaks to this machine alone, but `{service}` is at {address}"
                )),
                None if key.is_some_and(|key| !is_stand_ins(key)) => found.push(format!(
                    "sandbox mode refuses live keys: unset the `{service}` key, or set OPENCLAW_MODE=live"
                )),
                _ => {}
            }
        }
        found
    }

    /// Live mode needs every key, tells who sells, and never mistakes a stand-in for the real thing.
    fn against_live(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (service, address, key) in self.services() {
            // A language model may well run on this machine; the others are never here.
            if service != "openai" && address.is_some_and(|address| is_loopback(address)) {
                found.push(format!(
                    "live mode refuses the sandbox: `{service}` is on this machine"
                ));
            }
            if key.is_some_and(is_stand_ins) {
                found.push(format!(
                    "live mode refuses the sandbox's own key for `{service}`"
                ));
            }
        }
        if !self
            .public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
        {
            found.push("live mode needs `public_url` with https://".to_owned());
        }
        let missing = self.musts().into_iter().filter(|(_, is_there)| !is_there);
        found.extend(missing.map(|(key, _)| format!("live mode needs `{key}`")));
        if self.kakao.client_id.is_none() && self.google.client_id.is_none() {
            found.push(
                "live mode needs a way to sign in: `kakao.client_id` or `google.client_id`"
                    .to_owned(),
            );
        }
        found
    }

    /// What live mode cannot do without, and whether it is there.
    fn musts(&self) -> [(&'static str, bool); 12] {
        let business = &self.business;
        [
            (
                "portone.store_id",
                is_filled(self.portone.store_id.as_ref()),
            ),
            (
                "portone.channel_key",
                is_filled(self.portone.channel_key.as_ref()),
            ),
            ("portone.api_secret", self.portone.api_secret.is_some()),
            ("openai.api_key", self.openai.api_key.is_some()),
            (
                "business.trade_name",
                is_filled(business.trade_name.as_ref()),
            ),
            (
                "business.representative",
                is_filled(business.representative.as_ref()),
            ),
            ("business.address", is_filled(business.address.as_ref())),
            ("business.phone", is_filled(business.phone.as_ref())),
            ("business.email", is_filled(business.email.as_ref())),
            (
                "business.registration_no",
                is_filled(business.registration_no.as_ref()),
            ),
            (
                "business.mail_order_no",
                is_filled(business.mail_order_no.as_ref()),
            ),
            (
                "business.hosting_provider",
                is_filled(business.hosting_provider.as_ref()),
            ),
        ]
    }
}

fn is_filled(value: Option<&String>) -> bool {
    value.is_some_and(|value| !value.trim().is_empty())
}

fn is_loopback(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

fn is_stand_ins(key: &SecretString) -> bool {
    [
        stand_in::OPENAI_API_KEY,
        stand_in::PORTONE_API_SECRET,
        stand_in::KAKAO_CLIENT_SECRET,
        stand_in::GOOGLE_CLIENT_SECRET,
    ]
    .contains(&key.expose_secret())
}
