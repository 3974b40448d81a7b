//! From the crates to what `wrangler` uploads.

use std::{fs, path::Path};

use super::{STATEMENTS, Tools, WORKER, migrations};
use crate::run::{cargo, run as run_command};

/// How large a Worker may be on the free plan, compressed.
const FREE_PLAN: u64 = 3 * 1024 * 1024;
/// From here on a build fails: whoever adds the last bytes shall not be the one who cannot deploy.
const LARGEST: u64 = FREE_PLAN / 4 * 3;

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
    let share = compressed * 100 / FREE_PLAN;
    println!(
        "the Worker is {} KiB compressed, {share} % of the {} KiB of the free plan",
        compressed / 1024,
        FREE_PLAN / 1024
    );
    Ok(compressed <= LARGEST)
}
