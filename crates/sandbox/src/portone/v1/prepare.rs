//! `/payments/prepare`: the amount a window must have to open.

use std::sync::Arc;

use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    envelope::{Fields, Refusal, ok, refuse},
    token,
};
use crate::{
    portone::{new::Version, store::Prepared},
    state::State,
};

fn read(headers: &HeaderMap, body: &Bytes) -> Result<(String, Prepared), Refusal> {
    let fields = Fields::read(headers, body);
    let amount = fields.number("amount")?;
    let Some((id, amount)) = fields.text("merchant_uid").zip(amount) else {
        return Err(refuse(
            400,
            -1,
            "merchant_uid, amount 파라메터는 필수입니다.",
        ));
    };
    let prepared = Prepared {
        amount: Some(amount),
        currency: fields.text("currency").map(str::to_owned),
    };
    Ok((id.to_owned(), prepared))
}

fn render(id: &str, prepared: &Prepared) -> Value {
    let mut json = json!({"merchant_uid": id, "amount": prepared.amount});
    if let Some(currency) = &prepared.currency {
        json["currency"] = json!(currency);
    }
    json
}

pub(super) async fn register(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let (id, prepared) = read(&headers, &body)?;
    let mut payments = state.payments();
    let key = (Version::V1, id);
    if payments.prepared.contains_key(&key) {
        return Err(refuse(200, 1, "이미 등록된 merchant_uid입니다."));
    }
    let answer = render(&key.1, &prepared);
    payments.prepared.insert(key, prepared);
    Ok(ok(answer))
}

pub(super) async fn amend(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let (id, prepared) = read(&headers, &body)?;
    let mut payments = state.payments();
    let key = (Version::V1, id);
    if !payments.prepared.contains_key(&key) {
        return Err(refuse(404, 1, "사전등록된 결제정보가 없습니다."));
    }
    let answer = render(&key.1, &prepared);
    payments.prepared.insert(key, prepared);
    Ok(ok(answer))
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let key = (Version::V1, id);
    match state.payments().prepared.get(&key) {
        Some(prepared) => Ok(ok(render(&key.1, prepared))),
        None => Err(refuse(200, 1, "사전등록된 결제정보가 없습니다.")),
    }
}
