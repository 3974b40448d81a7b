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
    /// Whether V8's profiler can be asked.
    pub profiled: bool,
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

/// What the site's isolate has taken, in milliseconds of time: nothing of D1, R2 or of workerd's own. Where
/// others want the same processor, their turns are in it.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Spent {
    /// JavaScript, wasm and the garbage collection of both.
    pub script_ms: f64,
    /// Native code that these called.
    pub native_ms: f64,
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

    /// The CPU time that the process of workerd has taken so far, whoever else wants the processor: D1 and R2,
    /// which run elsewhere on the platform, are in it.
    pub fn cpu(&self) -> io::Result<Duration> {
        let gone = || io::Error::other("workerd is gone");
        let node = self.process.id().ok_or_else(gone)?;
        let children = std::fs::read_to_string(format!("/proc/{node}/task/{node}/children"))?;
        let workerd = children.split_whitespace().next().ok_or_else(gone)?;
        let told = std::fs::read_to_string(format!("/proc/{workerd}/stat"))?;
        // After the name in brackets: state is field 3, and the ticks in user and system mode are 14
        // and 15, a hundred to the second on every Linux that Rust's own targets know.
        let fields = told
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let ticks = fields.skip(11).take(2).map(str::parse::<u64>);
        let ticks = ticks.sum::<Result<u64, _>>().map_err(io::Error::other)?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Begins to measure what the site's isolate takes.
    pub async fn profile(&self) -> io::Result<()> {
        self.ask(json!({"profile": true})).await.map(drop)
    }

    /// Ends that.
    pub async fn profiled(&self) -> io::Result<Spent> {
        let spent = self.ask(json!({"profile": false})).await?;
        Ok(serde_json::from_str(&spent)?)
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
