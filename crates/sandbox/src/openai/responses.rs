//! `POST /openai/v1/responses`.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension, Json,
    body::Body,
    extract::State as Shared,
    http::{
        HeaderMap,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{StreamExt, stream};

use super::{
    Pace,
    answer::Answer,
    errors::{ApiError, check_key},
    request::Ask,
    stream::{Event, events},
};
use crate::{faults::FaultKind, platform, state::State};

/// A short answer is not drawn out to fill the whole time.
const DELTA_TIME_MAX: Duration = Duration::from_millis(40);

pub(super) async fn create(
    Shared(state): Shared<Arc<State>>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_key(&headers)?;
    let ask = Ask::parse(&body)?;
    let answer = Answer::write(&ask, fault.as_ref().map(|Extension(fault)| fault));
    let pace = *state.pace();
    let events = events(&ask, &answer);
    let deltas = events.iter().filter(|event| event.is_delta).count();
    let step = pace.step(deltas);
    if ask.stream {
        return Ok(streamed(events, step));
    }
    platform::sleep(step.saturating_mul(u32::try_from(deltas).unwrap_or(u32::MAX))).await;
    Ok(Json(answer.ended(&ask)).into_response())
}

impl Pace {
    /// The time from one delta to the next.
    fn step(self, deltas: usize) -> Duration {
        let deltas = u32::try_from(deltas.max(1)).unwrap_or(u32::MAX);
        (Duration::from_millis(self.ms_total) / deltas).min(DELTA_TIME_MAX)
    }
}

fn streamed(events: Vec<Event>, step: Duration) -> Response {
    let frames = stream::iter(events).then(move |event| async move {
        if event.is_delta {
            platform::sleep(step).await;
        }
        Ok::<_, Infallible>(Bytes::from(event.frame))
    });
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, Body::from_stream(frames)).into_response()
}
