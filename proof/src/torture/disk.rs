//! The disk is full, turns read-only, or loses the folder of results.

use std::{path::Path, process::Stdio};

use anyhow::{Context as _, ensure};
use openclaw_tests::{Creator, Program, Running, topic};
use tokio::process::Command;

use crate::{
    rows::Rows,
    stage::{free_address, roomy, verify_ledger},
};

const SECTION: &str = "disk";
const MIBIBYTES: u64 = 96;

pub(super) async fn rows(binary: &Path, rows: &mut Rows) {
    let tried = [
        "a full disk, and room again",
        "a disk that turns read-only, and back",
    ];
    if let Err(error) = try_mount().await {
        for tried in tried {
            rows.not_run(
                SECTION,
                tried,
                &format!("no small disk can be mounted here: {error:#}"),
            );
        }
    } else {
        rows.attempt(SECTION, tried[0], full(binary)).await;
        rows.attempt(SECTION, tried[1], read_only(binary)).await;
    }
    rows.attempt(
        SECTION,
        "the folder of results is gone, and back",
        no_files(binary),
    )
    .await;
}

/// A small disk of memory; unmounted when dropped.
struct Disk(std::path::PathBuf);

impl Disk {
    async fn mount(at: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(at)?;
        let size = format!("size={MIBIBYTES}m,mode=0700");
        command(
            "mount",
            &[
                "-t",
                "tmpfs",
                "-o",
                &size,
                "openclaw-torture",
                &at.to_string_lossy(),
            ],
        )
        .await?;
        Ok(Self(at.to_owned()))
    }

    async fn remount(&self, how: &str) -> anyhow::Result<()> {
        let how = format!("remount,{how}");
        command("mount", &["-o", &how, &self.0.to_string_lossy()]).await
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: the program may still hold it open.
        let unmount = std::process::Command::new("umount")
            .arg("-l")
            .arg(&self.0)
            .status();
        if !unmount.is_ok_and(|status| status.success()) {
            eprintln!("{} is still mounted", self.0.display());
        }
    }
}

async fn command(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await;
    let output = output.with_context(|| format!("{program} cannot be run"))?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    ensure!(output.status.success(), "{program}: {said}");
    Ok(())
}

async fn try_mount() -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("openclaw-torture-{}", std::process::id()));
    let mounted = Disk::mount(&folder).await.map(drop);
    let _ = std::fs::remove_dir(&folder);
    mounted
}

struct Set {
    program: Program,
    running: Running,
    creator: Creator,
    metrics: String,
    disk: Disk,
}

async fn on_a_small_disk(binary: &Path) -> anyhow::Result<Set> {
    let metrics = free_address()?;
    let program = roomy(binary)
        .with("OPENCLAW_CREDITS_AT_SIGN_UP", "1000000")
        .with("OPENCLAW_METRICS_LISTEN", &metrics);
    let disk = Disk::mount(&program.data()).await?;
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("on-a-small-disk").await;
    Ok(Set {
        program,
        running,
        creator,
        metrics,
        disk,
    })
}

impl Set {
    async fn readiness(&self) -> u16 {
        self.running
            .visitor()
            .get(&format!("http://{}/readyz", self.metrics))
            .await
            .status
    }

    /// A run from its start to its end.
    async fn runs(&self) -> anyhow::Result<()> {
        let run = self.creator.started(&topic("커피")).await;
        let ended = self.creator.ended(&run).await;
        ensure!(ended["status"] == "SUCCEEDED", "{ended}");
        Ok(())
    }

    /// Refused in words, while reading goes on; the statuses seen.
    async fn refuses(&self) -> anyhow::Result<()> {
        let answer = self.creator.start(&topic("커피")).await;
        ensure!([500, 503].contains(&answer.status), "{}", answer.told());
        drop(self.creator.get("/api/credits/balance").await.expect(200));
        ensure!(
            self.readiness().await == 503,
            "it still says that it is ready"
        );
        Ok(())
    }

    async fn end(self, acknowledged: i64) -> anyhow::Result<String> {
        let balance = self.creator.balance().await;
        let expected = 1_000_000 - 20 * acknowledged;
        ensure!(balance == expected, "{balance} credits, not {expected}");
        ensure!(self.readiness().await == 200, "it is not ready again");
        self.running.kill().await;
        let told = verify_ledger(&self.program).await?;
        drop(self.disk);
        Ok(told)
    }
}

async fn full(binary: &Path) -> anyhow::Result<String> {
    let set = on_a_small_disk(binary).await?;
    set.runs().await?;
    let filler = set.program.data().join("filler");
    let mut file = std::fs::File::create(&filler)?;
    let block = vec![0_u8; 1 << 16];
    // To the last byte.
    while std::io::Write::write(&mut file, &block).is_ok_and(|written| written > 0) {}
    set.refuses().await?;
    drop(file);
    std::fs::remove_file(&filler)?;
    set.runs().await?;
    let told = set.end(2).await?;
    Ok(format!(
        "starts are refused, pages and balances are served, /readyz says 503; with room it goes on. {told}"
    ))
}

async fn read_only(binary: &Path) -> anyhow::Result<String> {
    let set = on_a_small_disk(binary).await?;
    set.runs().await?;
    // What is open for writing keeps a disk from turning read-only; a disk that fails does not ask.
    // Its writes fail for every new file, and for the log of the database once it must grow.
    if let Err(error) = set.disk.remount("ro").await {
        let told = set.end(1).await?;
        return Ok(format!(
            "the system lets no busy disk turn read-only ({error:#}); at rest: {}. {told}",
            at_rest(binary).await?
        ));
    }
    set.refuses().await?;
    set.disk.remount("rw").await?;
    set.runs().await?;
    set.end(2).await
}

/// Started on a disk that is read-only already: it says so and does not serve.
async fn at_rest(binary: &Path) -> anyhow::Result<String> {
    let Set {
        program,
        running,
        disk,
        ..
    } = on_a_small_disk(binary).await?;
    ensure!(
        running.interrupt().await.success(),
        "it did not stop in good order"
    );
    disk.remount("ro").await?;
    let output = program
        .with("OPENCLAW_LISTEN", "127.0.0.1:0")
        .run(&["serve"])
        .await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(!output.status.success(), "it serves on a read-only disk");
    ensure!(
        said.contains("openclaw:") && !said.contains("panicked"),
        "{said}"
    );
    let last = said.lines().next_back().unwrap_or_default().to_owned();
    Ok(last)
}

async fn no_files(binary: &Path) -> anyhow::Result<String> {
    let program = roomy(binary);
    let running = program.serve().await;
    running.hurry().await;
    let creator = running.creator("no-files").await;
    let files = program.data().join("files");
    let aside = program.data().join("aside");
    std::fs::create_dir_all(&files)?;
    std::fs::rename(&files, &aside)?;
    // A file where the folder was: nothing can be made below it.
    std::fs::write(&files, b"")?;
    let run = creator.started(&topic("커피")).await;
    let ended = creator.ended(&run).await;
    ensure!(ended["failure"] == "storage_failed", "{ended}");
    ensure!(creator.balance().await == 100, "the credits are not back");
    std::fs::remove_file(&files)?;
    std::fs::rename(&aside, &files)?;
    let run = creator.started(&topic("커피")).await;
    ensure!(
        creator.ended(&run).await["status"] == "SUCCEEDED",
        "it does not go on"
    );
    running.kill().await;
    let told = verify_ledger(&program).await?;
    Ok(format!(
        "the run fails as storage_failed and is refunded; then it goes on. {told}"
    ))
}
