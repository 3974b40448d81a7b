//! Where faults meet calls: two layers around the routes of a service.

use std::{io, sync::Arc, time::Duration};

use axum::{
    body::{Body, HttpBody},
    extract::{Request, State as Shared},
    http::header::CONTENT_LENGTH,
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};

use super::{FaultKind, Service, error_response};
use crate::{platform, state::State};

const FLUSH_TIME: Duration = Duration::from_millis(25);

/// What the layers need to know of the routes they are around.
#[derive(Clone)]
pub(crate) struct Watch {
    pub(crate) state: Arc<State>,
    pub(crate) service: Service,
}

/// Writes down every call of a service, its pages included.
pub(crate) async fn watch(Shared(watch): Shared<Watch>, request: Request, next: Next) -> Response {
    let number =
        watch
            .state
            .faults()
            .arrived(watch.service, request.method(), request.uri().path());
    let response = next.run(request).await;
    watch.state.faults().answered(number, response.status());
    response
}

/// Lets the next waiting fault happen to a call of a service's API.
///
/// Faults of the meaning (a wrong amount, a refusal) go to the handler as an extension; the rest
/// happens here, around it.
pub(crate) async fn fail_on_request(
    Shared(watch): Shared<Watch>,
    mut request: Request,
    next: Next,
) -> Response {
    let fault = watch
        .state
        .faults()
        .take(watch.service, request.uri().path());
    match fault {
        None => next.run(request).await,
        Some(FaultKind::Status {
            status,
            code,
            retry_after,
        }) => error_response(watch.service, status, code.as_deref(), retry_after),
        Some(FaultKind::Slow { ms }) => {
            platform::sleep(Duration::from_millis(ms)).await;
            next.run(request).await
        }
        Some(FaultKind::Cut { after }) => next.run(request).await.map(|body| cut(body, after)),
        Some(FaultKind::Lost) => {
            next.run(request).await;
            lost()
        }
        Some(FaultKind::Malformed) if !watch.service.is_model() => {
            let mut response = next.run(request).await.map(halve_frames);
            response.headers_mut().remove(CONTENT_LENGTH);
            response
        }
        Some(meaning) => {
            request.extensions_mut().insert(meaning);
            next.run(request).await
        }
    }
}

/// A whole body loses its second half; a stream ends after some frames. The error makes the server
/// drop the connection, which is what a cut looks like from outside.
fn cut(body: Body, after: usize) -> Body {
    let is_whole = body.size_hint().exact().is_some();
    let frames = body
        .into_data_stream()
        .map(|frame| frame.map_err(io::Error::other));
    // What was written must be on the wire before the connection goes, or nothing of it arrives.
    let broken = stream::once(async {
        platform::sleep(FLUSH_TIME).await;
        Err(io::Error::other("cut by a sandbox fault"))
    });
    if is_whole {
        Body::from_stream(frames.map_ok(half).chain(broken))
    } else {
        Body::from_stream(frames.take(after).chain(broken))
    }
}

/// A body that breaks before its first byte: the server drops the connection with the head unsent.
fn lost() -> Response {
    let broken = io::Error::other("lost by a sandbox fault");
    Response::new(Body::from_stream(stream::iter([Err::<Bytes, _>(broken)])))
}

fn halve_frames(body: Body) -> Body {
    Body::from_stream(body.into_data_stream().map_ok(half))
}

fn half(bytes: Bytes) -> Bytes {
    bytes.slice(..bytes.len() / 2)
}
