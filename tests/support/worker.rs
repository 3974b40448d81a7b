//! The product as a Worker in real workerd, with the stand-ins beside it. Its time is the real one.

use std::{
    collections::BTreeMap,
    ops::Sub,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use openclaw_domain::{
    database::{Batch, Database as _, Statement},
    ledger,
};
use openclaw_sandbox::{Control, Sandbox};
use openclaw_workerd::{Options, Statements, Workerd};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::OnceCell};

use crate::{
    actor::{Creator, Visitor},
    app::{Address, payment},
};

/// A database to which wrangler has applied the migrations; every test takes a copy.
static MIGRATED: OnceCell<TempDir> = OnceCell::const_new();

/// The Worker under test.
pub struct TestWorker {
    /// The stand-ins.
    pub sandbox: Sandbox,
    workerd: Option<Workerd>,
    node: PathBuf,
    kept_in: TempDir,
    address: Address,
    set: &'static [(&'static str, &'static str)],
    is_direct: bool,
}

/// What was asked of D1, as it counts.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Statements.
    pub statements: u32,
    /// Queries and batches.
    pub round_trips: u32,
    /// Rows read, those of indexes among them.
    pub rows_read: u32,
    /// Rows written, those of indexes among them.
    pub rows_written: u32,
}

impl Sub for Taken {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            statements: self.statements - before.statements,
            round_trips: self.round_trips - before.round_trips,
            rows_read: self.rows_read - before.rows_read,
            rows_written: self.rows_written - before.rows_written,
        }
    }
}

impl TestWorker {
    /// Starts it; `None`, with a word about it, where the tests were told of no workerd.
    pub async fn start() -> Option<Self> {
        Self::configured(&[]).await
    }

    /// Starts it with other variables.
    pub async fn configured(set: &'static [(&'static str, &'static str)]) -> Option<Self> {
        Self::made(set, false).await
    }

    /// Starts it so that nothing stands before it, for [`TestWorker::cpu`] and [`TestWorker::at_work`].
    pub async fn direct() -> Option<Self> {
        Self::made(&[], true).await
    }

    async fn made(set: &'static [(&'static str, &'static str)], is_direct: bool) -> Option<Self> {
        let Some(node) = openclaw_workerd::node() else {
            println!("NOT RUN: no workerd; `cargo xtask test` brings it");
            return None;
        };
        let migrated = MIGRATED.get_or_init(|| migrated(&node)).await;
        let kept_in = TempDir::new().unwrap();
        openclaw_workerd::copy(migrated.path(), kept_in.path()).unwrap();
        let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let sandbox = sandbox.await.unwrap();
        sandbox.control().set_openai_pace(0);
        let mut worker = Self {
            sandbox,
            workerd: None,
            node,
            kept_in,
            address: Arc::default(),
            set,
            is_direct,
        };
        worker.restart().await;
        Some(worker)
    }

    /// Ends workerd where it is, as a crash does, and starts another one on the same data.
    pub async fn restart(&mut self) {
        self.workerd = None;
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let url = format!("http://127.0.0.1:{port}");
        let options = Options {
            port,
            kept_in: Some(openclaw_workerd::kept_in(self.kept_in.path())),
            variables: self.variables(&url),
            databases: Vec::new(),
            direct: self.is_direct,
        };
        let workerd = Workerd::start(&self.node, &options).await.unwrap();
        assert_eq!(workerd.site, url);
        self.workerd = Some(workerd);
        let control = self.sandbox.control();
        let webhooks = format!("{url}/api/webhooks/portone");
        control.set_webhook_url(Some(webhooks)).unwrap();
        *self.address.lock().unwrap() = url;
    }

    fn variables(&self, url: &str) -> BTreeMap<String, String> {
        let sandbox = self.sandbox.url();
        let sandbox = sandbox.trim_start_matches("http://");
        let variables = [
            ("OPENCLAW_MODE", "sandbox"),
            ("OPENCLAW_PUBLIC_URL", url),
            ("OPENCLAW_SANDBOX_LISTEN", sandbox),
            // All of a test's people live at one address.
            ("OPENCLAW_ACCOUNTS_PER_ADDRESS", "10000"),
            ("OPENCLAW_ACCOUNTS_ALERT_FROM", "10000"),
            // Those of other tests ask as fast as they can.
            ("OPENCLAW_REQUESTS_PER_MINUTE", "1000000"),
            ("OPENCLAW_REQUESTS_AT_ONCE", "1000000"),
        ];
        variables
            .into_iter()
            .chain(self.set.iter().copied())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    fn workerd(&self) -> &Workerd {
        self.workerd.as_ref().unwrap()
    }

    /// Its database, by the adapter that it has itself.
    fn database(&self) -> Statements {
        self.workerd().database("DATABASE").unwrap()
    }

    /// What the stand-ins can be told.
    pub fn control(&self) -> &Control {
        self.sandbox.control()
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

    /// One round of the jobs of a cron trigger.
    pub async fn trigger(&self, cron: &str) {
        assert_eq!(self.workerd().trigger(cron).await.unwrap(), "ok");
    }

    /// Milliseconds that the site's isolate is at work while `work` is done. Sampling it costs some.
    pub async fn at_work<T>(&self, work: impl Future<Output = T>) -> (T, f64) {
        let workerd = self.workerd();
        workerd.profile().await.unwrap();
        let done = work.await;
        (done, workerd.profiled().await.unwrap())
    }

    /// The CPU time that workerd's workers take while `work` is done.
    pub async fn cpu<T>(&self, work: impl Future<Output = T>) -> (T, Duration) {
        let workerd = self.workerd();
        let before = workerd.cpu().unwrap();
        let done = work.await;
        (done, workerd.cpu().unwrap().saturating_sub(before))
    }

    /// What has been asked of D1 so far, whatever asked it.
    pub async fn taken(&self) -> Taken {
        let answer = self.visitor().get("/healthz").await.expect(200);
        let told = |what: &str| {
            answer
                .header(&format!("x-openclaw-{what}"))
                .parse()
                .unwrap()
        };
        Taken {
            statements: told("statements"),
            round_trips: told("round-trips"),
            rows_read: told("rows-read"),
            rows_written: told("rows-written"),
        }
    }

    /// Changes what no request changes: lets a deadline pass.
    pub async fn execute(&self, sql: &'static str) {
        let mut batch = Batch::new();
        batch.push(Statement::new(sql));
        self.database().write(batch).await.unwrap();
    }

    /// Ends the test: the ledger must be sound.
    pub async fn finish(self) {
        let breaches = ledger::verify(&self.database()).await.unwrap();
        assert!(breaches.is_empty(), "the ledger is broken: {breaches:#?}");
    }
}

async fn migrated(node: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    openclaw_workerd::migrate(node, folder.path())
        .await
        .unwrap();
    folder
}
