//! Agents at work without anybody's credits: the product's own engine, over a database and a folder
//! that go when the trial does. Nothing of the operator's is opened but the settings of the model
//! and the agents.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use openclaw_domain::{
    account,
    agent::{Agent, Document, Inputs},
    database::Statement,
    eval::ModelKind,
    port::{identity::Person, model::Usage},
    random::UserId,
    run::{self, Event, Request, Run, RunStatus},
    world::World,
};
use openclaw_llm::{AnthropicSettings, OpenAiSettings};
use openclaw_sandbox::{self as stand_in, Sandbox};
use secrecy::{ExposeSecret as _, SecretString};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::{
    app::{self, Platform},
    config::{Config, Mode, ModelProvider},
};

/// What no trial spends.
const CREDITS: u32 = 1_000_000_000;
/// How long something on this machine may take to answer.
const ANSWERS: Duration = Duration::from_secs(2);

/// A place to run agents in.
pub(crate) struct Trial {
    pub(crate) world: Arc<World>,
    pub(crate) model: ModelKind,
    user: UserId,
    /// The stand-ins, where they are this trial's own.
    sandbox: Option<Sandbox>,
    _folder: TempDir,
}

/// What came of a run.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    pub(crate) run: Run,
    /// The result, where there is one.
    pub(crate) document: Option<Document>,
    pub(crate) spent: Spent,
}

/// What a run used, failed attempts too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) usage: Usage,
    /// Thousandths of a won.
    pub(crate) cost_milliwon: i64,
    /// From start to end, in milliseconds.
    pub(crate) took_ms: i64,
}

impl Trial {
    /// Opens one with the configured model, or with the sandbox's where none is.
    pub(crate) async fn open(config: &Config) -> anyhow::Result<Self> {
        let model = model_kind(config).await?;
        let folder = tempfile::tempdir().context("a folder for the trial cannot be made")?;
        let mut sandbox = None;
        let mut address = running_sandbox(config).await;
        if address.is_none() {
            let own = start_sandbox().await?;
            address = Some(own.url());
            sandbox = Some(own);
        }
        let own = own_config(config, &model, &folder)?;
        let app = app::build(&own, own.listen, address.as_deref(), Platform::default())?;
        let world = Arc::clone(&app.site.world);
        let user = make_user(&world).await?;
        Ok(Self {
            world,
            model,
            user,
            sandbox,
            _folder: folder,
        })
    }

    /// Lets this trial's own sandbox write as fast as it can: nobody watches.
    pub(crate) fn hurry(&self) {
        if let Some(sandbox) = &self.sandbox {
            sandbox.control().set_openai_pace(0);
        }
    }

    /// Runs the agent once; `on_event` hears what a creator would see on the page.
    pub(crate) async fn run(
        &self,
        agent: &Arc<Agent>,
        inputs: Inputs,
        variant: Option<&str>,
        on_event: &mut (dyn FnMut(&Event) + Send),
    ) -> anyhow::Result<Tried> {
        let request = Request {
            user: self.user.clone(),
            agent: Arc::clone(agent),
            inputs,
            variant: variant.map(str::to_owned),
            api_key: None,
            idempotency_key: None,
        };
        let id = run::start(&self.world, request).await?.run;
        // A run that has ended already has no feed any more.
        if let Some(feed) = self.world.feeds.find(&id) {
            let mut heard = 0;
            let mut is_done = false;
            while !is_done {
                for event in feed.after(heard).await {
                    heard = event.number;
                    is_done |= matches!(event.event, Event::Done(_));
                    on_event(&event.event);
                }
            }
        }
        let run = run::find(&self.world, &self.user, &id).await?;
        let run = run.context("the run is gone")?;
        if run.status == RunStatus::Running {
            bail!("the run's end could not be written down");
        }
        Ok(Tried {
            document: run::document(&self.world, &run).await?,
            spent: self.spent(&run).await?,
            run,
        })
    }

    async fn spent(&self, run: &Run) -> anyhow::Result<Spent> {
        let statement = Statement::new(
            "SELECT input_tokens, cached_tokens, cache_write_tokens, output_tokens, cost_milliwon,
                    settled_at - created_at
             FROM agent_run WHERE id = ?1",
        )
        .bind(&run.id);
        let rows = self.world.database.read(statement).await?;
        let row = rows.one()?;
        let tokens = |column| -> anyhow::Result<u32> { Ok(row.get::<i64>(column)?.try_into()?) };
        Ok(Spent {
            usage: Usage {
                input_tokens: tokens(0)?,
                cached_tokens: tokens(1)?,
                cache_write_tokens: tokens(2)?,
                output_tokens: tokens(3)?,
            },
            cost_milliwon: row.get(4)?,
            took_ms: row.get(5)?,
        })
    }
}

