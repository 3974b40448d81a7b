//! The site put together: clients, agents, settings, and what the platform brings.

use std::{sync::Arc, time::Duration};

use openclaw_domain::{
    agent::Catalog,
    database::Database,
    port::{Spawner, files::FileStore},
    random::Random,
    run::Feeds,
    settings::Settings,
    time::Clock,
    world::World,
};
use openclaw_web::{Site, SiteConfig, view::shell::Business};

use crate::{
    config::{Config, Mode},
    wiring::{Parts, Wiring, origins},
};

/// What only a platform can bring.
pub struct Platform {
    /// Where everything is kept.
    pub database: Arc<dyn Database>,
    /// The results of runs.
    pub files: Arc<dyn FileStore>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Tasks.
    pub spawner: Arc<dyn Spawner>,
    /// What runs say as they go.
    pub feeds: Arc<Feeds>,
    /// Between two tellings of what a run says; none where each costs next to nothing.
    pub tells_every: Duration,
}

/// The addresses that lead to the site.
pub struct Addresses {
    /// The one people type, without a slash at the end.
    pub public_url: String,
    /// Other hosts that lead here as well.
    pub other_hosts: Vec<String>,
}

/// Puts the site together. `sandbox` is where the stand-ins are, in sandbox mode.
pub fn site(
    config: &Config,
    sandbox: Option<&str>,
    addresses: Addresses,
    agents: Catalog,
    http: &reqwest::Client,
    platform: Platform,
) -> anyhow::Result<Site> {
    let wiring = Wiring { config, sandbox };
    let Addresses {
        public_url,
        other_hosts,
    } = addresses;
    let legal = crate::legal::texts(config)?;
    let parts = Parts {
        http,
        clock: &platform.clock,
        random: &platform.random,
    };
    let hosted = wiring.hosted(&parts, origins(&public_url, &other_hosts))?;
    let page = hosted.as_ref().map(|(_, page)| page.clone());
    let youtube = wiring.youtube(http);
    let agents = with_trends(agents, youtube.is_some(), &wiring);
    let world = World {
        payments: wiring.payments(http),
        alerts: wiring.alerts(http, &public_url),
        model: Arc::new(wiring.model(&parts)),
        moderation: wiring.moderation(&parts),
        youtube,
        identity: wiring.identity(&parts)?,
        hosted: hosted.map(|(clerk, _)| clerk as _),
        agents,
        settings: Settings {
            tells_every: platform.tells_every,
            ..wiring.settings()
        },
        feeds: platform.feeds,
        process: process_name(&*platform.random),
        database: platform.database,
        files: platform.files,
        clock: platform.clock,
        random: platform.random,
        spawner: platform.spawner,
    };
    let site_config = SiteConfig {
        public_url,
        other_hosts,
        sandbox: config.mode == Mode::Sandbox,
        payment_origins: wiring.payment_origins(),
        sdk_url: wiring.sdk_url(),
        business: business(config),
        hosted: page,
        maintenance: config.maintenance,
        limits: (&config.limits).into(),
    };
    Ok(Site::new(Arc::new(world), site_config, legal))
}

/// A name for a process that no other one has.
#[must_use]
pub fn process_name(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

fn business(config: &Config) -> Business {
    let seller = config.business.clone();
    Business {
        trade_name: seller.trade_name,
        representative: seller.representative,
        address: seller.address,
        phone: seller.phone,
        email: seller.email,
        registration_no: seller.registration_no,
        mail_order_no: seller.mail_order_no,
        hosting_provider: seller.hosting_provider,
        ftc_url: seller.ftc_url,
    }
}

/// The agents with the niches to choose from, or without those that need `YouTube` where there is none.
fn with_trends(agents: Catalog, has_youtube: bool, wiring: &Wiring<'_>) -> Catalog {
    use openclaw_domain::run::TRENDS;
    if has_youtube {
        agents.offering(TRENDS, "niche", &wiring.settings().trends.presets)
    } else {
        agents.without(TRENDS)
    }
}
