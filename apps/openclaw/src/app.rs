//! The program put together: database, files, clients, agents, router.

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use openclaw_database::Sqlite;
use openclaw_domain::{agent::Catalog, port::Spawner, random::Random, time::Clock};
use openclaw_setup::Addresses;
use openclaw_storage::Files;
use openclaw_web::Site;

use crate::{
    config::Config,
    platform::{SystemClock, SystemRandom, TokioSpawner},
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

/// Refuses where no database has been made yet: a command that only looks makes none.
pub(crate) fn require_database(config: &Config) -> anyhow::Result<()> {
    let path = config.database_path()?;
    if !path.exists() {
        bail!(
            "there is no database at {}: start `openclaw` once, or set OPENCLAW_DATA",
            path.display()
        );
    }
    Ok(())
}

/// Opens the database that the configuration names.
pub fn open_database(config: &Config) -> anyhow::Result<Sqlite> {
    make_data_folder(&config.data)?;
    Ok(Sqlite::open(
        &config.database_path()?,
        &openclaw_database::Settings::default(),
    )?)
}

/// Puts the program together. `listening` is where it will listen; `sandbox` is where the stand-ins
/// are, in sandbox mode.
pub fn build(
    config: &Config,
    listening: SocketAddr,
    sandbox: Option<&str>,
    platform: Platform,
) -> anyhow::Result<App> {
    let http = openclaw_http::client().context("the HTTP client cannot be made")?;
    let database = Arc::new(open_database(config)?);
    let files = match &config.files {
        Some(address) => Files::open(address),
        None => Files::folder(config.data.join("files")),
    };
    let platform = openclaw_setup::Platform {
        database: Arc::clone(&database) as _,
        files: Arc::new(files?),
        clock: platform.clock,
        random: platform.random,
        spawner: platform.spawner,
    };
    let addresses = Addresses {
        public_url: config.public_url(listening),
        other_hosts: other_hosts(config, listening),
    };
    let agents = agents(config.agents.as_deref())?;
    let site = openclaw_setup::site(config, sandbox, addresses, agents, &http, platform)?;
    Ok(App {
        site: Arc::new(site),
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
