//! The site of one request: what its isolate keeps, and what the request has of its own.

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use openclaw_database::{D1, Taken};
use openclaw_domain::{
    agent::{Catalog, builtin},
    port::Spawner,
    settings::Settings,
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

/// The platform gives a run 30 seconds from the answer on. It ends before that, and what is left is for
/// its settlement: whoever waits is told, and has the credits back, a moment later.
const LONGEST_RUN: Duration = Duration::from_secs(27);
/// Between two tellings of what a run says: each goes from wasm to the platform, and is CPU time.
const TELLS_EVERY: Duration = Duration::from_millis(150);

thread_local! {
    /// Made by the first request of an isolate. Variables and secrets only change with a new one.
    static KEPT: RefCell<Option<Rc<Kept>>> = const { RefCell::new(None) };
}

/// A site as the first request made it, to take copies of.
struct Kept {
    site: Site,
    is_live: bool,
    taken: Arc<Taken>,
}

/// The site of one request, and its database for its figures.
pub(crate) struct Served {
    pub(crate) site: Arc<Site>,
    pub(crate) database: Arc<D1>,
    pub(crate) is_live: bool,
    /// What the isolate has asked of the database so far.
    pub(crate) taken: Arc<Taken>,
}

/// Puts the site together, or says in words for the log why it cannot be.
pub(crate) fn serve(env: &Env, spawner: Arc<dyn Spawner>) -> Result<Served, String> {
    let binding = env.d1(DATABASE).map_err(|_| missing(DATABASE))?;
    let kept = KEPT.with_borrow(Clone::clone);
    let taken = kept.as_ref().map(|kept| Arc::clone(&kept.taken));
    let taken = taken.unwrap_or_default();
    let most = config::most_statements(env);
    let database = Arc::new(D1::new(binding, most, Arc::clone(&taken)));
    let kept = match kept {
        Some(kept) => kept,
        None => keep(env, &database, &taken, Arc::clone(&spawner))?,
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
        taken,
    })
}

fn keep(
    env: &Env,
    database: &Arc<D1>,
    taken: &Arc<Taken>,
    spawner: Arc<dyn Spawner>,
) -> Result<Rc<Kept>, String> {
    let config = config::load(env)?;
    let http = openclaw_http::client().map_err(|error| error.to_string())?;
    let platform = Platform {
        database: Arc::clone(database) as _,
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
    let settings = Settings {
        tells_every: TELLS_EVERY,
        ..site.world.settings.clone()
    };
    let world = World {
        settings,
        ..World::clone(&site.world)
    };
    let kept = Rc::new(Kept {
        site: site.with_world(Arc::new(world)),
        is_live,
        taken: Arc::clone(taken),
    });
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

/// The agents of the program, as long as they may work here. A broken one is told and left out.
fn agents() -> Catalog {
    let (agents, broken) = Catalog::load(builtin());
    for broken in broken {
        tracing::error!(
            file = broken.file,
            reason = broken.reason,
            "an agent is left out"
        );
    }
    agents.within(LONGEST_RUN)
}
