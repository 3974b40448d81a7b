//! The machine's clock jumps, forward and back, while the program works: by libfaketime, which stands
//! between the program and the system's clock. What is measured by the steady clock goes on.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};
use futures::future::{join, join_all};
use openclaw_tests::{Creator, Program, Running, topic};

use super::{
    Dice, Options,
    clients::{Record, load},
    kill::compare,
};
use crate::{
    rows::Rows,
    stage::{now, order_of, pause, roomy, verify_ledger},
};

const SECTION: &str = "clock";
const CLIENTS: usize = 4;
const CREDITS: i64 = 1_000_000_000;
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;
/// Sessions live so long without use, in days.
const SESSION_DAYS: i64 = 30;
/// How long anything may take that happens by itself.
const SOON: Duration = Duration::from_mins(1);

pub(super) async fn rows(binary: &Path, options: &Options, rows: &mut Rows) {
    let jumps = if options.short { 6 } else { 40 };
    let tried = [
        format!("the clock jumps {jumps} times under load, up to a week forward and back"),
        "killed while its clock was two years ahead".to_owned(),
    ];
    let Some(library) = library() else {
        for tried in &tried {
            rows.not_run(
                SECTION,
                tried,
                "libfaketime is missing: apt-get install faketime",
            );
        }
        return;
    };
    let work = Box::pin(under_load(binary, &library, options.seed, jumps));
    rows.attempt(SECTION, &tried[0], work).await;
    let work = Box::pin(years_ahead(binary, &library));
    rows.attempt(SECTION, &tried[1], work).await;
}

/// Where Debian puts it.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?;
    let file = |folder: std::fs::DirEntry| folder.path().join("faketime/libfaketimeMT.so.1");
    folders.flatten().map(file).find(|file| file.is_file())
}

/// A program whose clock is a file.
struct Clock {
    program: Program,
    file: PathBuf,
}

impl Clock {
    fn of(program: Program, library: &Path) -> anyhow::Result<Self> {
        let file = program.folder().join("clock");
        let clock = Self {
            program: program
                .with("LD_PRELOAD", &library.to_string_lossy())
                .with("FAKETIME_TIMESTAMP_FILE", &file.to_string_lossy())
                .with("FAKETIME_CACHE_DURATION", "1")
                .with("DONT_FAKE_MONOTONIC", "1"),
            file,
        };
        clock.set(0)?;
        Ok(clock)
    }

    /// So many seconds from the true time.
    fn set(&self, offset: i64) -> anyhow::Result<()> {
        let new = self.file.with_extension("new");
        std::fs::write(&new, format!("{offset:+}\n"))?;
        // In one step: half a line is no time.
        Ok(std::fs::rename(new, &self.file)?)
    }

    /// The same, and waits until what the program writes has that time.
    async fn jump(&self, creator: &Creator, offset: i64) -> anyhow::Result<()> {
        self.set(offset)?;
        let began = now();
        while began.elapsed() < SOON {
            let order = creator
                .order(&order_of(&creator.prepare("starter").await)?)
                .await;
            let told = order["created_at"]
                .as_i64()
                .context("an order has its time")?;
            let true_time = i64::try_from(std::time::UNIX_EPOCH.elapsed()?.as_secs())?;
            if (told / 1_000 - true_time - offset).abs() < 10 {
                return Ok(());
            }
            pause(Duration::from_millis(100)).await;
        }
        bail!("its clock does not follow")
    }
}

async fn under_load(
    binary: &Path,
    library: &Path,
    seed: u64,
    jumps: u32,
) -> anyhow::Result<String> {
    let program = roomy(binary).with("OPENCLAW_CREDITS_AT_SIGN_UP", &CREDITS.to_string());
    let clock = Clock::of(program, library)?;
    let running = clock.program.serve().await;
    running.hurry().await;
    let names: Vec<String> = (0..CLIENTS).map(|it| format!("client{it}-1")).collect();
    let creators = join_all(names.iter().map(|name| running.creator(name))).await;
    let loads = creators.iter().zip(&names);
    let loads = loads.map(|(creator, name)| load(&running, creator, name));
    let watch = running.creator("watches the clock").await;
    let mut dice = Dice::new(seed);
    let jumping = async {
        for _ in 0..jumps {
            let offset = i64::try_from(dice.below(14 * 24))? * HOUR - 7 * DAY;
            clock.jump(&watch, offset).await?;
            pause(Duration::from_millis(dice.below(400))).await;
        }
        // In the middle of everything, at a wrong time.
        running.kill_now().await;
        anyhow::Ok(())
    };
    let (records, jumped) = join(join_all(loads), jumping).await;
    jumped?;
    let mut record = Record::default();
    for other in records {
        record.add(other);
    }
    ensure!(record.writes() > 20, "too little: {}", record.writes());
    clock.set(0)?;
    verify_ledger(&clock.program).await?;
    compare(&clock.program, &record).await?;
    let (succeeded, refunded) = all_ended(&clock, &names, &record).await?;
    let told = verify_ledger(&clock.program).await?;
    Ok(format!(
        "{} runs, {} purchases acknowledged, all there; {succeeded} runs succeeded, {refunded} failed \
         and were refunded once. {told}",
        record.runs.len(),
        record.orders.len()
    ))
}

