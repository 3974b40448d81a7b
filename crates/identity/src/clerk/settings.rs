//! What there is to say about a Clerk instance, and what its publishable key says by itself.

use std::time::Duration;

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE},
};
use openclaw_webhooks::is_well_formed;
use openidconnect::JsonWebKeySetUrl;
use secrecy::{ExposeSecret as _, SecretString};
use sha1::{Digest as _, Sha1};
use url::Url;

use crate::settings::is_guarded;

/// Clerk's Backend API.
const BACKEND_URL: &str = "https://api.clerk.com/v1";

/// A Clerk instance, and what it knows us by.
#[derive(Clone, Debug)]
pub struct ClerkSettings {
    /// `pk_test_…` or `pk_live_…`: public, and names the instance.
    pub publishable_key: String,
    /// `sk_test_…` or `sk_live_…`, for the Backend API.
    pub secret_key: SecretString,
    /// `whsec_…`: those of the webhook endpoint, more than one while secrets are rotated. Without
    /// any no webhook is believed.
    pub webhook_secrets: Vec<SecretString>,
    /// The origins whose session tokens are ours: `https://openclaw.example`. Empty for any; then a
    /// token that another application of the same instance got proves people here too.
    pub authorized_parties: Vec<String>,
    /// What tokens name as their issuer, where it is not the Frontend API's address: an instance
    /// behind a proxy.
    pub issuer: Option<String>,
    /// Where the Frontend API is, if not at the host that the publishable key names; its keys are
    /// at `{frontend_url}/.well-known/jwks.json`.
    pub frontend_url: Option<String>,
    /// Where the Backend API is, if not at Clerk's.
    pub backend_url: Option<String>,
    /// How long one request may take.
    pub timeout: Duration,
    /// Whether an instance on this machine may be spoken to without TLS; for stand-ins.
    pub allow_loopback_http: bool,
}

/// Settings that no instance can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClerkSettingsError {
    /// The publishable key names no instance.
    #[error("Clerk's publishable key must be `pk_test_…` or `pk_live_…`, whole as Clerk shows it")]
    PublishableKey,
    /// The secret key is none.
    #[error("Clerk's secret key must be `sk_test_…` or `sk_live_…`, whole as Clerk shows it")]
    SecretKey,
    /// One key is of a production instance and the other is not.
    #[error("of Clerk's two keys one is for tests and the other is live")]
    OtherInstance,
    /// A webhook secret would never fit any webhook.
    #[error("a webhook secret of Clerk's must be `whsec_…`, whole as Clerk shows it")]
    WebhookSecret,
    /// An authorized party is not an origin.
    #[error("`{0}` is not an origin: only scheme, host and port, as in `https://openclaw.example`")]
    NotAnOrigin(String),
    /// An address is none.
    #[error("`{0}` is not an address")]
    NotAnAddress(String),
    /// An address would be spoken to without TLS.
    #[error("`{0}` is not spoken to without TLS")]
    WithoutTls(String),
}

impl ClerkSettings {
    /// An instance by its two keys: without webhooks, and for any origin.
    #[must_use]
    pub fn new(publishable_key: String, secret_key: SecretString) -> Self {
        Self {
            publishable_key,
            secret_key,
            webhook_secrets: Vec::new(),
            authorized_parties: Vec::new(),
            issuer: None,
            frontend_url: None,
            backend_url: None,
            timeout: Duration::from_secs(10),
            allow_loopback_http: false,
        }
    }
}

/// What the publishable key says.
pub(super) struct Instance {
    pub(super) host: String,
    pub(super) is_live: bool,
    pub(super) cookie_suffix: String,
}

impl Instance {
    fn named_by(key: &str) -> Option<Self> {
        let (is_live, encoded) = match key.strip_prefix("pk_live_") {
            Some(encoded) => (true, encoded),
            None => (false, key.strip_prefix("pk_test_")?),
        };
        let decoded = BASE64_STANDARD_NO_PAD
            .decode(encoded.trim_end_matches('='))
            .ok()?;
        let host = String::from_utf8(decoded)
            .ok()?
            .strip_suffix('$')?
            .to_owned();
        let url = Url::parse(&format!("https://{host}")).ok()?;
        let is_host = host.contains('.') && !host.contains('$') && url.host_str() == Some(&host);
        let mut cookie_suffix = BASE64_URL_SAFE.encode(Sha1::digest(key));
        cookie_suffix.truncate(8);
        is_host.then_some(Self {
            host,
            is_live,
            cookie_suffix,
        })
    }

    pub(super) fn sign_in_url(&self) -> Option<String> {
        if self.is_live {
            let domain = self.host.strip_prefix("clerk.")?;
            return Some(format!("https://accounts.{domain}/sign-in"));
        }
        let slug = self.host.strip_suffix(".clerk.accounts.dev")?;
        Some(format!("https://{slug}.accounts.dev/sign-in"))
    }
}

/// Settings in the form they are used in.
pub(super) struct Checked {
    pub(super) instance: Instance,
    pub(super) issuer: String,
    pub(super) keys_url: JsonWebKeySetUrl,
    pub(super) backend_url: Url,
}

pub(super) fn checked(settings: &ClerkSettings) -> Result<Checked, ClerkSettingsError> {
    let instance =
        Instance::named_by(&settings.publishable_key).ok_or(ClerkSettingsError::PublishableKey)?;
    let secret_key = settings.secret_key.expose_secret();
    let [live, test] = ["sk_live_", "sk_test_"].map(|prefix| secret_key.strip_prefix(prefix));
    let is_key = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    if !live.or(test).is_some_and(is_key) {
        return Err(ClerkSettingsError::SecretKey);
    }
    if live.is_some() != instance.is_live {
        return Err(ClerkSettingsError::OtherInstance);
    }
    for party in &settings.authorized_parties {
        if !is_origin(party) {
            return Err(ClerkSettingsError::NotAnOrigin(party.clone()));
        }
    }
    let own = format!("https://{}", instance.host);
    let frontend = settings.frontend_url.as_ref().unwrap_or(&own);
    let keys_url = format!("{}/.well-known/jwks.json", frontend.trim_end_matches('/'));
    address(&keys_url, settings)?;
    let backend = settings.backend_url.as_deref().unwrap_or(BACKEND_URL);
    // Clerk shows its secrets with their prefix: one without it was not copied whole.
    let is_whole = |secret: &SecretString| {
        secret.expose_secret().starts_with("whsec_") && is_well_formed(secret)
    };
    if !settings.webhook_secrets.iter().all(is_whole) {
        return Err(ClerkSettingsError::WebhookSecret);
    }
    Ok(Checked {
        issuer: settings.issuer.clone().unwrap_or(own),
        keys_url: JsonWebKeySetUrl::new(keys_url.clone())
            .map_err(|_| ClerkSettingsError::NotAnAddress(keys_url))?,
        backend_url: address(backend, settings)?,
        instance,
    })
}

fn address(text: &str, settings: &ClerkSettings) -> Result<Url, ClerkSettingsError> {
    let url = Url::parse(text).map_err(|_| ClerkSettingsError::NotAnAddress(text.to_owned()))?;
    if is_guarded(&url, settings.allow_loopback_http) {
        Ok(url)
    } else {
        Err(ClerkSettingsError::WithoutTls(text.to_owned()))
    }
}

fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
    })
}
