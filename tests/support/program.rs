//! The real program as a process of its own.

use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Output, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use openclaw_database::{Settings, Sqlite};
use openclaw_domain::database::{Batch, Database as _, Rows, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::{
    PATIENCE,
    actor::{Creator, Visitor},
};

/// How long an idle program may take to stop.
const SOON: Duration = Duration::from_secs(10);

/// The program, a folder to run it in, and what its environment says.
pub struct Program {
    binary: PathBuf,
    folder: TempDir,
    environment: Vec<(String, String)>,
}

impl Program {
    /// The binary at this path, in an empty folder.
    pub fn new(binary: &str) -> Self {
        Self {
            binary: binary.into(),
            folder: TempDir::new().unwrap(),
            // A test asks faster than any user.
            environment: vec![("OPENCLAW_REQUESTS_AT_ONCE".to_owned(), "1000000".to_owned())],
        }
    }

    /// With a variable in its environment.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Where it runs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    fn log_path(&self) -> PathBuf {
        self.folder().join("log")
    }

    /// What the last one that served has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        let inherited = std::env::vars().map(|(name, _)| name);
        for name in inherited.filter(|name| name.starts_with("OPENCLAW_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(self.folder())
            .envs(self.environment.iter().cloned())
            .kill_on_drop(true);
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let running = self.command(arguments).stdin(Stdio::null()).output();
        timeout(PATIENCE, running).await.unwrap().unwrap()
    }

    /// Starts it in sandbox mode, on a free port where its environment says none, and waits for
    /// nothing.
    pub fn spawn(&self) -> Running {
        let mut command = self.command(&[]);
        let has_port = |(name, _): &(String, String)| name == "OPENCLAW_LISTEN";
        if !self.environment.iter().any(has_port) {
            command.env("OPENCLAW_LISTEN", "127.0.0.1:0");
        }
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.log_path()).unwrap())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Running {
            id: child.id().unwrap(),
            child: tokio::sync::Mutex::new(child),
            output,
            said: String::new(),
            log: self.log_path(),
            url: String::new(),
            sandbox: String::new(),
        }
    }

    /// Starts it and waits until it says where it is.
    pub async fn serve(&self) -> Running {
        let mut running = self.spawn();
        running.wait_until_it_says("Ctrl-C stops it").await;
        running.url = running.said_after("\n  http");
        running.sandbox = running.said_after("The sandbox    http");
        // The stand-ins make their keys when first asked, and on a busy machine that takes longer
        // than a sign-in waits.
        let keys = format!("{}/kakao/.well-known/jwks.json", running.sandbox);
        drop(running.visitor().get(&keys).await.expect(200));
        running
    }

    /// Its database, opened beside it.
    fn database(&self) -> Sqlite {
        Sqlite::open(&self.data().join("openclaw.db"), &Settings::default()).unwrap()
    }

    /// Reads its database.
    pub async fn rows(&self, sql: &'static str) -> Rows {
        self.database().read(Statement::new(sql)).await.unwrap()
    }

    /// Writes to its database behind its back.
    pub async fn tamper(&self, sql: &'static str) {
        let mut batch = Batch::new();
        batch.push(Statement::new(sql));
        self.database().write(batch).await.unwrap();
    }
}

/// A program that serves.
pub struct Running {
    id: u32,
    child: tokio::sync::Mutex<Child>,
    output: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
    /// What it has written so far.
    pub said: String,
    /// Where it is.
    pub url: String,
    /// Where its stand-ins are.
    pub sandbox: String,
}

impl Running {
    async fn wait_until_it_says(&mut self, words: &str) {
        while !self.said.contains(words) {
            let line = timeout(PATIENCE, self.output.next_line()).await.unwrap();
            let line = line.unwrap();
            let line = line.unwrap_or_else(|| {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                panic!("it ended, having said: {}{log}", self.said)
            });
            self.said.push_str(&line);
            self.said.push('\n');
        }
    }

    /// The address that begins at the end of `before`.
    fn said_after(&self, before: &str) -> String {
        let (_, rest) = self.said.split_once(before).unwrap();
        format!("http{}", rest.split_whitespace().next().unwrap())
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(Arc::new(Mutex::new(self.url.clone())))
    }

    /// Somebody who has signed in.
    pub async fn creator(&self, name: &str) -> Creator {
        Creator::sign_in(self.visitor(), name).await
    }

    /// Makes the model answer at once from now on.
    pub async fn hurry(&self) {
        self.pace(0).await;
    }

    /// How many milliseconds the model takes for an answer from now on.
    pub async fn pace(&self, ms_total: u64) {
        self.set_pace(json!({ "ms_total": ms_total })).await;
    }

    /// The same for many at once, whose pieces come seldom.
    pub async fn slow_pace(&self, ms_total: u64) {
        self.set_pace(json!({ "ms_total": ms_total, "ms_piece": ms_total }))
            .await;
    }

    async fn set_pace(&self, body: Value) {
        let pace = format!("{}/control/openai/pace", self.sandbox);
        let answer = self.visitor().post(&pace, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.told());
    }

    /// Pays a prepared order as the checkout window would.
    pub async fn pay(&self, prepared: &Value) {
        let payments = format!("{}/control/portone/payments", self.sandbox);
        let payment = json!({
            "paymentId": prepared["merchant_uid"],
            "totalAmount": prepared["amount"],
            "orderName": prepared["order_name"],
        });
        let answer = self.visitor().post(&payments, &payment).await;
        assert!(answer.status < 300, "{}", answer.told());
    }

    /// Kills it as a power cut would.
    pub async fn kill(self) {
        self.kill_now().await;
    }

    /// The same while others still use it.
    pub async fn kill_now(&self) {
        self.child.lock().await.kill().await.unwrap();
    }

    /// What it holds in memory, its stand-ins included: resident megabytes, where Linux tells.
    pub fn memory_mb(&self) -> std::io::Result<f64> {
        let told = std::fs::read_to_string(format!("/proc/{}/status", self.id))?;
        let mut lines = told.lines();
        let kib = lines.find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        let kib = kib.and_then(|kib| kib.parse::<f64>().ok());
        kib.map(|kib| kib * 1024.0 / 1e6)
            .ok_or_else(|| std::io::Error::other("it tells no memory"))
    }

    /// Presses Ctrl-C and waits for the end.
    pub async fn interrupt(self) -> ExitStatus {
        self.signal("-INT").await;
        self.stopped().await
    }

    /// Sends a signal to it.
    pub async fn signal(&self, name: &str) {
        let id = self.id.to_string();
        let mut kill = Command::new("kill");
        let sent = kill.args([name, &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// Waits until it has stopped.
    pub async fn stopped(&self) -> ExitStatus {
        let mut child = self.child.lock().await;
        let ended = timeout(SOON, child.wait()).await;
        ended.expect("it stops within seconds").unwrap()
    }
}
