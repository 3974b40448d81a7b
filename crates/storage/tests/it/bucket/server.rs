//! The S3 server of `tests/bucket`, as often as tests want it.

use std::sync::LazyLock;

use openclaw_npm::{Package, Served};

static PROGRAM: LazyLock<Package> = LazyLock::new(|| {
    Package::new(
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bucket"),
        &["package.json", "package-lock.json", "server.mjs"],
        env!("CARGO_TARGET_TMPDIR"),
        "bucket",
        "the bucket that was not written here",
    )
});

/// A running server with an empty bucket `results`; it stops when dropped.
pub(super) struct Server {
    pub(super) url: String,
    _served: Served,
    _folder: tempfile::TempDir,
}

impl Server {
    /// One on a free port; none where it cannot be installed, which is said.
    pub(super) fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let served = PROGRAM.serve(&[folder.path().to_str().unwrap()])?;
        Some(Self {
            url: served.url.clone(),
            _served: served,
            _folder: folder,
        })
    }
}
