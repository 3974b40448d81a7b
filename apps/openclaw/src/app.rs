//! The program put together: database, files, clients, agents, router.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use openclaw_database::{Opened, Postgres, PostgresSettings, Sqlite};
use openclaw_domain::{agent::Catalog, port::Spawner, random::Random, time::Clock};
use openclaw_setup::Addresses;
use openclaw_storage::{Access, Files, Place};
use openclaw_web::Site;
use secrecy::ExposeSecret as _;

use crate::{
    config::{Config, DatabaseAddress},
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
    pub database: Opened,
}

/// Makes a folder, for its owner alone.
pub(crate) fn make_data_folder(data: &Path) -> anyhow::Result<()> {
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
    if let DatabaseAddress::File(path) = config.database_address()?
        && !path.exists()
    {
        bail!(
            "there is no database at {}: start `openclaw` once, or set OPENCLAW_DATA",
            path.display()
        );
    }
    Ok(())
}

/// The number of the newest migration of the database that the configuration names; none where it
/// has never been started on. It changes nothing.
pub(crate) async fn newest_migration(config: &Config) -> anyhow::Result<Option<i64>> {
    Ok(match config.database_address()? {
        DatabaseAddress::File(path) => openclaw_database::newest_migration_of(&path)?,
        DatabaseAddress::Server(url) => {
            let probe = Postgres::probe(url.expose_secret()).await?;
            probe.newest_migration
        }
    })
}

/// Opens the database that the configuration names. A server is not asked yet: [`Opened::ready`]
/// does that.
pub fn open_database(config: &Config) -> anyhow::Result<Opened> {
    open_with(config, connections(config))
}

/// The same for questions over all of the books, which take their time.
pub(crate) fn open_books(config: &Config) -> anyhow::Result<Opened> {
    open_with(config, connections(config).patient())
}

fn open_with(config: &Config, connections: PostgresSettings) -> anyhow::Result<Opened> {
    make_data_folder(&config.data)?;
    Ok(match config.database_address()? {
        DatabaseAddress::File(path) => {
            let settings = openclaw_database::Settings::default();
            Opened::Sqlite(Arc::new(Sqlite::open(&path, &settings)?))
        }
        DatabaseAddress::Server(url) => {
            // By the system's randomness, whatever the platform's: a name must never come again.
            let name = openclaw_setup::process_name(&SystemRandom);
            let postgres = Postgres::new(url.expose_secret(), &name, &connections)?;
            Opened::Postgres(Arc::new(postgres))
        }
    })
}

/// How many connections go to reads and how many to batches.
fn connections(config: &Config) -> PostgresSettings {
    let all = usize::try_from(config.database_connections.max(3)).unwrap_or(3);
    PostgresSettings {
        writers: all - all / 3,
        readers: all / 3,
        ..PostgresSettings::default()
    }
}

/// Where the configuration says that results are.
pub(crate) fn files_place(config: &Config) -> anyhow::Result<Place> {
    let Some(address) = &config.files else {
        return Ok(Place::Folder(config.data.join("files")));
    };
    Ok(Place::parse(address)?)
}

/// Opens the file store that the configuration names. A bucket is not asked yet.
pub fn open_files(config: &Config) -> anyhow::Result<Files> {
    let bucket = config.bucket.clone();
    let access = Access {
        endpoint: bucket.endpoint,
        region: bucket.region,
        key_id: bucket.key_id,
        secret: bucket.secret,
        ..Access::default()
    };
    Ok(Files::open(files_place(config)?, &access)?)
}

/// Puts the program together. `listening` is where it will listen; `sandbox` is where the stand-ins
/// are, in sandbox mode.
pub fn build(
    config: &Config,
    listening: SocketAddr,
    sandbox: Option<&str>,
    platform: Platform,
) -> anyhow::Result<App> {
    let http = openclaw_http::client().context(
        "the HTTP client cannot be made: it needs the system's CA certificates (Debian's package \
         ca-certificates), or a file of them that SSL_CERT_FILE names",
    )?;
    let database = open_database(config)?;
    let platform = openclaw_setup::Platform {
        database: database.port(),
        files: Arc::new(open_files(config)?),
        clock: platform.clock,
        random: platform.random,
        spawner: platform.spawner,
        feeds: Arc::default(),
        tells_every: Duration::ZERO,
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
