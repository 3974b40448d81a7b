//! The control API: `/control`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Query, State as Shared},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Control, ControlError,
    body::{FaultBody, PaceBody, QuotaBody, parse},
    clerk_http, index, portone_http,
};
use crate::{faults::Service, state::State};

/// The routes under `/control`.
pub(crate) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/control", get(teach))
        .merge(portone_http::routes())
        .merge(clerk_http::routes())
        .route("/control/faults", post(add_fault).delete(clear_faults))
        .route("/control/openai/pace", post(set_pace))
        .route("/control/youtube/quota", post(set_quota))
        .route("/control/requests", get(requests))
        .route("/control/reset", post(reset))
}

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            Json(json!({"error": self.0})),
        )
            .into_response()
    }
}

/// Every order answers with this: there is nothing more to say than that it was taken.
pub(super) fn done() -> Json<Value> {
    Json(json!({"ok": true}))
}

async fn teach(Shared(state): Shared<Arc<State>>) -> Response {
    let text = format!("{:#}\n", index::index(state.base_url()));
    ([(CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response()
}

async fn add_fault(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ControlError> {
    let fault = parse::<FaultBody>(&body)?.try_into()?;
    Control::new(state).add_fault(fault)?;
    Ok((StatusCode::CREATED, done()))
}

async fn clear_faults(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Control::new(state).clear_faults();
    done()
}

async fn set_pace(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let (control, pace) = (Control::new(state), parse::<PaceBody>(&body)?);
    match pace.ms_piece {
        Some(ms_piece) => control.set_slow_openai_pace(pace.ms_total, ms_piece),
        None => control.set_openai_pace(pace.ms_total),
    }
    Ok(done())
}

async fn set_quota(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Json<Value>, ControlError> {
    let QuotaBody { bucket, limit } = parse(&body)?;
    Control::new(state).set_youtube_quota(bucket, limit);
    Ok(done())
}

#[derive(Deserialize)]
struct RequestsQuery {
    service: Option<String>,
}

async fn requests(
    Shared(state): Shared<Arc<State>>,
    Query(query): Query<RequestsQuery>,
) -> Result<Json<Value>, ControlError> {
    let service: Option<Service> = match query.service {
        None => None,
        Some(name) => Some(
            serde_json::from_value(Value::String(name))
                .map_err(|error| ControlError(format!("service: {error}")))?,
        ),
    };
    let requests = Control::new(state).requests(service);
    Ok(Json(json!({"count": requests.len(), "requests": requests})))
}

async fn reset(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Control::new(state).reset();
    done()
}
