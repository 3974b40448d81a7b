//! `POST /anthropic/v1/messages`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State as Shared,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use super::{
    answer::Answer,
    errors::{ApiError, check_headers},
    request::Ask,
};
use crate::{
    faults::{FaultKind, Service, error_response},
    state::State,
    writer::{Ending, pieces, streamed, written_by},
};

pub(super) async fn create(
    Shared(state): Shared<Arc<State>>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    check_headers(&headers)?;
    let ask = Ask::parse(&body)?;
    let answer = Answer::write(&ask, fault.as_ref().map(|Extension(fault)| fault));
    let pace = *state.pace();
    if ask.stream {
        return Ok(streamed(answer.frames(), pace));
    }
    written_by(pieces(&answer.written.text).len(), pace).await;
    Ok(match answer.written.ending {
        Ending::Failed => error_response(Service::Anthropic, 500, None, None),
        _ => Json(answer.whole()).into_response(),
    })
}
