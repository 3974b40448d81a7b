//! The results of runs, in R2.

use bytes::Bytes;
use futures::future::BoxFuture;
use openclaw_domain::port::files::{FileError, FileStore};
use worker::{
    Bucket, Error,
    send::{SendFuture, SendWrapper},
};

/// A bucket.
pub(crate) struct R2(SendWrapper<Bucket>);

impl R2 {
    pub(crate) fn new(bucket: Bucket) -> Self {
        Self(SendWrapper::new(bucket))
    }

    async fn read(&self, key: &str) -> Result<Option<Bytes>, Error> {
        let Some(object) = self.0.get(key).execute().await? else {
            return Ok(None);
        };
        match object.body() {
            Some(body) => body.bytes().await.map(|bytes| Some(bytes.into())),
            None => Ok(None),
        }
    }
}

impl FileStore for R2 {
    fn put<'a>(&'a self, key: &'a str, content: Bytes) -> BoxFuture<'a, Result<(), FileError>> {
        Box::pin(SendFuture::new(async move {
            let put = self.0.put(key, content.to_vec()).execute().await;
            put.map(drop).map_err(failed)
        }))
    }

    fn delete<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<(), FileError>> {
        Box::pin(SendFuture::new(async move {
            self.0.delete(key).await.map_err(failed)
        }))
    }

    fn get<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Bytes>, FileError>> {
        Box::pin(SendFuture::new(async move {
            self.read(key).await.map_err(failed)
        }))
    }
}

fn failed(error: Error) -> FileError {
    FileError(error.to_string())
}
