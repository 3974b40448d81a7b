//! The site of one request: what its isolate keeps, and what the request has of its own.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use openclaw_database::D1;
use openclaw_domain::{
    agent::{Catalog, builtin},
    port::Spawner,
    world::World,
};
use openclaw_setup::{
    Addresses, Platform,
    config::{Config, Mode},
};
use openclaw_web::Site;
use worker::Env;

use crate::{
    config::{self, DATABASE, FILES},
    files::R2,
    platform::{WorkerClock, WorkerRandom},
};

thread_local! {
    /// Made by the first request of an isolate. Variables and secrets only change with a new one.
    static KEPT: RefCell<Option<Rc<Kept>>> = const { RefCell::new(None) };
}

/// A site as the first request made it, to take copies of.
struct Kept {
    site: Site,
    is_live: bool,
}

/// The site of one request, and its database for its figures.
pub(crate) struct Served {
    pub(crate) site: Arc<Site>,
    pub(crate) database: Arc<D1>,
    pub(crate) is_live: bool,
}

/// Puts the site together, or says in words for the log why it cannot be.
pub(crate) fn serve(env: &Env, spawner: Arc<dyn Spawner>) -> Result<Served, String> {
    let database = env.d1(DATABASE).map_err(|_| missing(DATABASE))?;
    let database = Arc::new(D1::new(database, config::most_statements(env)));
    let kept = match KEPT.with_borrow(Clone::clone) {
        Some(kept) => kept,
        None => keep(env, Arc::clone(&database), Arc::clone(&spawner))?,
    };
    let world = World {
        database: Arc::clone(&database) as _,
        spawner,
        feeds: Arc::default(),
        ..World::clone(&kept.site.world)
    };
    Ok(Served {
        site: Arc::new(kept.site.with_world(Arc::new(world))),
        database,
        is_live: kept.is_live,
    })
}

fn keep(env: &Env, database: Arc<D1>, spawner: Arc<dyn Spawner>) -> Result<Rc<Kept>, String> {
    let config = config::load(env)?;
    let http = openclaw_http::client().map_err(|error| error.to_string())?;
    let platform = Platform {
        database,
        files: Arc::new(R2::new(env.bucket(FILES).map_err(|_| missing(FILES))?)),
        clock: Arc::new(WorkerClock),
        random: Arc::new(WorkerRandom),
        spawner,
    };
    let is_live = config.mode == Mode::Live;
    let sandbox = config.sandbox.listen.filter(|_| !is_live);
    let sandbox = sandbox.map(|address| format!("http://{address}"));
    let addresses = addresses(&config);
    let site = openclaw_setup::site(
        &config,
        sandbox.as_deref(),
        addresses,
        agents(),
        &http,
        platform,
    );
    let site = site.map_err(|error| format!("{error:#}"))?;
    let kept = Rc::new(Kept { site, is_live });
    KEPT.set(Some(Rc::clone(&kept)));
    Ok(kept)
}

fn missing(binding: &str) -> String {
    format!("the binding {binding} is missing: see wrangler.jsonc")
}

fn addresses(config: &Config) -> Addresses {
    Addresses {
        public_url: config.public_url(config.listen),
        other_hosts: Vec::new(),
    }
}

/// The agents of the program. A broken one is told and left out.
fn agents() -> Catalog {
    let (agents, broken) = Catalog::load(builtin());
    for broken in broken {
        tracing::error!(
            file = broken.file,
            reason = broken.reason,
            "an agent is left out"
        );
    }
    agents
}
