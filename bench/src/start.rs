//! The release program from nothing to its first answer, and what it holds when idle.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{bail, ensure};

use crate::{
    Plan,
    clock::{Stopwatch, pause},
    figures::{Table, figure, median, millis},
    http::{self, Connection},
    machine,
};

const IDLE: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_micros(200);
const GIVE_UP: Duration = Duration::from_secs(30);

/// One start.
struct Started {
    health: f64,
    landing: f64,
    rss: f64,
    pss: f64,
}

/// Starts the program on a new folder and again on the same, in rounds.
pub(crate) fn run(plan: Plan) -> anyhow::Result<Table> {
    let program = program()?;
    let (mut fresh, mut again) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let folder = machine::folder()?;
        fresh.push(start(&program, folder.path())?);
        again.push(start(&program, folder.path())?);
    }
    let title = format!(
        "start: openclaw serve, sandbox mode, medians of {} rounds",
        plan.rounds
    );
    let columns = ["", "/healthz 200, ms", "/ 200, ms", "RSS MB", "PSS MB"];
    let mut table = Table::new(&title, &columns);
    for (name, starts) in [("a new data folder", fresh), ("an existing one", again)] {
        let of = |of: fn(&Started) -> f64| median(starts.iter().map(of));
        table.row(vec![
            name.to_owned(),
            format!("{:.0}", of(|s| s.health)),
            format!("{:.0}", of(|s| s.landing)),
            format!("{:.1}", of(|s| s.rss)),
            format!("{:.1}", of(|s| s.pss)),
        ]);
    }
    let size = figure(std::fs::metadata(&program)?.len()) / 1e6;
    table.note(format!(
        "The program's file: {size:.1} MB. Memory after {} s of idling.",
        IDLE.as_secs()
    ));
    Ok(table)
}

pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let program = machine::beside_us()?.join(format!("openclaw{}", std::env::consts::EXE_SUFFIX));
    ensure!(
        program.is_file(),
        "{} is not there: cargo xtask bench builds it",
        program.display()
    );
    Ok(program)
}

/// From the start of the process to its first answers, then its memory.
fn start(program: &Path, folder: &Path) -> anyhow::Result<Started> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let address = free_address()?;
    let clock = Stopwatch::start();
    let mut child = Command::new(program)
        .env_clear()
        .env("OPENCLAW_LISTEN", address.to_string())
        .env("OPENCLAW_DATA", folder.join("data"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()?;
    let measured = (|| {
        let health = first_answer(&runtime, address, "/healthz", clock)?;
        let landing = first_answer(&runtime, address, "/", clock)?;
        pause(IDLE);
        Ok(Started {
            health,
            landing,
            rss: machine::memory(&child.id().to_string(), "status", "VmRSS:")?,
            pss: machine::memory(&child.id().to_string(), "smaps_rollup", "Pss:")?,
        })
    })();
    stop(&mut child)?;
    measured
}

pub(crate) fn first_answer(
    runtime: &tokio::runtime::Runtime,
    address: SocketAddr,
    path: &str,
    clock: Stopwatch,
) -> anyhow::Result<f64> {
    let request = http::get(path, None);
    while clock.elapsed() < GIVE_UP {
        let status = runtime.block_on(async {
            let mut connection = Connection::open(address).await?;
            connection.exchange(&request).await
        });
        if matches!(status, Ok(200)) {
            return Ok(millis(clock.elapsed()));
        }
        pause(LOOK_AGAIN);
    }
    bail!("{path} did not answer 200 within {GIVE_UP:?}")
}

/// Stops it in good order, so that the next start finds what an operator's would.
pub(crate) fn stop(child: &mut Child) -> anyhow::Result<()> {
    let told = Command::new("kill").arg(child.id().to_string()).status();
    if !told.is_ok_and(|status| status.success()) {
        child.kill()?;
    }
    child.wait()?;
    Ok(())
}

pub(crate) fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