/// At the right time again every run comes to its end, and each account holds what its runs and orders
/// say, to the credit.
async fn all_ended(
    clock: &Clock,
    names: &[String],
    record: &Record,
) -> anyhow::Result<(usize, usize)> {
    let running = clock.program.serve().await;
    let began = now();
    while clock.program.rows(RUNNING).await.first().is_some() {
        ensure!(began.elapsed() < SOON, "a run does not end");
        pause(Duration::from_millis(200)).await;
    }
    let mut ends = BTreeMap::<String, usize>::new();
    for row in &clock
        .program
        .rows("SELECT status, COUNT(*) FROM agent_run GROUP BY status")
        .await
    {
        ends.insert(row.get(0)?, usize::try_from(row.get::<i64>(1)?)?);
    }
    let mut spent = 0;
    for name in names {
        let creator = running.creator(name).await;
        spent += CREDITS - creator.balance().await;
    }
    let [succeeded, failed] =
        ["SUCCEEDED", "FAILED"].map(|it| ends.get(it).copied().unwrap_or_default());
    // Who paid but was not answered before the kill has their credits too.
    let rows = clock.program.rows(PURCHASES).await;
    let row = rows.one()?;
    let (granted, orders) = (row.get::<i64>(0)?, row.get::<i64>(1)?);
    ensure!(granted == orders, "an order was granted twice");
    ensure!(
        usize::try_from(granted)? >= record.orders.len(),
        "a purchase is lost"
    );
    let expected = 20 * i64::try_from(succeeded)? - 1_100 * granted;
    ensure!(
        spent == expected,
        "{spent} credits are gone, not {expected}"
    );
    running.kill().await;
    Ok((succeeded, failed))
}

const PURCHASES: &str =
    "SELECT COUNT(*), COUNT(DISTINCT order_id) FROM credit_transaction WHERE kind = 'PURCHASE'";
const RUNNING: &str = "SELECT 1 FROM agent_run WHERE status = 'RUNNING' LIMIT 1";

/// What it wrote is not left for two years: the run is refunded, the session ends in its time, and jobs
/// go on.
async fn years_ahead(binary: &Path, library: &Path) -> anyhow::Result<String> {
    let clock = Clock::of(roomy(binary), library)?;
    clock.set(730 * DAY)?;
    let running = clock.program.serve().await;
    let creator = running.creator("ahead").await;
    running.pace(60_000).await;
    drop(creator.started(&topic("커피")).await);
    running.kill().await;

    clock.set(0)?;
    let running = clock.program.serve().await;
    let moved = moved(&creator, &running);
    let began = now();
    while moved.balance().await != 100 {
        ensure!(began.elapsed() < SOON, "the run is not refunded");
        pause(Duration::from_millis(200)).await;
    }
    // An order whose buyer goes away is granted by the job, whose lease the dead process held.
    let prepared = moved.prepare("starter").await;
    running.pay(&prepared).await;
    clock.set(10 * 60)?;
    while moved.balance().await != 1_200 {
        ensure!(began.elapsed() < 2 * SOON, "the jobs do not go on");
        pause(Duration::from_millis(200)).await;
    }
    clock.set((SESSION_DAYS + 2) * DAY)?;
    let began = now();
    loop {
        let answer = moved.get("/api/me").await;
        if answer.status == 401 {
            break;
        }
        ensure!(
            began.elapsed() < SOON,
            "the session lives on: {}",
            answer.told()
        );
        pause(Duration::from_millis(200)).await;
    }
    running.kill().await;
    clock.set(0)?;
    let told = verify_ledger(&clock.program).await?;
    Ok(format!(
        "the run was refunded, a lost buyer's order was granted, the session ended after {SESSION_DAYS} \
         days. {told}"
    ))
}

/// The same person with the same session, where the program serves now.
fn moved(creator: &Creator, running: &Running) -> Creator {
    creator.at(running.url.clone())
}
