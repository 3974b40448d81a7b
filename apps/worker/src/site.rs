//! The site, which an isolate keeps, and what each request has of its own.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use openclaw_database::{D1, Taken};
use openclaw_domain::{
    agent::{Catalog, builtin},
    port::Spawner,
    run::Feeds,
};
use openclaw_setup::{
    Addresses, Platform,
    config::{Config, Mode},
};
use openclaw_web::Site;
use worker::Env;

use crate::{
    config::{self, DATABASE, FILES},
    current::{self, CurrentDatabase, CurrentSpawner, Invocation},
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
    static INVOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// What an isolate keeps.
pub(crate) struct Kept {
    pub(crate) site: Arc<Site>,
    /// Put together once: that takes longer than most answers.
    pub(crate) router: Router,
    pub(crate) is_live: bool,
    /// What the isolate has asked of the database so far.
    pub(crate) taken: Arc<Taken>,
    most_statements: u32,
}

/// The isolate's site and what a new request or trigger has of its own there, or in words for the log why
/// there is none.
pub(crate) fn invoked(
    env: &Env,
    spawner: Arc<dyn Spawner>,
) -> Result<(Rc<Kept>, Arc<Invocation>), String> {
    let kept = kept(env)?;
    let invocation = kept.invocation(env, spawner)?;
    Ok((kept, invocation))
}

fn kept(env: &Env) -> Result<Rc<Kept>, String> {
    if let Some(kept) = KEPT.with_borrow(Clone::clone) {
        return Ok(kept);
    }
    let kept = Rc::new(keep(env)?);
    KEPT.set(Some(Rc::clone(&kept)));
    Ok(kept)
}

impl Kept {
    fn invocation(&self, env: &Env, spawner: Arc<dyn Spawner>) -> Result<Arc<Invocation>, String> {
        let binding = env.d1(DATABASE).map_err(|_| missing(DATABASE))?;
        let database = D1::new(binding, self.most_statements, Arc::clone(&self.taken));
        INVOCATIONS.set(INVOCATIONS.get() + 1);
        Ok(Arc::new(Invocation {
            number: INVOCATIONS.get(),
            database: Arc::new(database),
            spawner,
        }))
    }
}

fn keep(env: &Env) -> Result<Kept, String> {
    let config = config::load(env)?;
    let http = openclaw_http::client().map_err(|error| error.to_string())?;
    let platform = Platform {
        database: Arc::new(CurrentDatabase),
        files: Arc::new(R2::new(env.bucket(FILES).map_err(|_| missing(FILES))?)),
        clock: Arc::new(WorkerClock),
        random: Arc::new(WorkerRandom),
        spawner: Arc::new(CurrentSpawner),
        feeds: Arc::new(Feeds::in_parts(current::number)),
        tells_every: TELLS_EVERY,
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
    let site = Arc::new(site.map_err(|error| format!("{error:#}"))?);
    Ok(Kept {
        router: openclaw_web::router(Arc::clone(&site)),
        site,
        is_live,
        taken: Arc::default(),
        most_statements: config::most_statements(env),
    })
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
