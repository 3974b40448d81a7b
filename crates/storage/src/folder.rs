//! A folder of this machine.

use std::{fs, io, path::Path};

use object_store::local::LocalFileSystem;
use openclaw_domain::port::files::FileError;

use super::Files;

impl Files {
    /// Opens a folder. A new one is made for its owner alone, because what creators asked for is
    /// nobody else's; one that is there keeps its permissions.
    pub fn folder(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        let failed = |reason: String| FileError(format!("{}: {reason}", path.display()));
        make_private(path).map_err(|error| failed(error.to_string()))?;
        let store = LocalFileSystem::new_with_prefix(path)
            .map_err(|error| failed(error.to_string()))?
            .with_fsync(true);
        Ok(Self {
            store: Box::new(store),
        })
    }
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}
