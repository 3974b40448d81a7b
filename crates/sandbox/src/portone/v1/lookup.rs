//! `GET /payments…`: by id, by order, by status.
//!
//! Payments of test channels are hidden unless `include_sandbox=true` asks for them.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Query, RawQuery, State as Shared},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    envelope::{Refusal, ok, refuse},
    render::{self, status_name},
    token,
};
use crate::{
    faults::FaultKind,
    portone::{
        new::{ChannelType, Version},
        payment::Payment,
        store::Payments,
    },
    state::State,
};

const STATUSES: [&str; 5] = ["all", "ready", "paid", "cancelled", "failed"];
const RANGE_DAYS: i64 = 90;
const LIMIT: usize = 20;
const LIMIT_MAX: usize = 1_000;
const SEVERAL_MAX: usize = 100;

pub(super) fn by_imp_uid<'a>(payments: &'a Payments, imp_uid: &str) -> Option<&'a Payment> {
    let payment = payments.of_transaction(imp_uid)?;
    (payment.version == Version::V1).then_some(payment)
}

/// The newest payment of an order, before all those that took money.
pub(super) fn newest_paid<'a>(payments: &'a Payments, merchant_uid: &str) -> Option<&'a Payment> {
    let of_order =
        |payment: &&Payment| payment.version == Version::V1 && payment.id == merchant_uid;
    let all = payments.all().into_iter().filter(of_order);
    all.max_by_key(|payment| (payment.was_paid(), payment.number))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ListQuery {
    include_sandbox: bool,
    sorting: Sorting,
    page: Option<usize>,
    limit: Option<usize>,
    from: Option<i64>,
    to: Option<i64>,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum Sorting {
    #[default]
    #[serde(rename = "-started")]
    StartedDown,
    #[serde(rename = "started")]
    Started,
    #[serde(rename = "-paid")]
    PaidDown,
    #[serde(rename = "paid")]
    Paid,
    #[serde(rename = "-updated")]
    UpdatedDown,
    #[serde(rename = "updated")]
    Updated,
}

impl Sorting {
    fn sort(self, found: &mut [&Payment]) {
        found.sort_by_key(|payment| match self {
            Self::Started | Self::StartedDown => Some(payment.requested_at),
            Self::Paid | Self::PaidDown => payment.paid_at,
            Self::Updated | Self::UpdatedDown => Some(payment.status_changed_at),
        });
        if matches!(self, Self::StartedDown | Self::PaidDown | Self::UpdatedDown) {
            found.reverse();
        }
    }
}

/// What a caller may see, in the order they came to be.
fn visible(payments: &Payments, include_sandbox: bool) -> Vec<&Payment> {
    let mut all = payments.all();
    all.retain(|payment| {
        let shown = include_sandbox || payment.channel_type == ChannelType::Live;
        payment.version == Version::V1 && shown
    });
    all
}

fn missing() -> Refusal {
    refuse(404, 1, "존재하지 않는 결제정보입니다.")
}

pub(super) async fn one(
    Shared(state): Shared<Arc<State>>,
    Path(imp_uid): Path<String>,
    Query(query): Query<ListQuery>,
    fault: Option<Extension<FaultKind>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let payments = state.payments();
    let found = by_imp_uid(&payments, &imp_uid)
        .filter(|payment| query.include_sandbox || payment.channel_type == ChannelType::Live);
    let mut payment = found.ok_or_else(missing)?.clone();
    if let Some(Extension(FaultKind::Amount { by })) = fault {
        payment.total += by;
    }
    Ok(ok(render::payment(&payment, state.base_url())))
}

pub(super) async fn find(
    Shared(state): Shared<Arc<State>>,
    Path(merchant_uid): Path<String>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    first(&state, &merchant_uid, "all", &query)
}

pub(super) async fn find_in_status(
    Shared(state): Shared<Arc<State>>,
    Path((merchant_uid, status)): Path<(String, String)>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    first(&state, &merchant_uid, &status, &query)
}

fn first(
    state: &State,
    merchant_uid: &str,
    status: &str,
    query: &ListQuery,
) -> Result<Response, Refusal> {
    let payments = state.payments();
    let mut found = visible(&payments, query.include_sandbox);
    found.retain(|payment| payment.id == merchant_uid && is_in(payment, status));
    query.sorting.sort(&mut found);
    let payment = found.first().ok_or_else(missing)?;
    Ok(ok(render::payment(payment, state.base_url())))
}

fn is_in(payment: &Payment, status: &str) -> bool {
    status == "all" || status_name(payment.status) == status
}

pub(super) async fn by_status(
    Shared(state): Shared<Arc<State>>,
    Path(status): Path<String>,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let bad = |message| refuse(400, -1, message);
    if !STATUSES.contains(&status.as_str()) {
        return Err(bad("유효하지 않은 payment_status입니다."));
    }
    let payments = state.payments();
    let (from, to) =
        range(&query, payments.now()).ok_or_else(|| bad("검색기간은 최대 90일까지입니다."))?;
    let mut found = visible(&payments, query.include_sandbox);
    found.retain(|payment| {
        let at = payment.status_changed_at.timestamp();
        is_in(payment, &status) && from <= at && at <= to
    });
    query.sorting.sort(&mut found);
    let limit = query.limit.unwrap_or(LIMIT);
    let page = query.page.unwrap_or(1);
    let skipped = page.saturating_sub(1).saturating_mul(limit);
    let in_reach = page == 1 || skipped < found.len();
    if page == 0 || !(1..=LIMIT_MAX).contains(&limit) || !in_reach {
        return Err(bad("데이터 범위를 넘어선 page입니다."));
    }
    let total = found.len();
    let list: Vec<Value> = found
        .into_iter()
        .skip(skipped)
        .take(limit)
        .map(|payment| render::payment(payment, state.base_url()))
        .collect();
    let next = if skipped + list.len() < total {
        page + 1
    } else {
        0
    };
    Ok(ok(
        json!({"total": total, "previous": page - 1, "next": next, "list": list}),
    ))
}

/// At most 90 days, which is also what is taken where no start is given.
fn range(query: &ListQuery, now: DateTime<Utc>) -> Option<(i64, i64)> {
    let span = TimeDelta::days(RANGE_DAYS).num_seconds();
    let to = query.to.unwrap_or_else(|| now.timestamp());
    let from = query.from.unwrap_or(to - span);
    (from <= to && to - from <= span).then_some((from, to))
}

/// `GET /payments?imp_uid[]=…&merchant_uid[]=…`
pub(super) async fn several(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    token::check(&state, &headers)?;
    let query = query.unwrap_or_default();
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let include_sandbox = pairs
        .iter()
        .any(|(name, value)| name == "include_sandbox" && value == "true");
    let payments = state.payments();
    let shown = visible(&payments, include_sandbox);
    let mut found: Vec<&Payment> = Vec::new();
    let mut asked = 0;
    for (name, value) in &pairs {
        let fits = |payment: &&&Payment| match name.trim_end_matches("[]") {
            "imp_uid" => payment.transaction_id == *value,
            "merchant_uid" => payment.id == *value,
            _ => false,
        };
        if name.contains("_uid") {
            asked += 1;
            found.extend(shown.iter().rev().find(fits).copied());
        }
    }
    if found.is_empty() || asked > SEVERAL_MAX {
        return Err(refuse(404, 1, "해당되는 결제건을 찾지 못하였습니다."));
    }
    let list: Vec<Value> = found
        .iter()
        .map(|payment| render::payment(payment, state.base_url()))
        .collect();
    let mut response = ok(Value::Array(list));
    if found.len() < asked {
        *response.status_mut() = StatusCode::MULTI_STATUS;
    }
    Ok(response)
}
