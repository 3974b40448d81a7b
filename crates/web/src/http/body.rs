//! Reading bodies: JSON and forms, into types, with the field named when they do not fit.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use futures::StreamExt as _;
use openclaw_domain::agent::Problem as FieldFault;
use serde::de::DeserializeOwned;

use crate::{LARGEST_BODY, problem::Problem};

/// Beyond this the connection is closed on whoever goes on writing.
const READ_AT_MOST: usize = 16 * LARGEST_BODY;

/// A JSON body.
pub(crate) struct Json<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is(&request, "application/json") {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json"));
        }
        let bytes = bytes(request).await?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|e| does_not_fit(&e))?;
        json.end().map_err(|error| malformed(&error))?;
        Ok(Self(value))
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed_json").fill("error", error.to_string())
}

fn does_not_fit(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let inner = error.inner();
    if inner.is_syntax() || inner.is_eof() {
        return malformed(inner);
    }
    let told = inner.to_string();
    let quoted = told.split('`').nth(1);
    match quoted {
        Some(field) if told.starts_with("unknown field") => {
            Problem::field(field, FieldFault::Unknown)
        }
        Some(field) if told.starts_with("missing field") => {
            Problem::field(field, FieldFault::Missing)
        }
        _ => Problem::field(&error.path().to_string(), FieldFault::NotText),
    }
}

/// A form's fields in the order they were sent.
pub(crate) struct Form(pub(crate) Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is(&request, "application/x-www-form-urlencoded") {
            return Err(unreadable_form());
        }
        let bytes = bytes(request).await?;
        let request = Request::builder()
            .method("POST")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(bytes.into())
            .map_err(|_| unreadable_form())?;
        axum::Form::from_request(request, state)
            .await
            .map(|axum::Form(pairs)| Self(pairs))
            .map_err(|_| unreadable_form())
    }
}

impl Form {
    /// Takes a field out.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let position = self.0.iter().position(|(field, _)| field == name)?;
        Some(self.0.remove(position).1)
    }
}

fn unreadable_form() -> Problem {
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form")
}

fn is(request: &Request, media_type: &str) -> bool {
    let sent = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    sent.is_some_and(|sent| {
        sent.split(';')
            .next()
            .is_some_and(|sent| sent.trim().eq_ignore_ascii_case(media_type))
    })
}

/// A body as it came, byte by byte: what a signature is over.
pub(crate) struct Raw(pub(crate) Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        bytes(request).await.map(Self)
    }
}

/// The whole body. One that is somewhat too large is read to its end all the same: a client that is
/// still writing when the connection closes never sees why.
async fn bytes(request: Request) -> Result<Bytes, Problem> {
    let mut frames = request.into_body().into_data_stream();
    let mut body = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = frames.next().await {
        let frame = frame.map_err(|_| unreadable())?;
        length = length.saturating_add(frame.len());
        if length > READ_AT_MOST {
            return Err(Problem::too_large());
        }
        if length <= LARGEST_BODY {
            body.extend_from_slice(&frame);
        }
    }
    if length > LARGEST_BODY {
        return Err(Problem::too_large());
    }
    Ok(body.into())
}

fn unreadable() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "unreadable_body")
}
