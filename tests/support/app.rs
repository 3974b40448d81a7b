//! The product, its stand-ins and a data folder, in one process and over real HTTP.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use openclaw::{
    app::{App, Platform, build},
    config::Config,
};
use openclaw_domain::{
    database::{Database, Rows, Statement, Value},
    ledger,
    world::World,
};
use openclaw_sandbox::{Control, NewPayment, Sandbox};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    actor::{Creator, Visitor},
    platform::{TestClock, TestRandom, TestSpawner},
};

/// Where the product is just now; actors find it there after a restart.
pub(crate) type Address = Arc<Mutex<String>>;

/// The product under test.
pub struct TestApp {
    /// The stand-ins.
    pub sandbox: Sandbox,
    /// The product's time.
    pub clock: TestClock,
    /// The product's tasks.
    pub spawner: TestSpawner,
    app: App,
    config: Config,
    data: TempDir,
    address: Address,
    server: JoinSet<()>,
    starts: u64,
    checked: bool,
}

/// A running server and its address.
struct Served {
    app: App,
    url: String,
    server: JoinSet<()>,
}

async fn serve(config: &Config, sandbox: &Sandbox, platform: Platform) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listening = listener.local_addr().unwrap();
    let app = build(config, listening, Some(&sandbox.url()), platform).unwrap();
    let router = openclaw_web::router(Arc::clone(&app.site));
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, router).await.unwrap() });
    Served {
        app,
        url: format!("http://{listening}"),
        server,
    }
}

impl TestApp {
    /// Starts with the defaults, and a model that answers at once.
    pub async fn start() -> Self {
        Self::configured(|_| {}).await
    }

    /// Starts with other settings.
    pub async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await.unwrap())
            .await
            .unwrap();
        sandbox.control().set_openai_pace(0);
        let data = TempDir::new().unwrap();
        let mut config = Config::defaults().unwrap();
        config.data = data.path().join("data");
        change(&mut config);
        let (clock, spawner) = (TestClock::default(), TestSpawner::default());
        let served = serve(&config, &sandbox, platform(&clock, &spawner, 1)).await;
        Self {
            sandbox,
            clock,
            spawner,
            app: served.app,
            config,
            data,
            address: Arc::new(Mutex::new(served.url)),
            server: served.server,
            starts: 1,
            checked: false,
        }
    }

    /// Starts with limits that no test of something else runs into.
    pub async fn unlimited() -> Self {
        Self::configured(|config| {
            config.limits.runs_per_minute = 10_000;
            config.limits.runs_per_hour = 10_000;
            config.limits.runs_at_once = 10_000;
        })
        .await
    }

    /// Stops everything at once, as a crash does, and starts again on the same data.
    pub async fn restart(&mut self) {
        self.server.shutdown().await;
        self.spawner.kill();
        self.spawner = TestSpawner::default();
        self.starts += 1;
        let platform = platform(&self.clock, &self.spawner, self.starts);
        let served = serve(&self.config, &self.sandbox, platform).await;
        self.app = served.app;
        self.server = served.server;
        *self.address.lock().unwrap() = served.url;
    }

    /// A second process on the same data, with a clock of its own.
    pub fn second_process(&self, clock: &TestClock) -> Arc<World> {
        let listening = "127.0.0.1:1".parse().unwrap();
        let platform = platform(clock, &TestSpawner::default(), 1_000);
        let app = build(&self.config, listening, Some(&self.sandbox.url()), platform);
        Arc::clone(&app.unwrap().site.world)
    }

    /// Where the product is, without a slash at the end.
    pub fn url(&self) -> String {
        self.address.lock().unwrap().clone()
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.config.data
    }

    /// What the stand-ins can be told.
    pub fn control(&self) -> &Control {
        self.sandbox.control()
    }

    /// The domain's world, for what no request does: sweeps.
    pub fn world(&self) -> &Arc<World> {
        &self.app.site.world
    }

    /// Lets time pass for the product.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Lets all of this time pass but its last millisecond.
    pub fn advance_to_just_before(&self, duration: Duration) {
        self.clock
            .advance(duration.checked_sub(Duration::from_millis(1)).unwrap());
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(Arc::clone(&self.address))
    }

    /// Somebody who has signed in through the whole real flow.
    pub async fn creator(&self, name: &str) -> Creator {
        Creator::sign_in(self.visitor(), name).await
    }

    /// Pays a prepared order as the checkout window would.
    pub fn pay(&self, prepared: &serde_json::Value) {
        self.control().add_payment(payment(prepared)).unwrap();
    }

    /// The rows of a query on the product's own database.
    pub async fn rows(&self, sql: &'static str) -> Rows {
        self.app.database.read(Statement::new(sql)).await.unwrap()
    }

    /// The single number that a query answers.
    pub async fn count(&self, sql: &'static str) -> i64 {
        self.rows(sql).await.one().unwrap().get(0).unwrap()
    }

    /// A query's rows as text, a row a string, its values parted by spaces.
    pub async fn lines(&self, sql: &'static str) -> Vec<String> {
        let rows = self.rows(sql).await;
        let shown = |value: &Value| match value {
            Value::Null => "-".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
        };
        rows.iter()
            .map(|row| row.0.iter().map(shown).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// Fails unless every invariant of the ledger holds.
    pub async fn verify_ledger(&self) {
        let breaches = ledger::verify(&*self.app.database).await.unwrap();
        assert!(breaches.is_empty(), "the ledger is broken: {breaches:#?}");
    }

    /// Ends the test: the ledger must be sound.
    pub async fn finish(mut self) {
        self.verify_ledger().await;
        self.checked = true;
        self.server.shutdown().await;
        self.spawner.kill();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !self.checked && !std::thread::panicking() {
            let data = self.data.path().display();
            panic!("a test on {data} ended without `finish`: its ledger was not checked");
        }
    }
}

/// The payment that a prepared order asks for.
#[must_use]
pub fn payment(prepared: &serde_json::Value) -> NewPayment {
    let text = |name: &str| prepared[name].as_str().unwrap().to_owned();
    let amount = prepared["amount"].as_i64().unwrap();
    NewPayment::paid(text("merchant_uid"), amount, text("order_name"))
}

fn platform(clock: &TestClock, spawner: &TestSpawner, seed: u64) -> Platform {
    Platform {
        clock: Arc::new(clock.clone()),
        random: Arc::new(TestRandom::seeded(seed)),
        spawner: Arc::new(spawner.clone()),
    }
}
