//! People: who signs them in, and what that is called.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider, Person, SignInSecrets, SignInStart},
    random::Random,
    time::Clock,
};
use openclaw_identity::{Clerk, ClerkSettings, OpenIdProvider, Settings};
use openclaw_sandbox_names as stand_in;
use openclaw_web::HostedPage;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::Wiring;
use crate::config::IdentityBy;

const CLERK_BACKEND: &str = "https://api.clerk.com/v1";

/// What providers are made of.
pub struct Parts<'a> {
    /// The client that they ask with.
    pub http: &'a reqwest::Client,
    /// The time.
    pub clock: &'a Arc<dyn Clock>,
    /// Randomness.
    pub random: &'a Arc<dyn Random>,
}

impl Wiring<'_> {
    /// The providers that we ask ourselves: those that are configured; in sandbox mode both
    /// stand-ins. None, where Clerk asks them.
    pub fn identity(
        &self,
        parts: &Parts<'_>,
    ) -> anyhow::Result<BTreeMap<String, Arc<dyn IdentityProvider>>> {
        let mut providers: BTreeMap<String, Arc<dyn IdentityProvider>> = BTreeMap::new();
        if self.config.identity.by == IdentityBy::Clerk {
            return Ok(providers);
        }
        for (name, settings) in [self.kakao(), self.google(), self.openid()]
            .into_iter()
            .flatten()
        {
            let provider = self.provider(&name, settings, parts)?;
            providers.insert(name, provider);
        }
        Ok(providers)
    }

    fn kakao(&self) -> Option<(String, Settings)> {
        let kakao = &self.config.kakao;
        let id = self.client_id(kakao.client_id.as_ref(), stand_in::KAKAO_CLIENT_ID)?;
        let secret =
            self.client_secret(kakao.client_secret.as_ref(), stand_in::KAKAO_CLIENT_SECRET);
        let mut settings = Settings::kakao(id, secret);
        settings.issuer = self.address(kakao.issuer.as_ref(), "/kakao", &settings.issuer);
        Some(("kakao".to_owned(), settings))
    }

    fn google(&self) -> Option<(String, Settings)> {
        let google = &self.config.google;
        let id = self.client_id(google.client_id.as_ref(), stand_in::GOOGLE_CLIENT_ID)?;
        let secret = self.client_secret(
            google.client_secret.as_ref(),
            stand_in::GOOGLE_CLIENT_SECRET,
        );
        let mut settings = Settings::google(id, secret);
        settings.issuer = self.address(google.issuer.as_ref(), "/google", &settings.issuer);
        Some(("google".to_owned(), settings))
    }

    /// As configured to the letter: an issuer with a slash at its end is another one.
    fn openid(&self) -> Option<(String, Settings)> {
        let openid = &self.config.openid;
        let (issuer, id) = (openid.issuer.clone()?, openid.client_id.clone()?);
        let secret = openid.client_secret.clone();
        let settings = Settings::generic(issuer, id, secret, openid.scopes());
        Some((openid.name.clone(), settings))
    }

    fn client_id(&self, configured: Option<&String>, stand_in: &str) -> Option<String> {
        configured
            .cloned()
            .or_else(|| self.sandbox.map(|_| stand_in.to_owned()))
    }

    /// Live, a provider may do without a secret; the stand-ins have theirs.
    fn client_secret(
        &self,
        configured: Option<&SecretString>,
        stand_in: &str,
    ) -> Option<SecretString> {
        configured
            .cloned()
            .or_else(|| self.sandbox.map(|_| stand_in.into()))
    }

    fn provider(
        &self,
        name: &str,
        mut settings: Settings,
        parts: &Parts<'_>,
    ) -> anyhow::Result<Arc<dyn IdentityProvider>> {
        settings.allow_loopback_http = self.sandbox.is_some();
        let (clock, random) = (Arc::clone(parts.clock), Arc::clone(parts.random));
        let provider = OpenIdProvider::new(parts.http.clone(), settings, clock, random)
            .with_context(|| format!("sign-in with {name}"))?;
        Ok(match self.sandbox {
            Some(_) => Arc::new(Practice {
                provider,
                issuer: format!("sandbox:{name}"),
            }),
            None => Arc::new(provider),
        })
    }

    /// Clerk and its page, where it signs people in. Its issuer is a name that stays in sandbox mode
    /// too.
    pub fn hosted(
        &self,
        parts: &Parts<'_>,
        origins: Vec<String>,
    ) -> anyhow::Result<Option<(Arc<Clerk>, HostedPage)>> {
        let config = &self.config.clerk;
        // `serve` refuses to start without the keys; `doctor` goes on, and asks nobody.
        let has_keys = config.publishable_key.is_some() && config.secret_key.is_some();
        let is_there = self.sandbox.is_some() || has_keys;
        if self.config.identity.by != IdentityBy::Clerk || !is_there {
            return Ok(None);
        }
        let settings = self.clerk_settings(origins);
        let (publishable_key, frontend) = (
            settings.publishable_key.clone(),
            settings.frontend_url.clone(),
        );
        let (http, clock) = (parts.http.clone(), Arc::clone(parts.clock));
        let clerk = Clerk::new(http, settings, clock).context("sign-in by Clerk")?;
        let frontend = frontend.unwrap_or_else(|| format!("https://{}", clerk.frontend_host()));
        let page = HostedPage {
            portal_url: self.clerk_portal(&clerk)?,
            cookie_names: clerk.cookie_names().to_vec(),
            publishable_key,
            frontend_origin: frontend.trim_end_matches('/').to_owned(),
            mounts: config.mount,
        };
        Ok(Some((Arc::new(clerk), page)))
    }

    fn clerk_settings(&self, origins: Vec<String>) -> ClerkSettings {
        let config = &self.config.clerk;
        let publishable_key = Self::text(
            config.publishable_key.as_ref(),
            stand_in::CLERK_PUBLISHABLE_KEY,
        );
        let secret_key = Self::secret(config.secret_key.as_ref(), stand_in::CLERK_SECRET_KEY);
        let mut settings = ClerkSettings::new(publishable_key, secret_key);
        settings.webhook_secrets = config.webhook_secrets().to_vec();
        if settings.webhook_secrets.is_empty() && self.sandbox.is_some() {
            settings.webhook_secrets = vec![stand_in::CLERK_WEBHOOK_SECRET.into()];
        }
        settings.authorized_parties = config.authorized_parties.clone().unwrap_or(origins);
        settings.frontend_url = self.at_clerk(config.frontend_url.as_ref(), "");
        settings.backend_url = self.at_clerk(config.backend_url.as_ref(), "/v1");
        settings.allow_loopback_http = self.sandbox.is_some();
        settings
    }

    /// The question by which keys tokens are signed: free, and refused without the right key.
    pub fn clerk_keys(&self, http: &reqwest::Client) -> reqwest::RequestBuilder {
        let settings = self.clerk_settings(Vec::new());
        let base = settings.backend_url.as_deref().unwrap_or(CLERK_BACKEND);
        http.get(format!("{}/jwks", base.trim_end_matches('/')))
            .bearer_auth(settings.secret_key.expose_secret())
    }

    /// The configured address, or the stand-in's; without either Clerk's keys say it.
    fn at_clerk(&self, configured: Option<&String>, path: &str) -> Option<String> {
        let stand_in = || Some(format!("{}/clerk{path}", self.sandbox?));
        configured.cloned().or_else(stand_in)
    }

    fn clerk_portal(&self, clerk: &Clerk) -> anyhow::Result<String> {
        let config = &self.config.clerk;
        let known = self.at_clerk(config.portal_url.as_ref(), "/sign-in");
        known.or_else(|| clerk.sign_in_url()).context(
            "the publishable key does not say where Clerk signs people in: set `clerk.portal_url`",
        )
    }
}

/// The origins that our pages are served under.
pub fn origins(public_url: &str, other_hosts: &[String]) -> Vec<String> {
    let public = Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    let others = other_hosts.iter().map(|host| format!("http://{host}"));
    public.into_iter().chain(others).collect()
}

/// A stand-in's people under a name that stays when its port changes: the same test person finds
/// the same account after a restart.
struct Practice {
    provider: OpenIdProvider,
    issuer: String,
}

impl IdentityProvider for Practice {
    fn start<'a>(
        &'a self,
        redirect_url: &'a str,
        login_hint: Option<&'a str>,
    ) -> BoxFuture<'a, Result<SignInStart, IdentityError>> {
        self.provider.start(redirect_url, login_hint)
    }

    fn finish<'a>(
        &'a self,
        redirect_url: &'a str,
        code: &'a str,
        secrets: &'a SignInSecrets,
    ) -> BoxFuture<'a, Result<Person, IdentityError>> {
        Box::pin(async move {
            let person = self.provider.finish(redirect_url, code, secrets).await?;
            Ok(Person {
                issuer: self.issuer.clone(),
                ..person
            })
        })
    }
}
