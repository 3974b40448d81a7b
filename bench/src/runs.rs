//! Whole runs: started, written by a model's stand-in that takes its time, watched to the end. The
//! program, the stand-ins and the clients are three processes.

use std::{
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::ensure;
use futures::{StreamExt as _, stream};
use openclaw_domain::agent::builtin;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    Plan,
    clock::{Stopwatch, pause},
    data::{self, User},
    figures::{Table, figure, millis, percentile, whole},
    http,
    machine::{self, memory},
    spend::{AGENT, INPUTS},
    start::{first_answer, free_address, program, stop},
};

/// What the model's stand-in takes for an answer, in milliseconds.
const PACE_MS: u64 = 1_000;
/// What it takes longer for each run beside it.
const MS_A_RUN: u64 = 15;
/// How many runs at once a user would never have.
const NO_LIMIT: &str = "1000000";
/// Connections that are opened at the same time.
const OPENING: usize = 256;

/// At 10, 100, … runs at once, up to what a process may open.
pub(crate) fn run(_plan: Plan) -> anyhow::Result<Table> {
    let columns = [
        "at once",
        "pace s",
        "runs/s",
        "first word p50 ms",
        "p99 ms",
        "ended",
        "RSS MB",
        "processor ms a run",
    ];
    let title = "runs: started, streamed and watched to their end".to_owned();
    let mut table = Table::new(&title, &columns);
    // Two open files a run in the program: the watcher's connection and the model's.
    let most = usize::try_from(machine::open_files()?.saturating_sub(400) / 2)?;
    for wanted in [10, 100, 1_000, 10_000] {
        let count = wanted.min(most);
        let (row, failures) = at_once(count)?;
        table.row(row);
        for failure in failures {
            table.note(failure);
        }
        if count < wanted {
            table.note(format!(
                "{wanted} would open more files than this machine lets a process open: {count} it was."
            ));
        }
    }
    table.note(
        "The memory is the program's alone, at its highest; the stand-in's first word comes after a \
         part of its pace. Above 100 the pace is long enough for all to be in flight together."
            .to_owned(),
    );
    Ok(table)
}

/// The program and its model.
pub(crate) struct Served {
    /// Where the program is.
    pub(crate) address: SocketAddr,
    /// Where the stand-ins are.
    pub(crate) stand_ins: SocketAddr,
    pub(crate) program: Child,
    sandbox: Child,
}

impl Drop for Served {
    fn drop(&mut self) {
        for child in [&mut self.program, &mut self.sandbox] {
            let _ = stop(child);
        }
    }
}

/// Our own agents, with time enough for ten thousand runs on few cores.
fn patient_agents(folder: &Path) -> anyhow::Result<()> {
    for agent in builtin() {
        let folder = folder.join(&agent.folder);
        std::fs::create_dir_all(&folder)?;
        for (name, text) in agent.files {
            let text = text.replace("deadline_seconds = 30", "deadline_seconds = 600");
            std::fs::write(folder.join(name), text)?;
        }
    }
    Ok(())
}

