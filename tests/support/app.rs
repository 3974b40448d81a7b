//! The product, its stand-ins and a data folder, in one process and over real HTTP.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use openclaw::{
    app::{App, Platform, build},
    config::Config,
    platform::SystemClock,
};
use openclaw_database::scratch::{self, Scratch};
use openclaw_domain::{
    database::{Rows, Statement, Value},
    ledger,
    world::World,
};
use openclaw_sandbox::{Control, NewPayment, Sandbox};
use tempfile::TempDir;
use tokio::{net::TcpListener, runtime::Runtime};

use crate::{
    actor::{Creator, Visitor},
    checkout::{Returned, pay_in_window},
    platform::{TestClock, TestRandom, TestSpawner},
};

/// Names the backend that the product is tested on: `postgres`, or by itself SQLite.
const BACKEND: &str = "OPENCLAW_TEST_ON";
/// Many tests run at once, on one server.
const CONNECTIONS: u32 = 6;

/// A database on the test server, where PostgreSQL is what is tested.
async fn scratch() -> Option<Scratch> {
    if std::env::var(BACKEND).is_ok_and(|backend| backend == "postgres") {
        scratch::server().expect("PostgreSQL is wanted, and OPENCLAW_TEST_POSTGRES names none");
        return Some(Scratch::create().await);
    }
    None
}

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
    pub(crate) app: App,
    config: Config,
    data: TempDir,
    _scratch: Option<Scratch>,
    address: Address,
    server: Server,
    starts: u64,
    checked: bool,
}

/// A runtime of its own, so that a crash ends every request where it is.
struct Server(Option<Runtime>);

impl Server {
    fn start(listener: TcpListener, router: axum::Router) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        runtime.spawn(async move { axum::serve(listener, service).await.unwrap() });
        Self(Some(runtime))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// A second process; it ends with this.
pub struct Beside {
    /// Where it is, without a slash at the end.
    pub url: String,
    _server: Server,
}

/// A running server and its address.
struct Served {
    app: App,
    url: String,
    server: Server,
}

async fn serve(config: &Config, sandbox: &Sandbox, platform: Platform) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listening = listener.local_addr().unwrap();
    let app = build(config, listening, Some(&sandbox.url()), platform).unwrap();
    let router = openclaw::serving::service(Arc::clone(&app.site), None);
    Served {
        app,
        url: format!("http://{listening}"),
        server: Server::start(listener, router),
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
        // All of a test's people live at one address.
        config.accounts.per_address = 10_000;
        config.accounts.alert_from = 10_000;
        // Its clock stands still: no bucket would ever fill again.
        config.limits.requests_per_minute = 1_000_000;
        config.limits.requests_at_once = 1_000_000;
        let scratch = scratch().await;
        config.database_url = scratch.as_ref().map(|scratch| scratch.url().into());
        config.database_connections = CONNECTIONS;
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
            _scratch: scratch,
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
        self.server = Server(None);
        self.spawner.kill();
        self.spawner = TestSpawner::default();
        self.starts += 1;
        let platform = platform(&self.clock, &self.spawner, self.starts);
        let served = serve(&self.config, &self.sandbox, platform).await;
        self.app = served.app;
        self.server = served.server;
        *self.address.lock().unwrap() = served.url;
    }

    /// Other settings, from the next start on.
    pub fn configure(&mut self, change: impl FnOnce(&mut Config)) {
        change(&mut self.config);
    }

    /// A second process on the same data, with a clock of its own.
    pub fn second_process(&self, clock: &TestClock) -> Arc<World> {
        let listening = "127.0.0.1:1".parse().unwrap();
        let platform = platform(clock, &TestSpawner::default(), 1_000);
        let app = build(&self.config, listening, Some(&self.sandbox.url()), platform);
        Arc::clone(&app.unwrap().site.world)
    }

