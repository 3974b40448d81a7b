//! Clerk: it signs people in on its own pages and hands the browser a session token of a minute.
//!
//! What a token must be is what Clerk's own backend library checks (`@clerk/backend` 3.25.0); users
//! and webhooks are those of its Backend API, version 2026-05-12.

mod notice;
mod settings;
mod token;
mod user;

use std::sync::Arc;

use futures::future::BoxFuture;
use openclaw_domain::{
    port::{
        identity::{HostedSignIn, IdentityError, Person, PersonNotice, Proved},
        payment::{NoticeError, WebhookRequest},
    },
    time::Clock,
};
use openidconnect::{JsonWebKeySetUrl, core::CoreJsonWebKeySet};
use reqwest::Client;
use secrecy::SecretString;
use url::Url;

pub use settings::{ClerkSettings, ClerkSettingsError};

use crate::{
    failure::undiscovered,
    http::Http,
    kept::{Kept, unknown_key},
    token::Flaw,
};
use settings::Instance;

/// A Clerk instance that is ours.
pub struct Clerk {
    http: Http,
    instance: Instance,
    issuer: String,
    authorized_parties: Vec<String>,
    keys_url: JsonWebKeySetUrl,
    keys: Kept<CoreJsonWebKeySet>,
    backend_url: Url,
    secret_key: SecretString,
    webhook_secrets: Vec<SecretString>,
    clock: Arc<dyn Clock>,
}

impl Clerk {
    /// An instance; nothing is asked of it yet. The HTTP client must not follow redirects, since it
    /// carries our secret key.
    pub fn new(
        http: Client,
        settings: ClerkSettings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, ClerkSettingsError> {
        let checked = settings::checked(&settings)?;
        Ok(Self {
            http: Http {
                client: http,
                timeout: settings.timeout,
            },
            instance: checked.instance,
            issuer: checked.issuer,
            authorized_parties: settings.authorized_parties,
            keys_url: checked.keys_url,
            keys: Kept::default(),
            backend_url: checked.backend_url,
            secret_key: settings.secret_key,
            webhook_secrets: settings.webhook_secrets,
            clock,
        })
    }

    /// The host of the instance's Frontend API, which the publishable key names.
    pub fn frontend_host(&self) -> &str {
        &self.instance.host
    }

    /// What the instance's tokens name as their issuer, and [`Person::issuer`] is.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Whether it is a production instance, with people in it that are no test.
    pub fn is_live(&self) -> bool {
        self.instance.is_live
    }

    /// The cookies that may carry a session token, the one to look at first before the other: the
    /// suffix tells instances apart whose applications share a domain.
    pub fn cookie_names(&self) -> [String; 2] {
        let suffixed = format!("__session_{}", self.instance.cookie_suffix);
        [suffixed, "__session".to_owned()]
    }

    /// Where the instance signs people in, if its Account Portal is where Clerk puts it:
    /// `?redirect_url=` says where to go from there.
    pub fn sign_in_url(&self) -> Option<String> {
        self.instance.sign_in_url()
    }

    async fn proved(&self, token: &str) -> Result<Proved, IdentityError> {
        let refused = |flaw| match flaw {
            Flaw::UnknownKey => unknown_key(),
            Flaw::Refused(reason) => IdentityError::Refused(reason),
        };
        let expected = token::Expected {
            issuer: &self.issuer,
            authorized_parties: &self.authorized_parties,
            now: self.clock.now(),
        };
        // Before any key: tokens that are wrong on their face shall not make us fetch any.
        let claimed = token::read(token, &expected).map_err(refused)?;
        let keys = self.keys.first(self.fetch_keys()).await?;
        let proof = match claimed.proof(&keys) {
            Err(Flaw::UnknownKey) => {
                let clock = self.clock.as_ref();
                let keys = self.keys.newer(&keys, clock, self.fetch_keys()).await?;
                claimed.proof(&keys)
            }
            proof => proof,
        };
        let subject = proof.map_err(refused)?;
        Ok(Proved {
            issuer: self.issuer.clone(),
            subject,
        })
    }

    async fn fetch_keys(&self) -> Result<CoreJsonWebKeySet, IdentityError> {
        CoreJsonWebKeySet::fetch_async(&self.keys_url, &self.http)
            .await
            .map_err(undiscovered)
    }
}

impl HostedSignIn for Clerk {
    fn prove<'a>(&'a self, token: &'a str) -> BoxFuture<'a, Result<Proved, IdentityError>> {
        openclaw_http::boxed(self.proved(token))
    }

    fn person<'a>(&'a self, proved: &'a Proved) -> BoxFuture<'a, Result<Person, IdentityError>> {
        openclaw_http::boxed(self.asked_for(proved))
    }

    fn notice(&self, request: &WebhookRequest) -> Result<(String, PersonNotice), NoticeError> {
        notice::read(&self.webhook_secrets, &self.issuer, request)
    }
}