/// Serves on this data; a model takes so many milliseconds for an answer.
pub(crate) fn serve(data: &Path, pace: u64) -> anyhow::Result<Served> {
    let binary = program()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let models = free_address()?;
    let clock = Stopwatch::start();
    let sandbox = Command::new(&binary)
        .args(["sandbox", "--listen", &models.to_string()])
        .env_clear()
        .current_dir(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let (address, agents) = (free_address()?, data.join("agents"));
    patient_agents(&agents)?;
    let program = Command::new(&binary)
        .env_clear()
        .env("OPENCLAW_LISTEN", address.to_string())
        .env("OPENCLAW_DATA", data)
        .env("OPENCLAW_AGENTS", agents)
        .env(
            "OPENCLAW_OPENAI_BASE_URL",
            format!("http://{models}/openai/v1"),
        )
        .env(
            "OPENCLAW_PORTONE_BASE_URL",
            format!("http://{models}/portone"),
        )
        .env("OPENCLAW_MODELS_MODERATION", "false")
        .env("OPENCLAW_MODELS_SILENCE_SECONDS", "100")
        .env("OPENCLAW_LOG", "warn")
        .env("OPENCLAW_RUNS_PER_MINUTE", NO_LIMIT)
        .env("OPENCLAW_RUNS_PER_HOUR", NO_LIMIT)
        .env("OPENCLAW_RUNS_AT_ONCE", NO_LIMIT)
        .env("OPENCLAW_REQUESTS_AT_ONCE", NO_LIMIT)
        .env("OPENCLAW_REQUESTS_PER_MINUTE", NO_LIMIT)
        .env("OPENCLAW_STREAMS_AT_ONCE", NO_LIMIT)
        .env("OPENCLAW_CONNECTIONS", NO_LIMIT)
        .current_dir(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let served = Served {
        address,
        stand_ins: models,
        program: program?,
        sandbox,
    };
    first_answer(&runtime, address, "/healthz", clock)?;
    first_answer(&runtime, models, "/control", clock)?;
    runtime.block_on(set_pace(models, pace))?;
    Ok(served)
}

/// Tells the stand-in how long it takes for an answer, however few pieces that has.
async fn set_pace(models: SocketAddr, pace: u64) -> anyhow::Result<()> {
    let body = format!(r#"{{"ms_total":{pace},"ms_piece":{pace}}}"#);
    let request = http::post("/control/openai/pace", "none", &body);
    let mut connection = http::Connection::open(models).await?;
    let status = connection.exchange(&request).await?;
    ensure!(status == 200, "the stand-in refuses its pace: {status}");
    Ok(())
}

/// One watched run.
struct Watched {
    /// `None` where it ended without one.
    first_word: Option<Duration>,
    has_succeeded: bool,
}

/// The row, and why runs failed.
fn at_once(count: usize) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let folder = machine::folder()?;
    let data = folder.path().join("data");
    let users = data::make_users(&data, None, 100)?;
    // So that the last one begins before the first one ends, and two cores have time for all.
    let pace = if count <= 100 {
        PACE_MS
    } else {
        PACE_MS + MS_A_RUN * count as u64
    };
    let served = serve(&data, pace)?;
    let id = served.program.id().to_string();
    let (highest, before) = (Highest::watch(&id), processor_ms(&id)?);
    let clock = Stopwatch::start();
    let watched = watch_all(served.address, &users, count)?;
    let took = clock.elapsed();
    let processor = processor_ms(&id)? - before;
    let mut words: Vec<Duration> = watched.iter().filter_map(|it| it.first_word).collect();
    words.sort_unstable();
    let succeeded = watched.iter().filter(|it| it.has_succeeded).count();
    let row = vec![
        whole(figure(count as u64)),
        format!("{:.0}", figure(pace) / 1e3),
        whole(figure(count as u64) / took.as_secs_f64()),
        whole(millis(percentile(&words, 50))),
        whole(millis(percentile(&words, 99))),
        format!("{succeeded} well, all in {:.1} s", took.as_secs_f64()),
        whole(highest.end()),
        format!("{:.1}", processor / figure(count as u64)),
    ];
    drop(served);
    Ok((row, failures(&data)?))
}

/// How many runs failed for which reason, what came of their models' attempts, and how long those took.
fn failures(data: &Path) -> anyhow::Result<Vec<String>> {
    let connection = rusqlite::Connection::open(data.join("openclaw.db"))?;
    let mut query = connection.prepare(
        "SELECT r.failure, COALESCE(a.outcome, 'never asked'), COUNT(*),
                COALESCE(MIN(a.duration_ms), 0), COALESCE(MAX(a.duration_ms), 0)
         FROM agent_run r LEFT JOIN model_attempt a ON a.run_id = r.id
         WHERE r.status = 'FAILED' GROUP BY 1, 2 ORDER BY 3 DESC",
    )?;
    let told = query.query_map([], |row| {
        let (failure, outcome): (String, String) = (row.get(0)?, row.get(1)?);
        let (count, least, most): (i64, i64, i64) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(format!(
            "failed: {count} attempts with {failure} ({outcome}, after {least} to {most} ms)"
        ))
    })?;
    Ok(told.collect::<Result<_, _>>()?)
}

fn watch_all(address: SocketAddr, users: &[User], count: usize) -> anyhow::Result<Vec<Watched>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    runtime.block_on(async {
        let opened =
            stream::iter(0..count).map(|number| open(address, &users[number % users.len()]));
        let opened: Vec<_> = opened.buffer_unordered(OPENING).collect().await;
        let watched = opened.into_iter().map(async |opened| watch(opened?).await);
        futures::future::try_join_all(watched).await
    })
}

/// A start whose answer is the run's events.
async fn open(address: SocketAddr, user: &User) -> anyhow::Result<(TcpStream, Stopwatch)> {
    let clock = Stopwatch::start();
    let mut stream = TcpStream::connect(address).await?;
    let (token, length) = (&user.token, INPUTS.len());
    let request = format!(
        "POST /api/agents/{AGENT}/runs HTTP/1.1\r\nhost: bench\r\ncookie: oc_session={token}\r\n\
         accept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{INPUTS}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; 12];
    stream.read_exact(&mut status).await?;
    let status = String::from_utf8_lossy(&status).into_owned();
    ensure!(status.contains(" 20"), "a start was answered {status}");
    Ok((stream, clock))
}

async fn watch((mut stream, clock): (TcpStream, Stopwatch)) -> anyhow::Result<Watched> {
    let mut answer = Vec::new();
    let mut first_word = None;
    while stream.read_buf(&mut answer).await? > 0 {
        if first_word.is_none() && has(&answer, b"event: text") {
            first_word = Some(clock.elapsed());
        }
    }
    Ok(Watched {
        first_word,
        has_succeeded: has(&answer, b"SUCCEEDED"),
    })
}

fn has(answer: &[u8], words: &[u8]) -> bool {
    answer.windows(words.len()).any(|window| window == words)
}

/// The highest memory of a process while it is watched.
struct Highest {
    stopped: Arc<AtomicBool>,
    thread: std::thread::JoinHandle<f64>,
}

impl Highest {
    fn watch(id: &str) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let (id, stop) = (id.to_owned(), Arc::clone(&stopped));
        let thread = std::thread::spawn(move || {
            let mut highest: f64 = 0.0;
            while !stop.load(Ordering::Relaxed) {
                highest = highest.max(memory(&id, "status", "VmRSS:").unwrap_or_default());
                pause(Duration::from_millis(100));
            }
            highest
        });
        Self { stopped, thread }
    }

    fn end(self) -> f64 {
        self.stopped.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_default()
    }
}

/// Milliseconds of the processor that a process has had.
pub(crate) fn processor_ms(id: &str) -> anyhow::Result<f64> {
    let mut sum = 0.0;
    for task in std::fs::read_dir(format!("/proc/{id}/task"))? {
        let told = std::fs::read_to_string(task?.path().join("schedstat")).unwrap_or_default();
        let nanos = told.split(' ').next().and_then(|it| it.parse::<f64>().ok());
        sum += nanos.unwrap_or_default() / 1e6;
    }
    Ok(sum)
}
