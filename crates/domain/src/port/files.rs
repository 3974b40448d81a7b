//! Where the results of runs are kept: a folder, or a bucket.

use bytes::Bytes;
use futures::future::BoxFuture;

/// The store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file store failed: {0}")]
pub struct FileError(pub String);

/// Whole files under keys such as `runs/0197….json`.
pub trait FileStore: Send + Sync {
    /// Writes the file, replacing one of that name. When this answers `Ok`, it is kept.
    fn put<'a>(&'a self, key: &'a str, content: Bytes) -> BoxFuture<'a, Result<(), FileError>>;

    /// Deletes the file; one that is not there is deleted already.
    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FileError>>;

    /// The file's content, or `None` when there is none of that name.
    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, FileError>>;
}
