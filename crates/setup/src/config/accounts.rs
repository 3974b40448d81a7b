//! The sections of the configuration about people: who signs them in, and what is kept of them.

use axum::http::HeaderName;
use openclaw_domain::settings::AccountSettings;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::{
    payments::{all_masked, list, secrets},
    sections::masked,
};

/// Who speaks to those who know people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdentityBy {
    /// We do.
    OpenId,
    /// Clerk does, on pages of its own.
    Clerk,
}

/// Who signs people in.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Identity {
    /// Who signs people in: `openid`: we ask Kakao, Google and `openid` ourselves. `clerk`: Clerk
    /// does, with the section `clerk`. An account belongs to the way it was made.
    #[config(env = "OPENCLAW_IDENTITY_BY", default = "openid")]
    pub by: IdentityBy,
}

/// Any other provider that speaks `OpenID` Connect.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct OpenId {
    /// What the provider is called, on the sign-in page and in `/auth/NAME`: lower case letters,
    /// digits and dashes.
    #[config(env = "OPENCLAW_OPENID_NAME", default = "openid")]
    pub name: String,
    /// The provider's issuer, as its tokens name it; its discovery document says the rest. Without
    /// it nobody signs in this way.
    #[config(env = "OPENCLAW_OPENID_ISSUER")]
    pub issuer: Option<String>,
    /// Our client id there.
    #[config(env = "OPENCLAW_OPENID_CLIENT_ID")]
    pub client_id: Option<String>,
    /// Our client secret there.
    #[config(env = "OPENCLAW_OPENID_CLIENT_SECRET")]
    #[serde(serialize_with = "masked")]
    pub client_secret: Option<SecretString>,
    /// A list of what to ask for besides `openid`. Without it: `profile` and `email`.
    #[config(env = "OPENCLAW_OPENID_SCOPES", parse_env = list)]
    pub scopes: Option<Vec<String>>,
}

impl OpenId {
    /// What to ask for besides `openid`.
    #[must_use]
    pub fn scopes(&self) -> Vec<String> {
        let usual = || vec!["profile".to_owned(), "email".to_owned()];
        self.scopes.clone().unwrap_or_else(usual)
    }
}

/// Sign-in by Clerk.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Clerk {
    /// The instance's publishable key, `pk_live_…`; `pk_test_…` in sandbox mode alone.
    #[config(env = "OPENCLAW_CLERK_PUBLISHABLE_KEY")]
    pub publishable_key: Option<String>,
    /// The instance's secret key, `sk_live_…`; stays on the server.
    #[config(env = "OPENCLAW_CLERK_SECRET_KEY")]
    #[serde(serialize_with = "masked")]
    pub secret_key: Option<SecretString>,
    /// The secrets that Clerk's webhooks are signed with, `whsec_…`: a list, two while one replaces
    /// the other. Without any no webhook is believed.
    #[config(env = "OPENCLAW_CLERK_WEBHOOK_SECRETS", parse_env = secrets)]
    #[serde(serialize_with = "all_masked")]
    pub webhook_secrets: Option<Vec<SecretString>>,
    /// A list of the origins whose session tokens are taken. Without it: `public_url`.
    #[config(env = "OPENCLAW_CLERK_AUTHORIZED_PARTIES", parse_env = list)]
    pub authorized_parties: Option<Vec<String>>,
    /// Whether Clerk's form stands on our own sign-in page, by Clerk's scripts; without it people go
    /// to Clerk's Account Portal and come back.
    #[config(env = "OPENCLAW_CLERK_MOUNT", default = false)]
    pub mount: bool,
    /// Where the Account Portal signs people in. Without it: where the publishable key says, or in
    /// sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_CLERK_PORTAL_URL")]
    pub portal_url: Option<String>,
    /// Where the Frontend API is. Without it: where the publishable key says, or in sandbox mode the
    /// stand-in's.
    #[config(env = "OPENCLAW_CLERK_FRONTEND_URL")]
    pub frontend_url: Option<String>,
    /// Where the Backend API is. Without it: Clerk's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_CLERK_BACKEND_URL")]
    pub backend_url: Option<String>,
}

impl Clerk {
    /// What signs its webhooks.
    pub fn webhook_secrets(&self) -> &[SecretString] {
        self.webhook_secrets.as_deref().unwrap_or_default()
    }
}

/// What is kept of people, and how many may come from one address.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Accounts {
    /// The key of the hashes that outlive an account, 32 characters at least; it must never change,
    /// or the free credits can be had again. Without it: one for sandbox mode alone.
    #[config(env = "OPENCLAW_ACCOUNTS_HASH_KEY")]
    #[serde(serialize_with = "masked")]
    pub hash_key: Option<SecretString>,
    /// How many accounts one address may make in a day.
    #[config(env = "OPENCLAW_ACCOUNTS_PER_ADDRESS", default = 30)]
    pub per_address: u32,
    /// From how many accounts of one address in a day on the operator is told.
    #[config(env = "OPENCLAW_ACCOUNTS_ALERT_FROM", default = 10)]
    pub alert_from: u32,
    /// The version of the terms and the privacy policy that hold now, a day: `2026-11-23`. Whoever
    /// has agreed to another one is asked again.
    #[config(env = "OPENCLAW_ACCOUNTS_LEGAL_VERSION", default = "2026-11-23")]
    pub legal_version: String,
    /// The header in which a trusted proxy names the client: `cf-connecting-ip`, or
    /// `x-forwarded-for`, of which the last entry counts. Without it: the connection's other end.
    #[config(env = "OPENCLAW_ACCOUNTS_ADDRESS_HEADER")]
    pub address_header: Option<String>,
}

impl Accounts {
    /// The header in which a trusted proxy names the client, if there is one and it can be a
    /// header's name.
    #[must_use]
    pub fn address_header(&self) -> Option<HeaderName> {
        self.address_header.as_deref()?.parse().ok()
    }
}

impl From<&Accounts> for AccountSettings {
    fn from(accounts: &Accounts) -> Self {
        let practice = Self::default();
        Self {
            hash_key: accounts.hash_key.clone().unwrap_or(practice.hash_key),
            per_address: accounts.per_address,
            alert_from: accounts.alert_from,
            legal_version: accounts.legal_version.clone(),
        }
    }
}
