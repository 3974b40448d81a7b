//! The domain, simulated: a few users start runs, buy, look, ask for refunds; gateways fail and lose
//! answers; jobs sweep; the process crashes and its clock jumps. A seed decides which of all waiting
//! tasks goes on after every touch of the database, so the same seed is the same story.

mod database;
mod ports;
mod scheduler;
mod story;

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Args;
use openclaw::{app, config::Config};
use openclaw_domain::{port::payment::GatewayKind, world::World};
use openclaw_tests::{TestApp, TestRandom, topic};

use self::{
    database::Memory,
    ports::{Files, Gateway, Writer},
    scheduler::{Scheduler, SimulatedClock, Waiting},
    story::Story,
};
use crate::{report::Report, rows::Rows};

/// How many stories.
#[derive(Args, Clone)]
pub(crate) struct Options {
    /// The first seed.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many seeds, from the first one on; to replay one, ask for one.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) seeds: u64,
    /// Turns of the scheduler in each story.
    #[arg(long, default_value_t = 4_000)]
    pub(crate) turns: u64,
}

const SECTION: &str = "simulate";

/// Simulates alone.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Report> {
    let mut rows = Rows::default();
    simulated(options, &mut rows).await;
    let Options { seed, seeds, turns } = options;
    let about = format!("cargo xtask simulate --seed {seed} --seeds {seeds} --turns {turns}");
    Ok(Report::new("simulate", about, rows))
}

/// Simulates as a part of something else.
pub(crate) async fn simulated(options: &Options, rows: &mut Rows) {
    let tried = format!(
        "{} stories of {} turns each, from seed {} on",
        options.seeds, options.turns, options.seed
    );
    let stories = Box::pin(stories(options));
    rows.attempt(SECTION, &tried, stories).await;
}

async fn stories(options: &Options) -> anyhow::Result<String> {
    let document = sample().await?;
    let mut told = story::Told::default();
    let again = one(options.seed, options.turns, &document)?.end;
    let once = one(options.seed, options.turns, &document)?.end;
    ensure!(once == again, "the same seed told two stories");
    for seed in options.seed..options.seed + options.seeds {
        told.add(&one(seed, options.turns, &document).with_context(|| {
            format!(
                "replay it with cargo xtask simulate --seed {seed} --seeds 1 --turns {}",
                options.turns
            )
        })?);
    }
    ensure!(
        told.runs > 0 && told.granted > 0,
        "nothing happened: {told:?}"
    );
    Ok(format!(
        "{} runs, {} orders granted, {} sent back or refunded, {} crashes, {} jumps of the clock, {} checks \
         of the ledger: all hold",
        told.runs, told.granted, told.returned, told.crashes, told.jumps, told.checks
    ))
}

/// What a model would write for the topic of every story, by way of the whole product.
async fn sample() -> anyhow::Result<String> {
    let app = TestApp::start().await;
    let creator = app.creator("견본").await;
    let run = creator.started(&topic(story::TOPIC)).await;
    let ended = creator.ended(&run).await;
    app.finish().await;
    ensure!(ended["status"] == "SUCCEEDED", "{ended}");
    Ok(ended["result"].to_string())
}

/// One story, told to its end.
fn one(seed: u64, turns: u64, document: &str) -> anyhow::Result<story::Told> {
    let folder = tempfile::tempdir()?;
    let waiting = Waiting::seeded(seed);
    let clock = SimulatedClock::default();
    let tasks = scheduler::Tasks::default();
    let mut config = Config::defaults()?;
    config.data = folder.path().join("data");
    config.limits.runs_per_minute = 1_000;
    config.limits.runs_per_hour = 1_000;
    config.limits.runs_at_once = 4;
    let platform = app::Platform {
        clock: Arc::new(clock.clone()),
        random: Arc::new(TestRandom::seeded(seed)),
        spawner: Arc::new(tasks.clone()),
    };
    let nowhere = "127.0.0.1:9".parse()?;
    let built = app::build(&config, nowhere, Some("http://127.0.0.1:9"), platform)?;
    let path = config.data.join("openclaw.db");
    let site = built.site;
    let site = Arc::try_unwrap(site)
        .ok()
        .context("the site is shared already")?;
    let mut world: World = Arc::try_unwrap(site.world)
        .ok()
        .context("the world is shared already")?;
    let memory = Arc::new(Memory::copy(&path, waiting.clone())?);
    let gateway = Arc::new(Gateway::new(waiting.clone()));
    world.database = Arc::clone(&memory) as _;
    // Nothing real may answer: when it does is no seed's to say.
    world.moderation = None;
    world.youtube = None;
    world.alerts = None;
    world.identity.clear();
    world.payments.clear();
    world
        .payments
        .insert(GatewayKind::PortOneV2, Arc::clone(&gateway) as _);
    world.files = Arc::new(Files::new(waiting.clone()));
    world.model = Arc::new(Writer::new(document, waiting));
    let scheduler = Scheduler::new(seed, tasks, clock);
    Story::new(Arc::new(world), gateway, scheduler)?.told(turns)
}
