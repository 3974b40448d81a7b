//! `Idempotency-Key`: a request that comes twice gets the answer of the first.
//!
//! Two layers. [`once`] is around the faults: it turns away a second request while the first is
//! under way, and lets the first one go on when its client is gone, as the real service does.
//! [`keep`] is inside them: it keeps the true answer even where a fault loses it.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::{Request, State as Shared},
    http::{HeaderMap, Method, StatusCode, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::oneshot;

use super::error::{ApiError, knows_secret};
use crate::{platform, state::State};

const LENGTHS: std::ops::RangeInclusive<usize> = 16..=256;
const KEPT_HOURS: i64 = 3;
const ANSWER_MAX: usize = 1 << 20;

#[derive(Debug)]
enum Reply {
    UnderWay,
    Given {
        status: StatusCode,
        body: Bytes,
        at: DateTime<Utc>,
    },
}

/// The answers kept for their keys.
#[derive(Debug, Default)]
pub(super) struct Replies(HashMap<String, Reply>);

impl Replies {
    /// The answer to give in place of doing it again; none to the first who comes.
    fn claim(&mut self, key: &str, now: DateTime<Utc>) -> Option<Response> {
        match self.0.get(key) {
            Some(Reply::UnderWay) => {
                let message = "같은 멱등 키의 요청이 처리되고 있습니다.";
                let kind = "IDEMPOTENCY_OUTSTANDING_REQUEST";
                return Some(ApiError::new(409, kind, message).into_response());
            }
            Some(Reply::Given { status, body, at }) if now < *at + TimeDelta::hours(KEPT_HOURS) => {
                return Some(json_response(*status, body.clone()));
            }
            _ => {}
        }
        self.0.insert(key.to_owned(), Reply::UnderWay);
        None
    }

    fn give(&mut self, key: &str, status: StatusCode, body: Bytes, at: DateTime<Utc>) {
        if let Some(reply @ Reply::UnderWay) = self.0.get_mut(key) {
            *reply = Reply::Given { status, body, at };
        }
    }

    fn is_under_way(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some(Reply::UnderWay))
    }

    fn forget(&mut self, key: &str) {
        self.0.remove(key);
    }
}

fn json_response(status: StatusCode, body: Bytes) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

/// The key of a request: a string of RFC 8941, in double quotes.
fn key(headers: &HeaderMap) -> Option<Result<String, ApiError>> {
    let header = headers.get("idempotency-key")?;
    Some(unquote(header.as_bytes()).ok_or_else(ApiError::invalid))
}

fn unquote(header: &[u8]) -> Option<String> {
    let inner = header.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut key = String::new();
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'\\' => bytes.next().filter(|next| matches!(next, b'"' | b'\\'))?,
            b'"' => return None,
            plain => plain,
        };
        if !matches!(byte, 0x20..=0x7e) {
            return None;
        }
        key.push(char::from(*byte));
    }
    LENGTHS.contains(&key.len()).then_some(key)
}

/// The outer layer. Reads are not its business.
pub(crate) async fn once(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() == Method::GET || !knows_secret(request.headers()) {
        return next.run(request).await;
    }
    let key = match key(request.headers()).transpose() {
        Ok(key) => key,
        Err(error) => return error.into_response(),
    };
    if let Some(key) = &key {
        let mut payments = state.payments();
        let now = payments.now();
        if let Some(response) = payments.replies.claim(key, now) {
            return response;
        }
    }
    detached(async move {
        let response = next.run(request).await;
        match key {
            Some(key) => settle(&state, &key, response).await,
            None => response,
        }
    })
    .await
}

/// For V1, which knows no keys: a request goes on when its client is gone.
pub(crate) async fn go_on(request: Request, next: Next) -> Response {
    detached(next.run(request)).await
}

/// A client that hangs up does not undo what it asked for.
async fn detached(work: impl Future<Output = Response> + Send + 'static) -> Response {
    let (answer, answered) = oneshot::channel();
    platform::spawn(async move {
        let response = work.await;
        let _ = answer.send(response);
    });
    answered
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A fault that spoke in the service's place: what the service itself would have decided is kept,
/// what says that it was not reached is not.
async fn settle(state: &State, key: &str, response: Response) -> Response {
    if !state.payments().replies.is_under_way(key) {
        return response;
    }
    let status = response.status();
    let decided = status == StatusCode::BAD_GATEWAY
        || (status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS);
    if decided {
        return store(state, key, response).await;
    }
    state.payments().replies.forget(key);
    response
}

/// The inner layer.
pub(crate) async fn keep(
    Shared(state): Shared<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let key = match key(request.headers()) {
        Some(Ok(key)) if state.payments().replies.is_under_way(&key) => key,
        _ => return next.run(request).await,
    };
    let response = next.run(request).await;
    store(&state, &key, response).await
}

async fn store(state: &State, key: &str, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, ANSWER_MAX).await.unwrap_or_default();
    let mut payments = state.payments();
    let now = payments.now();
    payments.replies.give(key, parts.status, body.clone(), now);
    Response::from_parts(parts, Body::from(body))
}
