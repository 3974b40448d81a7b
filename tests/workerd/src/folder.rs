//! What workerd keeps in a folder.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

/// Applies the migrations as an operator does, by wrangler, to the database in a folder.
pub async fn migrate(node: &Path, folder: &Path) -> io::Result<()> {
    let worker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../apps/worker");
    let applied = Command::new(node)
        .arg("node_modules/wrangler/bin/wrangler.js")
        .args(["d1", "migrations", "apply", "DATABASE", "--local"])
        .arg("--persist-to")
        .arg(folder)
        .current_dir(worker)
        .env("CI", "true")
        .env("WRANGLER_SEND_METRICS", "false")
        .stdin(Stdio::null())
        .output()
        .await?;
    if applied.status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("wrangler: {applied:?}")))
}

/// Where workerd finds in such a folder what wrangler has left there.
#[must_use]
pub fn kept_in(folder: &Path) -> PathBuf {
    folder.join("v3")
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &copied)?;
        } else {
            std::fs::copy(entry.path(), copied)?;
        }
    }
    Ok(())
}
