//! A workerd of a test's own.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Mutex,
};

use crate::Statements;

/// What it serves.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Options {
    /// Where the site listens; 0 for any free port.
    pub port: u16,
    /// Where databases and files are kept; in memory without it.
    pub kept_in: Option<PathBuf>,
    /// The shipped Worker's variables; without any it is left out.
    pub variables: BTreeMap<String, String>,
    /// The bindings of more databases, all empty.
    pub databases: Vec<String>,
    /// Whether the site listens itself, without miniflare's routing before it, and V8's profiler can be asked.
    pub direct: bool,
}

/// A running workerd. It ends when this is dropped.
pub struct Workerd {
    // Ends when its input does, and workerd with it: killed, it would leave workerd behind.
    process: Child,
    talk: Mutex<(ChildStdin, Lines<BufReader<ChildStdout>>)>,
    /// Where the site is, without a slash at the end.
    pub site: String,
    statements: String,
}

#[derive(Deserialize)]
struct Ready {
    site: String,
    statements: String,
}

/// The Node that runs it, when the tests have been told of one: `cargo xtask test` builds the workers
/// and names it.
#[must_use]
pub fn node() -> Option<PathBuf> {
    let node = std::env::var_os("OPENCLAW_WORKERD_NODE").filter(|path| !path.is_empty());
    node.map(PathBuf::from)
}

impl Workerd {
    /// Starts it, and waits until it answers.
    pub async fn start(node: &Path, options: &Options) -> io::Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../apps/worker/test/serve.mjs");
        let mut process = Command::new(node)
            .arg(script)
            .arg(serde_json::to_string(options)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let gone = || io::Error::other("workerd has no pipes");
        let input = process.stdin.take().ok_or_else(gone)?;
        let output = process.stdout.take().ok_or_else(gone)?;
        let mut lines = BufReader::new(output).lines();
        let ready: Ready = serde_json::from_str(&line(&mut lines).await?)?;
        Ok(Self {
            process,
            talk: Mutex::new((input, lines)),
            site: ready.site.trim_end_matches('/').to_owned(),
            statements: ready.statements,
        })
    }

    /// Ends it, and waits until it has.
    pub async fn end(self) -> io::Result<()> {
        drop(self.talk);
        let mut process = self.process;
        process.wait().await.map(drop)
    }

    /// The database of this binding, asked by a client of its own: a connection that another test's
    /// runtime has opened ends with it.
    pub fn database(&self, binding: &str) -> io::Result<Statements> {
        let url = self.statements.trim_end_matches('/');
        Ok(Statements {
            http: openclaw_http::client().map_err(io::Error::other)?,
            url: format!("{url}/{binding}"),
        })
    }

    /// The CPU time that workerd's workers have taken so far, whoever else wants the processor: that of the one
    /// thread in which all of them run. D1 and R2, which the platform runs elsewhere, are in it; V8's
    /// compilers, which have threads of their own, are not.
    pub fn cpu(&self) -> io::Result<Duration> {
        let gone = || io::Error::other("workerd is gone");
        let node = self.process.id().ok_or_else(gone)?;
        let children = std::fs::read_to_string(format!("/proc/{node}/task/{node}/children"))?;
        let workerd = children.split_whitespace().next().ok_or_else(gone)?;
        // Its first field is the time on a processor, in nanoseconds.
        let told = std::fs::read_to_string(format!("/proc/{workerd}/task/{workerd}/schedstat"))?;
        let nanos = told.split_whitespace().next().unwrap_or_default();
        let nanos = nanos.parse().map_err(io::Error::other)?;
        Ok(Duration::from_nanos(nanos))
    }

    /// Begins to sample what the site's isolate does.
    pub async fn profile(&self) -> io::Result<()> {
        self.ask(json!({"profile": true})).await.map(drop)
    }

    /// Ends that, and tells how many milliseconds it was at work: without D1, R2 and workerd itself.
    pub async fn profiled(&self) -> io::Result<f64> {
        let told = self.ask(json!({"profile": false})).await?;
        Ok(serde_json::from_str(&told)?)
    }

    /// Triggers the jobs of a cron expression, and waits for their end. Tells the outcome: `ok`.
    pub async fn trigger(&self, cron: &str) -> io::Result<String> {
        let told = self.ask(json!({"trigger": cron})).await?;
        let told: Value = serde_json::from_str(&told)?;
        Ok(told["outcome"].as_str().unwrap_or_default().to_owned())
    }

    async fn ask(&self, question: Value) -> io::Result<String> {
        let (input, lines) = &mut *self.talk.lock().await;
        input.write_all(format!("{question}\n").as_bytes()).await?;
        line(lines).await
    }
}

async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> io::Result<String> {
    let ended = || io::Error::other("workerd has ended: its words are above");
    lines.next_line().await?.ok_or_else(ended)
}
