//! What the router serves: the domain's world, and how the site presents itself.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use openclaw_domain::{account::User, world::World};

use crate::view::shell::{Business, Nav, Shell, SignedIn};

/// How the site presents itself.
#[derive(Clone, Debug, Default)]
pub struct SiteConfig {
    /// The address people type, without a slash at the end: `https://openclaw.example`.
    pub public_url: String,
    /// Whether money is pretended.
    pub sandbox: bool,
    /// PortOne's browser SDK.
    pub sdk_url: String,
    /// Origins that the payment window may come from, for the content security policy.
    pub payment_origins: Vec<String>,
    /// The seller, for the footer.
    pub business: Business,
}

/// The router's state.
pub struct Site {
    /// The domain's world.
    pub world: Arc<World>,
    /// How the site presents itself.
    pub config: SiteConfig,
}

impl Site {
    /// Whether the site is served by TLS: cookies are then marked so.
    pub(crate) fn is_https(&self) -> bool {
        self.config.public_url.starts_with("https://")
    }

    /// The host and port people type.
    pub(crate) fn authority(&self) -> &str {
        let url = self.config.public_url.as_str();
        url.split_once("://")
            .map_or(url, |(_, authority)| authority)
    }

    /// Whether the request came by the address people type.
    pub(crate) fn is_at_home(&self, headers: &HeaderMap) -> bool {
        headers
            .get(header::HOST)
            .is_none_or(|host| host == self.authority())
    }

    /// The frame of a page.
    pub(crate) fn shell(&self, title: &str, nav: Nav, user: Option<&User>) -> Shell {
        Shell {
            title: title.to_owned(),
            description: None,
            user: user.map(|user| SignedIn {
                name: user.name.clone().unwrap_or_else(|| "크리에이터".to_owned()),
                balance: user.balance.get(),
            }),
            nav,
            sandbox: self.config.sandbox,
            business: self.config.business.clone(),
        }
    }
}
