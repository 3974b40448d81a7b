//! The program put together: database, files, clients, agents, router.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use openclaw_database::Sqlite;
use openclaw_domain::{
    agent::Catalog, port::Spawner, random::Random, run::Feeds, time::Clock, world::World,
};
use openclaw_storage::Files;
use openclaw_web::{Site, SiteConfig, view::shell::Business};

use crate::{
    config::{Config, Mode},
    platform::{SystemClock, SystemRandom, TokioSpawner},
    wiring::{Parts, Wiring, http_client, origins},
};

/// What the platform brings; a test or benchmark may bring its own.
pub struct Platform {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Tasks.
    pub spawner: Arc<dyn Spawner>,
}

impl Default for Platform {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            spawner: Arc::new(TokioSpawner),
        }
    }
}

/// The program, ready to serve.
pub struct App {
    /// What the router serves.
    pub site: Arc<Site>,
    /// The database, for its figures.
    pub database: Arc<Sqlite>,
}

/// Makes the data folder, for its owner alone.
fn make_data_folder(data: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(data)
        .with_context(|| format!("the folder {} cannot be made", data.display()))
}

impl Config {
    /// The database's file.
    pub fn database_path(&self) -> anyhow::Result<PathBuf> {
        match self.database_url.as_deref() {
            None => Ok(self.data.join("openclaw.db")),
            Some(url) => match url.strip_prefix("sqlite://") {
                Some(path) if !path.is_empty() => Ok(path.into()),
                _ => bail!("`database_url` must be sqlite://PATH, not {}", scheme(url)),
            },
        }
    }

    /// Refuses where no database has been made yet: a command that only looks makes none.
    pub(crate) fn require_database(&self) -> anyhow::Result<()> {
        let path = self.database_path()?;
        if !path.exists() {
            bail!(
                "there is no database at {}: start `openclaw` once, or set OPENCLAW_DATA",
                path.display()
            );
        }
        Ok(())
    }

    /// Where the stand-ins are expected: as configured, or the port after ours.
    pub(crate) fn sandbox_address(&self, listening: SocketAddr) -> SocketAddr {
        let next = listening.port().checked_add(1).unwrap_or(0);
        let after = SocketAddr::from((Ipv4Addr::LOCALHOST, next));
        self.sandbox.listen.unwrap_or(after)
    }

    /// Opens the database that the configuration names.
    pub fn open_database(&self) -> anyhow::Result<Sqlite> {
        make_data_folder(&self.data)?;
        Ok(Sqlite::open(
            &self.database_path()?,
            &openclaw_database::Settings::default(),
        )?)
    }

    /// The address people type.
    #[must_use]
    pub fn public_url(&self, listening: SocketAddr) -> String {
        let url = self.public_url.clone();
        let url = url.unwrap_or_else(|| local_url(listening));
        url.trim_end_matches('/').to_owned()
    }
}

/// Where this machine reaches what listens there.
pub(crate) fn local_url(listening: SocketAddr) -> String {
    // "Every address" is none that can be typed.
    let ip = if listening.ip().is_unspecified() {
        Ipv4Addr::LOCALHOST.into()
    } else {
        listening.ip()
    };
    format!("http://{}", SocketAddr::new(ip, listening.port()))
}

/// What may be said of an address that may hold a password.
fn scheme(url: &str) -> String {
    url.split_once("://").map_or_else(
        || "a plain text".to_owned(),
        |(scheme, _)| format!("{scheme}://…"),
    )
}

/// Puts the program together. `listening` is where it will listen; `sandbox` is where the stand-ins
/// are, in sandbox mode.
pub fn build(
    config: &Config,
    listening: SocketAddr,
    sandbox: Option<&str>,
    platform: Platform,
) -> anyhow::Result<App> {
    let wiring = Wiring { config, sandbox };
    let http = http_client()?;
    let database = Arc::new(config.open_database()?);
    let files = match &config.files {
        Some(address) => Files::open(address),
        None => Files::folder(config.data.join("files")),
    };
    let Platform {
        clock,
        random,
        spawner,
    } = platform;
    let public_url = config.public_url(listening);
    let other_hosts = other_hosts(config, listening);
    let parts = Parts {
        http: &http,
        clock: &clock,
        random: &random,
    };
    let hosted = wiring.hosted(&parts, origins(&public_url, &other_hosts))?;
    let page = hosted.as_ref().map(|(_, page)| page.clone());
    let world = World {
        database: Arc::clone(&database) as _,
        files: Arc::new(files?),
        payments: wiring.payments(&http),
        alerts: wiring.alerts(&http, &public_url),
        model: Arc::new(wiring.model(&http)),
        identity: wiring.identity(&parts)?,
        hosted: hosted.map(|(clerk, _)| clerk as _),
        agents: agents(config.agents.as_deref())?,
        settings: wiring.settings(),
        feeds: Feeds::default(),
        process: name(&*random),
        clock,
        random,
        spawner,
    };
    let site_config = SiteConfig {
        public_url,
        other_hosts,
        sandbox: config.mode == Mode::Sandbox,
        payment_origins: wiring.payment_origins(),
        sdk_url: wiring.sdk_url(),
        business: business(config),
        hosted: page,
    };
    Ok(App {
        site: Arc::new(Site {
            world: Arc::new(world),
            config: site_config,
        }),
        database,
    })
}

/// This machine's other name, when it is not served under an address of its own.
fn other_hosts(config: &Config, listening: SocketAddr) -> Vec<String> {
    let is_local = config.public_url.is_none() && listening.ip().is_loopback();
    is_local
        .then(|| format!("localhost:{}", listening.port()))
        .into_iter()
        .collect()
}

/// A name for this process that no other one has.
fn name(random: &dyn Random) -> String {
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

/// The agents of the program, or of a folder. A broken one is told and left out.
fn agents(folder: Option<&Path>) -> anyhow::Result<Catalog> {
    let (catalog, broken) = crate::agents::load(folder)?;
    for broken in broken {
        tracing::error!(
            file = broken.file,
            reason = broken.reason,
            "an agent is left out"
        );
    }
    Ok(catalog)
}
