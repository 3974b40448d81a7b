//! `POST /openai/v1/responses`.

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
    errors::{ApiError, check_key},
    request::Ask,
    stream::events,
};
use crate::{
    faults::FaultKind,
    state::State,
    writer::{pieces, streamed, written_by},
};

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
    if ask.stream {
        return Ok(streamed(events(&ask, &answer), pace));
    }
    written_by(pieces(&answer.text).len(), pace).await;
    Ok(Json(answer.ended(&ask)).into_response())
}
