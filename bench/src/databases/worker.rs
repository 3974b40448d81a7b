//! The shipped Worker in workerd, over the D1 that miniflare emulates there.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, ensure};
use openclaw_domain::world::World;
use openclaw_workerd::{Options, Workerd};
use tokio::runtime::Runtime;

use super::Round;
use crate::{
    Plan,
    data::{self, NOWHERE, User},
    figures::figure,
    http::{self, Connection},
    server::program,
    spend::{USERS, starts},
    start::free_address,
};

/// So many starts, one after the other, tell what one asks of the database.
const COUNTED: usize = 50;
/// More than any start is measured at.
const NO_LIMIT: &str = "1000000";

/// A database with users, to take copies of.
pub(super) struct Made {
    node: PathBuf,
    folder: PathBuf,
    users: Vec<User>,
}

impl Made {
    /// Makes it in this folder; `None` where nobody has told where workerd is.
    pub(super) fn new(folder: &Path) -> anyhow::Result<Option<Self>> {
        let Some(node) = openclaw_workerd::node() else {
            return Ok(None);
        };
        let runtime = runtime()?;
        let made = folder.join("d1");
        runtime.block_on(openclaw_workerd::migrate(&node, &made))?;
        let options = Options {
            kept_in: Some(openclaw_workerd::kept_in(&made)),
            variables: variables(NOWHERE, NOWHERE),
            ..Options::default()
        };
        let workerd = runtime.block_on(Workerd::start(&node, &options))?;
        let app = program(&folder.join("d1-users"), None, NOWHERE)?;
        let world = World {
            database: Arc::new(workerd.database("DATABASE")?),
            ..World::clone(&app.site.world)
        };
        let users = runtime.block_on(data::make_users_in(&world, USERS))?;
        runtime.block_on(workerd.end())?;
        Ok(Some(Self {
            node,
            folder: made,
            users,
        }))
    }

    /// One round, on a copy.
    pub(super) fn measure(&self, name: &str, plan: Plan) -> anyhow::Result<Round> {
        let copied = self.folder.with_file_name(name);
        openclaw_workerd::copy(&self.folder, &copied)?;
        let site = free_address()?;
        let options = Options {
            port: site.port(),
            kept_in: Some(openclaw_workerd::kept_in(&copied)),
            variables: variables(site, silent_model()?),
            ..Options::default()
        };
        let runtime = runtime()?;
        let workerd = runtime.block_on(Workerd::start(&self.node, &options))?;
        let (statements, trips) = runtime.block_on(self.one_by_one(site))?;
        super::load(&[site], &self.users, plan.warm_up)?;
        let answers = super::load(&[site], &self.users, plan.measure)?;
        runtime.block_on(workerd.end())?;
        std::fs::remove_dir_all(copied)?;
        Ok(Round {
            answers,
            statements,
            trips,
        })
    }

    /// What a start asks of D1: statements and round trips.
    async fn one_by_one(&self, site: SocketAddr) -> anyhow::Result<(f64, f64)> {
        let mut connection = Connection::open(site).await?;
        let before = taken(&mut connection).await?;
        for request in starts(&self.users).iter().take(COUNTED) {
            let status = connection.exchange(request).await?;
            ensure!(status == 201, "a start: {}", connection.answer());
        }
        let after = taken(&mut connection).await?;
        let each = |before: u64, after: u64| figure(after - before) / figure(COUNTED as u64);
        Ok((each(before.0, after.0), each(before.1, after.1)))
    }
}

/// Statements and round trips of the isolate so far.
async fn taken(connection: &mut Connection) -> anyhow::Result<(u64, u64)> {
    connection.exchange(&http::get("/healthz", None)).await?;
    let of = |name: &str| -> anyhow::Result<u64> {
        let told = connection.header(name).with_context(|| name.to_owned())?;
        Ok(told.parse()?)
    };
    Ok((of("x-openclaw-statements")?, of("x-openclaw-round-trips")?))
}

fn runtime() -> anyhow::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    Ok(builder.enable_all().build()?)
}

/// A model that takes requests and says nothing, for as long as this process lives: what is measured
/// is the start.
fn silent_model() -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        let held: Vec<_> = listener.incoming().collect();
        drop(held);
    });
    Ok(address)
}

fn variables(site: SocketAddr, model: SocketAddr) -> BTreeMap<String, String> {
    let (url, model) = (format!("http://{site}"), model.to_string());
    let variables = [
        ("OPENCLAW_MODE", "sandbox"),
        ("OPENCLAW_PUBLIC_URL", &url),
        ("OPENCLAW_SANDBOX_LISTEN", &model),
        // It would ask somebody outside before each start.
        ("OPENCLAW_MODELS_MODERATION", "false"),
        ("OPENCLAW_RUNS_PER_MINUTE", NO_LIMIT),
        ("OPENCLAW_RUNS_PER_HOUR", NO_LIMIT),
        ("OPENCLAW_RUNS_AT_ONCE", NO_LIMIT),
        ("OPENCLAW_REQUESTS_AT_ONCE", NO_LIMIT),
        ("OPENCLAW_REQUESTS_PER_MINUTE", NO_LIMIT),
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    variables.map(owned).into()
}
