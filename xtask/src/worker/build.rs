//! From the crates to what `wrangler` uploads.

use std::{fs, path::Path};

use super::{STATEMENTS, Tools, WORKER, migrations};
use crate::run::{cargo, run as run_command};

/// How large a Worker may be on the free plan, compressed.
const FREE_PLAN: u64 = 3 * 1024 * 1024;
/// Beyond this a build fails: whoever adds the last bytes shall not be the one who cannot deploy.
const LARGEST: u64 = 2 * 1024 * 1024;

/// Builds the Worker, the worker for tests beside it, and all that goes with them; an error when the
/// Worker is too large.
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
    let built = run_command(&mut write_assets)?
        && run_command(&mut tools.worker_build(WORKER))?
        && run_command(&mut tools.worker_build(STATEMENTS))?;
    if built {
        println!("{}", judged(compressed(tools)?)?);
    }
    Ok(built)
}

/// The size that Cloudflare will count, in bytes.
fn compressed(tools: &Tools) -> anyhow::Result<u64> {
    let build = Path::new(WORKER).join("build");
    let mut compressed = 0;
    for name in ["index.js", "index_bg.wasm"] {
        let file = build.join(name);
        compressed += tools.gzipped(&file)?;
    }
    Ok(compressed)
}

/// The size in words; as an error when it is too much.
fn judged(compressed: u64) -> anyhow::Result<String> {
    let size = format!(
        "the Worker is {compressed} bytes compressed: {} of {} KiB, and {} % of the free plan",
        compressed.div_ceil(1024),
        LARGEST / 1024,
        compressed * 100 / FREE_PLAN
    );
    anyhow::ensure!(
        compressed <= LARGEST,
        "{size}. That is too large: what has it grown by?"
    );
    Ok(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_is_too_large_is_an_error() {
        assert!(judged(LARGEST).is_ok());
        for too_large in [LARGEST + 1, 2_336 * 1024, FREE_PLAN] {
            let told = judged(too_large).unwrap_err().to_string();
            assert!(told.contains(&too_large.to_string()), "{told}");
        }
    }
}
