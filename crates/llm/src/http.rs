//! A request, and its answer as server-sent events or in one piece.

use std::pin::pin;

use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use openclaw_domain::port::model::{Completion, ModelError};
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
};
use secrecy::{ExposeSecret as _, SecretString};

/// What an answer comes to.
pub(crate) type End = Result<Completion, ModelError>;

/// An answer as it grows.
pub(crate) trait Answer {
    /// An event came, whatever it says: the provider is at work.
    fn alive(&mut self);

    /// Takes one event's data; `Some` when it is the last.
    fn take(&mut self, data: &str) -> Option<End>;

    /// The events have ended, by themselves or by a break, and none said that it was the last.
    fn cut(&mut self, why: ModelError) -> End;

    /// The answer in one piece.
    fn whole(self, body: &[u8]) -> End;

    /// What a refusal by HTTP means.
    fn refused(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ModelError;
}

/// Sends the request and reads its answer to the end.
pub(crate) async fn converse(request: RequestBuilder, answer: impl Answer) -> End {
    let response = request.send().await.map_err(unreachable)?;
    if !response.status().is_success() {
        let (status, headers) = (response.status(), response.headers().clone());
        // A refusal whose body is lost is still told by its status.
        let body = response.bytes().await.unwrap_or_default();
        return Err(answer.refused(status, &headers, &body));
    }
    // Compatible servers may answer in one piece although a stream was asked for.
    if is_json(&response) {
        let body = response.bytes().await.map_err(unreachable)?;
        return answer.whole(&body);
    }
    read(response.bytes_stream().map_err(unreachable), answer).await
}

/// Reads an answer's events to their end, however they are cut into pieces.
pub(crate) async fn read(
    body: impl Stream<Item = Result<Bytes, ModelError>>,
    mut answer: impl Answer,
) -> End {
    // The parser panics on a byte order mark; an empty comment before it makes it a mere oddity.
    let comment = stream::iter([Ok(Bytes::from_static(b":\n"))]);
    let mut events = pin!(comment.chain(body).eventsource());
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                answer.alive();
                if let Some(end) = answer.take(&event.data) {
                    return end;
                }
            }
            Err(eventsource_stream::EventStreamError::Transport(error)) => {
                return answer.cut(error);
            }
            Err(_) => {
                let why = "the stream is not one of events";
                return answer.cut(ModelError::Unavailable(why.into()));
            }
        }
    }
    answer.cut(ModelError::Unavailable("cut off before the end".into()))
}

fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("application/json")
        })
}

/// A request that got no whole answer, in words without the address or what was sent.
pub(crate) fn unreachable(error: reqwest::Error) -> ModelError {
    if error.is_builder() {
        return ModelError::Misconfigured("the base URL is not one".into());
    }
    ModelError::Unavailable(openclaw_http::reason(&error))
}

/// A key as a header's value, kept out of whatever prints headers.
pub(crate) fn key_header(scheme: &str, key: &SecretString) -> Result<HeaderValue, ModelError> {
    let value = format!("{scheme}{}", key.expose_secret());
    let mut value = HeaderValue::from_str(&value).map_err(|_| {
        ModelError::Misconfigured("the API key has characters that no header carries".into())
    })?;
    value.set_sensitive(true);
    Ok(value)
}
