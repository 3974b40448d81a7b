//! The site, put together for one request from what its isolate keeps.

use std::{cell::RefCell, net::SocketAddr, rc::Rc, sync::Arc};

use openclaw_database::D1;
use openclaw_domain::{
    agent::{Catalog, builtin},
    port::Spawner,
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

/// What does not depend on the request.
struct Kept {
    config: Config,
    agents: Catalog,
    http: reqwest::Client,
}

/// The site of one request, and its database for its figures.
pub(crate) struct Served {
    pub(crate) site: Arc<Site>,
    pub(crate) database: Arc<D1>,
    pub(crate) is_live: bool,
}

/// Puts the site together, or says in words for the log why it cannot be.
pub(crate) fn serve(env: &Env, spawner: Arc<dyn Spawner>) -> Result<Served, String> {
    let kept = kept(env)?;
    let binding = |name: &str| format!("the binding {name} is missing: see wrangler.jsonc");
    let database = env.d1(DATABASE).map_err(|_| binding(DATABASE))?;
    let database = Arc::new(D1::new(database, config::most_statements(env)));
    let platform = Platform {
        database: Arc::clone(&database) as _,
        files: Arc::new(R2::new(env.bucket(FILES).map_err(|_| binding(FILES))?)),
        clock: Arc::new(WorkerClock),
        random: Arc::new(WorkerRandom),
        spawner,
    };
    let config = &kept.config;
    let is_live = config.mode == Mode::Live;
    let sandbox = config.sandbox.listen.filter(|_| !is_live);
    let sandbox = sandbox.map(|address: SocketAddr| format!("http://{address}"));
    let addresses = Addresses {
        public_url: config.public_url(config.listen),
        other_hosts: Vec::new(),
    };
    let site = openclaw_setup::site(
        config,
        sandbox.as_deref(),
        addresses,
        kept.agents.clone(),
        &kept.http,
        platform,
    );
    Ok(Served {
        site: Arc::new(site.map_err(|error| format!("{error:#}"))?),
        database,
        is_live,
    })
}

fn kept(env: &Env) -> Result<Rc<Kept>, String> {
    if let Some(kept) = KEPT.with_borrow(Clone::clone) {
        return Ok(kept);
    }
    let config = config::load(env)?;
    let http = openclaw_http::client().map_err(|error| error.to_string())?;
    let (agents, broken) = Catalog::load(builtin());
    for broken in broken {
        tracing::error!(
            file = broken.file,
            reason = broken.reason,
            "an agent is left out"
        );
    }
    let kept = Rc::new(Kept {
        config,
        agents,
        http,
    });
    KEPT.set(Some(Rc::clone(&kept)));
    Ok(kept)
}
