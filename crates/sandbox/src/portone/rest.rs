//! The REST API of V2 on one payment: `/portone/payments/{paymentId}`.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query, State as Shared},
    http::HeaderMap,
};
use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    cancel::{self, CancelBody},
    confirm::{self, ConfirmBody},
    error::{ApiError, check_secret, check_store},
    new::Version,
    render,
    store::Prepared,
};
use crate::{faults::FaultKind, state::State};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StoreQuery {
    store_id: Option<String>,
}

pub(super) async fn get_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(query): Query<StoreQuery>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    check_store(query.store_id.as_deref())?;
    let mut payment = state
        .payments()
        .get(&id)
        .cloned()
        .ok_or_else(ApiError::not_found)?;
    if let Some(Extension(FaultKind::Amount { by })) = fault {
        payment.total += by;
    }
    Ok(Json(render::payment(&payment, state.base_url())))
}

/// Checks who asks and for which store, then reads the body; an empty one stands for `{}`.
fn read<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, ApiError> {
    check_secret(headers)?;
    let body: &[u8] = if body.is_empty() { b"{}" } else { body };
    let body: Value = serde_json::from_slice(body).map_err(|_| ApiError::invalid())?;
    check_store(body["storeId"].as_str())?;
    serde_json::from_value(body).map_err(|_| ApiError::invalid())
}

pub(super) async fn cancel_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let body: CancelBody = read(&headers, &body)?;
    let mut payments = state.payments();
    cancel::cancel(&mut payments, &id, body).map(Json)
}

pub(super) async fn confirm_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let body: ConfirmBody = read(&headers, &body)?;
    let mut payments = state.payments();
    confirm::confirm(&mut payments, &id, body).map(Json)
}

/// The `PreRegisterPaymentBody` of the schema; nothing here is taxed differently, so the tax-free
/// amount is read and not compared.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PreRegisterBody {
    total_amount: Option<i64>,
    tax_free_amount: Option<i64>,
    currency: Option<String>,
}

pub(super) async fn pre_register(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let body: PreRegisterBody = read(&headers, &body)?;
    let negative = |amount: Option<i64>| amount.is_some_and(|amount| amount < 0);
    if negative(body.total_amount) || negative(body.tax_free_amount) {
        return Err(ApiError::invalid());
    }
    let mut payments = state.payments();
    if payments.was_paid(Version::V2, &id) {
        return Err(ApiError::already_paid());
    }
    let prepared = Prepared {
        amount: body.total_amount,
        currency: body.currency,
    };
    payments.prepared.insert((Version::V2, id), prepared);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResendBody {
    webhook_id: Option<String>,
}

pub(super) async fn resend_webhook(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let body: ResendBody = read(&headers, &body)?;
    let mut payments = state.payments();
    let payment = payments.get(&id).ok_or_else(ApiError::not_found)?;
    let id = payment.id.clone();
    let webhook = payments.webhooks.resend(&id, body.webhook_id.as_deref());
    let missing = || ApiError::new(404, "WEBHOOK_NOT_FOUND", "웹훅 내역이 존재하지 않습니다.");
    Ok(Json(json!({"webhook": webhook.ok_or_else(missing)?})))
}
