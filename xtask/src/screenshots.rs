//! `cargo xtask screenshots`: pictures of the main pages, as a real browser shows them, for the README.

use crate::run::{cargo, run};
use crate::tools::{CHROMEDRIVER, CHROMIUM, provide};

/// Where they stand, from the project's root.
const FOLDER: &str = "docs/screenshots";

/// Writes them anew; true when all are there.
pub(crate) fn take() -> anyhow::Result<bool> {
    provide("browser").map_err(anyhow::Error::msg)?;
    let mut command = cargo();
    for program in [CHROMIUM, CHROMEDRIVER] {
        if let Some(path) = program.path() {
            command.env(program.variable, path);
        }
    }
    let folder = std::env::current_dir()?.join(FOLDER);
    run(command
        .env("OPENCLAW_SCREENSHOTS", folder)
        .args(["test", "--quiet", "--locked", "--package", "openclaw-tests"])
        .args(["--test", "it", "browser::screenshots::"]))
}
