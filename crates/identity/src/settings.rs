//! What there is to say about a provider, and which addresses it may have.

use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

/// A provider, and what it knows us by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The provider's issuer address, exactly as its discovery document and tokens name it; the
    /// document is at `{issuer}/.well-known/openid-configuration`.
    pub issuer: String,
    /// Other names the provider's tokens may carry as their issuer. Persons are told under
    /// `issuer` all the same.
    pub other_issuers: Vec<String>,
    /// Our client id; at Kakao the REST API key.
    pub client_id: String,
    /// Our client secret, where the provider gives one.
    pub client_secret: Option<SecretString>,
    /// What to ask for besides `openid`.
    pub scopes: Vec<String>,
    /// How long one request to the provider may take. A sign-in's return makes at most six.
    pub timeout: Duration,
    /// Whether a provider on this machine may be spoken to without TLS; for stand-ins.
    pub allow_loopback_http: bool,
}

/// Settings that no provider can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The issuer is not an address.
    #[error("`{0}` is not an issuer's address")]
    NotAnAddress(String),
    /// The issuer would be spoken to without TLS.
    #[error("`{0}` is not spoken to without TLS")]
    WithoutTls(String),
}

impl Settings {
    /// Kakao's, with the scopes of its consent items for a nickname and an email; the items must be
    /// switched on for the app, and `OpenID` Connect too.
    #[must_use]
    pub fn kakao(client_id: String, client_secret: Option<SecretString>) -> Self {
        Self::of("https://kauth.kakao.com", client_id, client_secret)
            .asking_for(&["profile_nickname", "account_email"])
    }

    /// Google's. Its tokens' issuer may come without a scheme, by its own documentation.
    #[must_use]
    pub fn google(client_id: String, client_secret: Option<SecretString>) -> Self {
        let mut settings = Self::of("https://accounts.google.com", client_id, client_secret)
            .asking_for(&["email", "profile"]);
        settings.other_issuers = vec!["accounts.google.com".to_owned()];
        settings
    }

    /// Any conforming provider's, by what its console gives: the rest it says of itself in its
    /// discovery document.
    #[must_use]
    pub fn generic(
        issuer: String,
        client_id: String,
        client_secret: Option<SecretString>,
        scopes: Vec<String>,
    ) -> Self {
        let mut settings = Self::of(&issuer, client_id, client_secret);
        settings.scopes = scopes;
        settings
    }

    fn of(issuer: &str, client_id: String, client_secret: Option<SecretString>) -> Self {
        Self {
            issuer: issuer.to_owned(),
            other_issuers: Vec::new(),
            client_id,
            client_secret,
            scopes: Vec::new(),
            timeout: Duration::from_secs(10),
            allow_loopback_http: false,
        }
    }

    fn asking_for(mut self, scopes: &[&str]) -> Self {
        self.scopes = scopes.iter().map(ToString::to_string).collect();
        self
    }

    pub(crate) fn checked(self) -> Result<Self, SettingsError> {
        let Ok(url) = Url::parse(&self.issuer) else {
            return Err(SettingsError::NotAnAddress(self.issuer));
        };
        if self.allows(&url) {
            Ok(self)
        } else {
            Err(SettingsError::WithoutTls(self.issuer))
        }
    }

    /// Whether the provider's things may be at this address.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        is_guarded(url, self.allow_loopback_http)
    }
}

/// Whether nobody between us and this address can read or change what we say there: by TLS, or
/// because it does not leave the machine, where that is allowed.
pub(crate) fn is_guarded(url: &Url, allow_loopback_http: bool) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => allow_loopback_http && is_loopback(url),
        _ => false,
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
