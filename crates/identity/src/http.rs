//! `openidconnect`'s requests over our HTTP client.

use std::time::Duration;

use futures::future::BoxFuture;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::{Client, Request, Response};

/// The client, with a limit to its patience.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    pub(crate) client: Client,
    pub(crate) timeout: Duration,
}

/// A request that got no answer to work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    #[error("no answer in time")]
    Timeout,
    /// Overload and failure, whatever the body says: no word on what was asked.
    #[error("HTTP {0}")]
    Status(u16),
    #[error("an answer from another address than asked")]
    Redirected,
    #[error("{0}")]
    Failed(String),
}

impl Http {
    pub(crate) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut request = Request::try_from(request)?;
        *request.timeout_mut() = Some(self.timeout);
        let asked = request.url().clone();
        let response = self.client.execute(request).await?;
        let status = response.status();
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            return Err(HttpError::Status(status.as_u16()));
        }
        // A token is asked of one address. The client shall not follow redirects at all; should it
        // do so, what came from elsewhere is not the provider's word.
        if *response.url() != asked {
            return Err(HttpError::Redirected);
        }
        whole(response).await
    }
}

async fn whole(response: Response) -> Result<HttpResponse, HttpError> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut whole = HttpResponse::new(response.bytes().await?.to_vec());
    *whole.status_mut() = status;
    *whole.headers_mut() = headers;
    Ok(whole)
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        openclaw_http::boxed(self.send(request))
    }
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        Self::Failed(openclaw_http::reason(&error))
    }
}