    /// A second process on the same data that serves too, by its own settings and the real time.
    pub async fn beside(&self, change: impl FnOnce(&mut Config)) -> Beside {
        let mut config = self.config.clone();
        change(&mut config);
        let platform = Platform {
            clock: Arc::new(SystemClock),
            ..platform(&self.clock, &self.spawner, 1_000)
        };
        let served = serve(&config, &self.sandbox, platform).await;
        Beside {
            url: served.url,
            _server: served.server,
        }
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

    /// How often models were asked to write something.
    pub fn model_calls(&self) -> usize {
        let writes = ["/responses", "/chat/completions", "/messages"];
        let seen = self.control().requests(None);
        let is_call = |path: &str| writes.iter().any(|end| path.ends_with(end));
        seen.iter().filter(|seen| is_call(&seen.path)).count()
    }

    /// The domain's world, for what no request does: sweeps.
    pub fn world(&self) -> &Arc<World> {
        &self.app.site.world
    }

    /// Lets time pass for the product and the payment company.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
        let now = self.world().now().0;
        self.control().set_time(Some(now)).unwrap();
    }

    /// From now on the payment company's webhooks come here, as set up at its console.
    pub fn receive_webhooks(&self) {
        let url = self.url();
        let control = self.control();
        let (v2, v1) = (
            format!("{url}/api/webhooks/portone"),
            format!("{url}/api/webhooks/portone/v1"),
        );
        control.set_webhook_url(Some(v2)).unwrap();
        control.set_v1_webhook_url(Some(v1)).unwrap();
    }

    /// What the payment company knows of an order's payment; null when it knows nothing.
    pub fn payment_at_portone(&self, order: &str) -> serde_json::Value {
        self.control().payment(order).unwrap_or_default()
    }

    /// Pays in the payment window, away from our page and back to it.
    pub async fn pay_in_window(&self, request: &serde_json::Value, button: &str) -> Returned {
        pay_in_window(&self.sandbox.url(), request, button).await
    }

    /// Ends once this holds: something outside goes on by itself.
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !holds(self) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(crate::PATIENCE, waiting)
            .await
            .unwrap();
    }

    /// The same for what must be asked for.
    pub async fn until_async(&self, holds: impl AsyncFn() -> bool) {
        let waiting = async {
            while !holds().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(crate::PATIENCE, waiting)
            .await
            .unwrap();
    }

    /// One round of everything that is done without being asked for.
    pub async fn round(&self) {
        openclaw::jobs::round(self.world()).await;
    }

    /// Rounds, with time passing, until nothing is left to give back or to look at.
    pub async fn settle_down(&self) {
        const WAITING: &str =
            "SELECT (SELECT COUNT(*) FROM payment_cancellation WHERE status = 'REQUESTED')
            + (SELECT COUNT(*) FROM payment_order o JOIN credit_lot l ON l.order_id = o.id
               WHERE o.debt > 0 AND l.remaining > 0)
            + (SELECT COUNT(*) FROM payment_order WHERE status = 'PENDING')";
        for _ in 0..64 {
            self.round().await;
            if self.count(WAITING).await == 0 {
                return;
            }
            self.advance(Duration::from_hours(1));
        }
        panic!(
            "something is never done: {:#?}",
            self.lines("SELECT id, status, failure FROM payment_cancellation")
                .await
        );
    }

    /// Lets all of this time pass but its last millisecond.
    pub fn advance_to_just_before(&self, duration: Duration) {
        self.advance(duration.checked_sub(Duration::from_millis(1)).unwrap());
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
        self.world()
            .database
            .read(Statement::new(sql))
            .await
            .unwrap()
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
        let breaches = ledger::verify(&*self.world().database).await.unwrap();
        assert!(breaches.is_empty(), "the ledger is broken: {breaches:#?}");
    }

    /// Ends the test: the ledger must be sound.
    pub async fn finish(mut self) {
        self.verify_ledger().await;
        self.checked = true;
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
