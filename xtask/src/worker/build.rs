//! From the crates to what `wrangler` uploads.

use std::{fs, path::Path};

use super::{STATEMENTS, Tools, WORKER, migrations};
use crate::run::{cargo, run as run_command};

/// How large the Worker may be, compressed as Cloudflare counts it: two thirds of the free plan's
/// 3 MB, so that it never comes as a surprise.
const LARGEST: u64 = 2 * 1024 * 1024;

/// Builds the Worker, the worker for tests beside it, and all that goes with them; true when the
/// Worker is small enough too.
pub(crate) fn build(tools: &Tools) -> anyhow::Result<bool> {
    let dist = Path::new(WORKER).join("dist");
    migrations::write(&dist.join("migrations"))?;
    let assets = dist.join("assets");
    if assets.exists() {
        fs::remove_dir_all(&assets)?;
    }
    let mut write_assets = cargo();
    write_assets
        .args(["run", "--locked", "--quiet", "-p", "openclaw-web"])
        .args(["--example", "assets", "--"])
        .arg(&assets);
    Ok(run_command(&mut write_assets)?
        && run_command(&mut tools.worker_build(WORKER))?
        && run_command(&mut tools.worker_build(STATEMENTS))?
        && is_small_enough(tools)?)
}

/// Tells the size that Cloudflare will count.
fn is_small_enough(tools: &Tools) -> anyhow::Result<bool> {
    let build = Path::new(WORKER).join("build");
    let mut compressed = 0;
    for name in ["index.js", "index_bg.wasm"] {
        let file = build.join(name);
        compressed += tools.gzipped(&file)?;
    }
    let share = compressed * 100 / LARGEST;
    println!(
        "the Worker is {} KiB compressed, {share} % of the {} KiB it may have",
        compressed / 1024,
        LARGEST / 1024
    );
    Ok(compressed <= LARGEST)
}
