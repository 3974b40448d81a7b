//! What the router serves: the domain's world, and how the site presents itself.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use openclaw_domain::{account::User, world::World};

use crate::{
    http::{
        frame,
        rate::{Rates, RequestLimits},
        streams::Streams,
    },
    legal::LegalTexts,
    view::shell::{Business, Nav, Shell, SignedIn},
    words::{Message, say},
};

/// How the site presents itself.
#[derive(Clone, Debug, Default)]
pub struct SiteConfig {
    /// The address people type, without a slash at the end: `https://openclaw.example`.
    pub public_url: String,
    /// Other hosts that lead here as well, such as `localhost:8787`: who came by one stays there.
    pub other_hosts: Vec<String>,
    /// Whether money is pretended.
    pub sandbox: bool,
    /// Whether nothing is served for now but "back soon".
    pub maintenance: bool,
    /// PortOne's browser SDK.
    pub sdk_url: String,
    /// Origins that the payment window may come from, for the content security policy.
    pub payment_origins: Vec<String>,
    /// The seller, for the footer.
    pub business: Business,
    /// How much one user may ask of the API.
    pub limits: RequestLimits,
    /// Where the hosted sign-in of the world has its pages; `None` where we speak to providers ourselves.
    pub hosted: Option<HostedPage>,
}

impl SiteConfig {
    /// Whether the site is served by TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Where a hosted sign-in (Clerk) signs people in, and how its token reaches us.
#[derive(Clone, Debug, Default)]
pub struct HostedPage {
    /// The address of its own sign-in page; `redirect_url` is appended.
    pub portal_url: String,
    /// The cookies that may carry its token, the one to look at first before the others.
    pub cookie_names: Vec<String>,
    /// The key that its script is told, no secret.
    pub publishable_key: String,
    /// Where its scripts come from and speak to, without a slash at the end: `https://clerk.example`.
    pub frontend_origin: String,
    /// Whether our sign-in page shows its form, instead of leading to its own page.
    pub mounts: bool,
}

/// The router's state.
#[derive(Clone)]
pub struct Site {
    /// The domain's world.
    pub world: Arc<World>,
    /// How the site presents itself.
    pub config: SiteConfig,
    /// Terms, privacy policy, refund policy and AI notice.
    pub legal: Arc<LegalTexts>,
    pub(crate) rates: Arc<Rates>,
    pub(crate) streams: Streams,
    /// What every answer carries.
    pub(crate) headers: HeaderMap,
}

impl Site {
    /// The world, presented so.
    #[must_use]
    pub fn new(world: Arc<World>, config: SiteConfig, legal: LegalTexts) -> Self {
        Self {
            rates: Arc::new(Rates::new(config.limits)),
            streams: Streams::default(),
            headers: frame::headers(&config),
            world,
            config,
            legal: Arc::new(legal),
        }
    }

    /// Whether the site is served by TLS: cookies are then marked so.
    pub(crate) fn is_https(&self) -> bool {
        self.config.is_https()
    }

    /// The address to send this browser back to: where it is now, if that leads here, or else the
    /// public one. `None` when it came by a host that is not ours, which keeps our cookies from us.
    pub(crate) fn home(&self, headers: &HeaderMap) -> Option<String> {
        let public = &self.config.public_url;
        let (scheme, authority) = public.split_once("://").unwrap_or(("http", public));
        let Some(host) = headers.get(header::HOST) else {
            return Some(public.clone());
        };
        if host == authority {
            return Some(public.clone());
        }
        let other = self
            .config
            .other_hosts
            .iter()
            .find(|other| host == other.as_str())?;
        Some(format!("{scheme}://{other}"))
    }

    /// The frame of a page.
    pub(crate) fn shell(&self, title: impl Into<Message>, nav: Nav, user: Option<&User>) -> Shell {
        Shell {
            title: title.into(),
            description: None,
            user: user.map(|user| SignedIn {
                name: user
                    .name
                    .clone()
                    .map_or_else(|| say("frame-nameless"), Message::from),
                balance: user.balance.get(),
                is_admin: user.is_admin,
            }),
            nav,
            sandbox: self.config.sandbox,
            business: self.config.business.clone(),
        }
    }
}
