//! Where the results of runs are kept: a folder of this machine.
//!
//! [`Files`] promises the domain's [`FileStore`]: a file is there whole or not at all, and once
//! `put` has answered it survives a power failure. Buckets are to come under the same
//! [`Files::open`], by another kind of URL.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::future::BoxFuture;
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path};
use openclaw_domain::port::files::{FileError, FileStore};
use url::Url;

/// Files by key. Keys are relative and made of plain names: `runs/0197….json`.
#[derive(Debug)]
pub struct Files {
    store: Box<dyn ObjectStore>,
}

impl Files {
    /// Opens what an address names: a folder, as `file:///var/lib/openclaw` or as a plain path.
    pub fn open(address: &str) -> Result<Self, FileError> {
        let unsupported = || {
            FileError(format!(
                "`{address}` names no file store: use a folder's path or file:///its/path"
            ))
        };
        if !address.contains("://") {
            return if address.is_empty() {
                Err(unsupported())
            } else {
                Self::folder(address)
            };
        }
        let url = Url::parse(address).map_err(|_| unsupported())?;
        if url.scheme() != "file" {
            return Err(unsupported());
        }
        let folder: PathBuf = url.to_file_path().map_err(|()| unsupported())?;
        Self::folder(folder)
    }

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

impl FileStore for Files {
    fn put<'a>(&'a self, key: &'a str, content: Bytes) -> BoxFuture<'a, Result<(), FileError>> {
        Box::pin(async move {
            self.store
                .put(&location(key)?, content.into())
                .await
                .map_err(failure)?;
            Ok(())
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FileError>> {
        Box::pin(async move {
            match self.store.delete(&location(key)?).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(error) => Err(failure(error)),
            }
        })
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, FileError>> {
        Box::pin(async move {
            match self.store.get(&location(key)?).await {
                Ok(found) => found.bytes().await.map(Some).map_err(failure),
                Err(object_store::Error::NotFound { .. }) => Ok(None),
                Err(error) => Err(failure(error)),
            }
        })
    }
}

/// A key as a place in the store; `..`, empty names and the like are refused.
fn location(key: &str) -> Result<path::Path, FileError> {
    let wrong = || FileError(format!("`{key}` is no key"));
    let location = path::Path::parse(key).map_err(|_| wrong())?;
    // Parsing forgives a slash at either end, and two spellings of a key would be two keys to us.
    if location.as_ref() == key && !key.is_empty() {
        Ok(location)
    } else {
        Err(wrong())
    }
}

fn failure(error: object_store::Error) -> FileError {
    FileError(error.to_string())
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
