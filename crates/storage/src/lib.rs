//! Where the results of runs are kept: a folder of this machine, or a bucket that speaks S3 (S3
//! itself, R2, and others).
//!
//! [`Files`] promises the domain's [`FileStore`]: a file is there whole or not at all, and once
//! `put` has answered it survives a power failure.

mod bucket;
mod folder;
mod place;

use bytes::Bytes;
use futures::future::BoxFuture;
use object_store::{ObjectStore, ObjectStoreExt as _, path};
use openclaw_domain::port::files::{FileError, FileStore};

pub use bucket::Access;
pub use place::Place;

/// Files by key. Keys are relative and made of plain names: `runs/0197….json`.
#[derive(Debug)]
pub struct Files {
    store: Box<dyn ObjectStore>,
}

impl Files {
    /// Opens a place; a bucket with the access that goes with it.
    pub fn open(place: Place, access: &Access) -> Result<Self, FileError> {
        match place {
            Place::Folder(folder) => Self::folder(folder),
            Place::Bucket { name, prefix } => {
                let store = bucket::open(&name, &prefix, access)?;
                Ok(Self { store })
            }
        }
    }

    /// Asks the store for a file that is not there: whether it answers, and to us. It changes
    /// nothing.
    pub async fn probe(&self) -> Result<(), FileError> {
        self.get("probe").await.map(drop)
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
