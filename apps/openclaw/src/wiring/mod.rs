//! From configuration to ports: which client speaks to which address with which key.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::Context as _;
use futures::future::BoxFuture;
use openclaw_domain::{
    port::identity::{IdentityError, IdentityProvider, Person, SignInSecrets, SignInStart},
    random::Random,
    settings::Settings,
    time::Clock,
};
use openclaw_identity::OpenIdProvider;
use openclaw_llm::OpenAi;
use openclaw_sandbox as stand_in;
use secrecy::{ExposeSecret as _, SecretString};

use crate::config::Config;

mod payments;

/// The client that all adapters share. It follows no redirect: none of them expects one, and each
/// carries a secret.
pub(crate) fn http_client() -> anyhow::Result<reqwest::Client> {
    // The first installation counts; a second one in the same process is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("openclaw/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .build()
        .context("the HTTP client cannot be made")
}

/// What the configuration leaves open, filled in for its mode.
pub(crate) struct Wiring<'a> {
    pub(crate) config: &'a Config,
    /// Where the stand-ins are, in sandbox mode.
    pub(crate) sandbox: Option<&'a str>,
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

    pub(crate) fn settings(&self) -> Settings {
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
            model_price: config.openai.price(),
            ..Settings::default()
        }
    }

    /// The question which models there are: free, and refused without the right key.
    pub(crate) fn models(&self, http: &reqwest::Client) -> reqwest::RequestBuilder {
        let config = &self.config.openai;
        let key = Self::secret(config.api_key.as_ref(), stand_in::OPENAI_API_KEY);
        let real = openclaw_llm::Settings::BASE_URL;
        let base = self.address(config.base_url.as_ref(), "/openai/v1", real);
        http.get(format!("{base}/models"))
            .bearer_auth(key.expose_secret())
    }

    pub(crate) fn model(&self, http: &reqwest::Client) -> OpenAi {
        let config = &self.config.openai;
        let key = Self::secret(config.api_key.as_ref(), stand_in::OPENAI_API_KEY);
        let mut settings = openclaw_llm::Settings::new(config.model.clone(), key);
        let real = openclaw_llm::Settings::BASE_URL;
        settings.base_url = self.address(config.base_url.as_ref(), "/openai/v1", real);
        settings
            .reasoning_effort
            .clone_from(&config.reasoning_effort);
        OpenAi::new(http.clone(), settings)
    }

    /// The ways to sign in that are configured; in sandbox mode both stand-ins.
    pub(crate) fn identity(
        &self,
        http: &reqwest::Client,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> anyhow::Result<BTreeMap<String, Arc<dyn IdentityProvider>>> {
        let (kakao, google) = (&self.config.kakao, &self.config.google);
        let ids = if self.sandbox.is_some() {
            (
                Some(stand_in::KAKAO_CLIENT_ID),
                Some(stand_in::GOOGLE_CLIENT_ID),
            )
        } else {
            (None, None)
        };
        let mut providers: BTreeMap<String, Arc<dyn IdentityProvider>> = BTreeMap::new();
        if let Some(id) = kakao.client_id.as_deref().or(ids.0) {
            let secret =
                self.client_secret(kakao.client_secret.as_ref(), stand_in::KAKAO_CLIENT_SECRET);
            let mut settings = openclaw_identity::Settings::kakao(id.to_owned(), secret);
            settings.issuer = self.address(kakao.issuer.as_ref(), "/kakao", &settings.issuer);
            providers.insert(
                "kakao".to_owned(),
                self.provider("kakao", http, settings, clock, random)?,
            );
        }
        if let Some(id) = google.client_id.as_deref().or(ids.1) {
            let secret = self.client_secret(
                google.client_secret.as_ref(),
                stand_in::GOOGLE_CLIENT_SECRET,
            );
            let mut settings = openclaw_identity::Settings::google(id.to_owned(), secret);
            settings.issuer = self.address(google.issuer.as_ref(), "/google", &settings.issuer);
            providers.insert(
                "google".to_owned(),
                self.provider("google", http, settings, clock, random)?,
            );
        }
        Ok(providers)
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
        http: &reqwest::Client,
        mut settings: openclaw_identity::Settings,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> anyhow::Result<Arc<dyn IdentityProvider>> {
        settings.allow_loopback_http = self.sandbox.is_some();
        let (clock, random) = (Arc::clone(clock), Arc::clone(random));
        let provider = OpenIdProvider::new(http.clone(), settings, clock, random)
            .with_context(|| format!("sign-in with {name}"))?;
        Ok(match self.sandbox {
            Some(_) => Arc::new(Practice {
                provider,
                issuer: format!("sandbox:{name}"),
            }),
            None => Arc::new(provider),
        })
    }
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
