//! Contradictions that are refused at start, in words that say what to do.

use openclaw_sandbox_names as stand_in;
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
    /// All contradictions, and in live mode every must that is missing; empty when the program may
    /// start.
    #[must_use]
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut found = self.conflicts();
        if self.mode == Mode::Live {
            let missing = self.musts().into_iter().filter(|must| !must.holds);
            found.extend(
                missing.map(|must| Contradiction(format!("live mode needs {}", must.needs))),
            );
        }
        found
    }

    /// Settings that do not go together, whatever else is still missing.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Contradiction> {
        let mut found: Vec<String> = self.amounts();
        found.extend(self.youtube_conflicts());
        found.extend(self.money());
        found.extend(self.model_conflicts());
        found.extend(self.people());
        found.extend(self.operations());
        found.extend(match self.mode {
            Mode::Sandbox => self.against_sandbox(),
            Mode::Live => self.against_live(),
        });
        found.into_iter().map(Contradiction).collect()
    }

    fn services(&self) -> [Service<'_>; 9] {
        [
            (
                "openai",
                self.openai.base_url.as_ref(),
                self.openai.api_key.as_ref(),
            ),
            (
                "anthropic",
                self.anthropic.base_url.as_ref(),
                self.anthropic.api_key.as_ref(),
            ),
            (
                "youtube",
                self.youtube.base_url.as_ref(),
                self.youtube.api_key.as_ref(),
            ),
            (
                "portone",
                self.portone.base_url.as_ref(),
                self.portone.api_secret.as_ref(),
            ),
            (
                "portone_v1",
                self.portone_v1.base_url.as_ref(),
                self.portone_v1.api_secret.as_ref(),
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
            (
                "openid",
                self.openid.issuer.as_ref(),
                self.openid.client_secret.as_ref(),
            ),
            (
                "clerk",
                self.clerk.backend_url.as_ref(),
                self.clerk.secret_key.as_ref(),
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
        let refused =
            |what: &str, key: &str| format!("`limits.{key}` is 0: nobody could ever {what}");
        for (key, value) in [
            ("requests_per_minute", self.limits.requests_per_minute),
            ("requests_at_once", self.limits.requests_at_once),
            ("streams_at_once", self.limits.streams_at_once),
        ] {
            if value == 0 {
                found.push(refused("use the API", key));
            }
        }
        for (key, value) in [
            ("runs_per_minute", self.limits.runs_per_minute),
            ("runs_per_hour", self.limits.runs_per_hour),
            ("runs_at_once", self.limits.runs_at_once),
        ] {
            if value == 0 {
                found.push(refused("run anything", key));
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
        let secrets = self.portone.webhook_secrets();
        if self.portone.base_url.is_none() && !secrets.iter().all(is_stand_ins) {
            found.push(
                "sandbox mode refuses live keys: unset `portone.webhook_secrets`, or set OPENCLAW_MODE=live"
                    .to_owned(),
            );
        }
        found.extend(self.clerk_against_sandbox());
        found
    }

    /// Live mode never mistakes a stand-in for the real thing.
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
        found.extend(self.live_names());
        found.extend(self.clerk_against_live());
        found
    }

    /// Names and numbers of the stand-ins that live mode must not use.
    fn live_names(&self) -> Vec<String> {
        let (v2, v1) = (&self.portone, &self.portone_v1);
        let named = [
            ("portone.store_id", v2.store_id.as_deref()),
            ("portone.channel_key", v2.channel_key.as_deref()),
            ("portone_v1.user_code", v1.user_code.as_deref()),
            ("portone_v1.channel_key", v1.channel_key.as_deref()),
            ("portone_v1.api_key", v1.api_key.as_deref()),
            (
                "clerk.publishable_key",
                self.clerk.publishable_key.as_deref(),
            ),
        ];
        let mut found: Vec<String> = named
            .iter()
            .filter(|(_, value)| value.is_some_and(|value| STAND_INS_NAMES.contains(&value)))
            .map(|(key, _)| format!("live mode refuses the sandbox's own `{key}`"))
            .collect();
        if v2.webhook_secrets().iter().any(is_stand_ins) {
            found.push("live mode refuses the sandbox's own `portone.webhook_secrets`".to_owned());
        }
        for (key, address) in [
            ("portone.sdk_url", &v2.sdk_url),
            ("portone_v1.sdk_url", &v1.sdk_url),
        ] {
            if address.as_deref().is_some_and(is_loopback) {
                found.push(format!(
                    "live mode refuses the sandbox: `{key}` is on this machine"
                ));
            }
        }
        found
    }
}

/// What the stand-ins call our shops and instances.
const STAND_INS_NAMES: [&str; 6] = [
    stand_in::STORE_ID,
    stand_in::CHANNEL_KEY,
    stand_in::LIVE_CHANNEL_KEY,
    stand_in::V1_USER_CODE,
    stand_in::V1_API_KEY,
    stand_in::CLERK_PUBLISHABLE_KEY,
];

pub(super) fn is_loopback(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

pub(super) fn is_stand_ins(key: &SecretString) -> bool {
    [
        stand_in::OPENAI_API_KEY,
        stand_in::ANTHROPIC_API_KEY,
        stand_in::YOUTUBE_API_KEY,
        stand_in::PORTONE_API_SECRET,
        stand_in::PORTONE_WEBHOOK_SECRET,
        stand_in::PORTONE_WEBHOOK_SECRET_NEXT,
        stand_in::V1_API_SECRET,
        stand_in::KAKAO_CLIENT_SECRET,
        stand_in::GOOGLE_CLIENT_SECRET,
        stand_in::CLERK_SECRET_KEY,
        stand_in::CLERK_WEBHOOK_SECRET,
    ]
    .contains(&key.expose_secret())
}