/// The defaults, with the operator's model and agents, and room for any number of runs.
fn own_config(config: &Config, model: &ModelKind, folder: &TempDir) -> anyhow::Result<Config> {
    let mut own = Config::defaults()?;
    own.data = folder.path().join("data");
    own.agents.clone_from(&config.agents);
    own.credits.at_sign_up = CREDITS;
    own.limits.runs_per_minute = CREDITS;
    own.limits.runs_per_hour = CREDITS;
    own.limits.runs_at_once = CREDITS;
    let provider = provider(config);
    own.models = config.models.clone();
    // Nobody takes over: what one model writes is tried, and a sample is no model's work.
    own.models.order = vec![provider];
    own.openai = config.openai.clone();
    own.anthropic = config.anthropic.clone();
    if *model == ModelKind::Sandbox {
        // The prices and the model stay the operator's; whom to ask does not.
        own.openai.compatible = false;
        own.openai.base_url = None;
        own.openai.api_key = None;
        own.anthropic.base_url = None;
        own.anthropic.api_key = None;
        return Ok(own);
    }
    // The operator's own inputs need nobody to look at them.
    own.models.moderation = Some(false);
    let (base_url, real) = match provider {
        ModelProvider::OpenAi => (&mut own.openai.base_url, OpenAiSettings::BASE_URL),
        ModelProvider::Anthropic => (&mut own.anthropic.base_url, AnthropicSettings::BASE_URL),
    };
    base_url.get_or_insert_with(|| real.to_owned());
    Ok(own)
}

/// Where a provider's key and address are configured, and its model.
fn section(
    config: &Config,
    provider: ModelProvider,
) -> (Option<&SecretString>, Option<&String>, &str) {
    let (openai, anthropic) = (&config.openai, &config.anthropic);
    match provider {
        ModelProvider::OpenAi => (
            openai.api_key.as_ref(),
            openai.base_url.as_ref(),
            &openai.model,
        ),
        ModelProvider::Anthropic => (
            anthropic.api_key.as_ref(),
            anthropic.base_url.as_ref(),
            &anthropic.model,
        ),
    }
}

/// The first provider of whom something is configured; else the one that is asked first.
fn provider(config: &Config) -> ModelProvider {
    let order = &config.models.order;
    let is_told = |provider: &&ModelProvider| {
        let (key, base_url, _) = section(config, **provider);
        key.is_some() || base_url.is_some()
    };
    let found = order.iter().find(is_told).or(order.first());
    found.copied().unwrap_or(ModelProvider::OpenAi)
}

/// Who the configuration asks to write.
async fn model_kind(config: &Config) -> anyhow::Result<ModelKind> {
    let (key, base_url, model) = section(config, provider(config));
    let own_keys = [stand_in::OPENAI_API_KEY, stand_in::ANTHROPIC_API_KEY];
    if key.is_some_and(|key| own_keys.contains(&key.expose_secret())) {
        return Ok(ModelKind::Sandbox);
    }
    match (key, base_url) {
        (None, None) if config.mode == Mode::Live => bail!(
            "live mode has no key for a model: set OPENCLAW_OPENAI_API_KEY, or OPENCLAW_MODE=sandbox \
             for the sandbox's samples"
        ),
        (None, None) => Ok(ModelKind::Sandbox),
        (_, Some(address)) if is_a_sandbox(address).await => Ok(ModelKind::Sandbox),
        _ => Ok(ModelKind::Real(model.to_owned())),
    }
}

/// Whether a sandbox answers there, whatever key it would take: a sample must never count as a
/// model's work.
async fn is_a_sandbox(base_url: &str) -> bool {
    let Ok(control) = Url::parse(base_url).and_then(|url| url.join("/control")) else {
        return false;
    };
    let Ok(http) = openclaw_http::client() else {
        return false;
    };
    let Ok(answer) = http.get(control).timeout(ANSWERS).send().await else {
        return false;
    };
    let index: Result<serde_json::Value, _> = answer.json().await;
    index.is_ok_and(|index| {
        index["about"]
            .as_str()
            .is_some_and(|it| it.contains("OpenClaw sandbox"))
    })
}

/// The stand-ins that the configuration names, if they run: their faults can be chosen.
async fn running_sandbox(config: &Config) -> Option<String> {
    let address: SocketAddr = config.sandbox.listen?;
    let connecting = tokio::time::timeout(ANSWERS, TcpStream::connect(address));
    matches!(connecting.await, Ok(Ok(_))).then(|| format!("http://{address}"))
}

async fn start_sandbox() -> anyhow::Result<Sandbox> {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.context("the sandbox finds no port to listen on")?;
    Ok(Sandbox::start(listener).await?)
}

async fn make_user(world: &World) -> anyhow::Result<UserId> {
    let person = Person {
        issuer: "trial".to_owned(),
        subject: "trial".to_owned(),
        name: None,
        email: None,
    };
    let signed_in = account::sign_in(world, &person, &account::From::default()).await?;
    account::agree(world, &signed_in.user).await?;
    Ok(signed_in.user)
}
