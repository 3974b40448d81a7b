//! `GET /payments-by-cursor` and `GET /payments`: payments in bulk.
//!
//! Both read their input as JSON, from the body or, as HTTP prefers, from `requestBody` in the
//! query.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State as Shared},
    http::HeaderMap,
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    error::{ApiError, check_secret, check_store},
    new::{ChannelType, PaymentStatus, Version},
    payment::Payment,
    render,
    store::Payments,
};
use crate::state::State;

const RANGE_DAYS: i64 = 90;
const SIZE: usize = 10;
const SIZE_MAX: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BodyQuery {
    request_body: Option<String>,
}

fn read<T: DeserializeOwned>(query: BodyQuery, body: &Bytes) -> Result<T, ApiError> {
    let text = query.request_body.unwrap_or_default();
    let input: &[u8] = match (text.as_bytes(), &body[..]) {
        ([], []) => b"{}",
        ([], body) => body,
        (text, _) => text,
    };
    serde_json::from_slice(input).map_err(|_| ApiError::invalid())
}

/// Both ends of a time range are part of it.
#[derive(Default, Deserialize)]
struct Range {
    from: Option<String>,
    until: Option<String>,
}

impl Range {
    fn read(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), ApiError> {
        let parse = |text: &String| {
            DateTime::parse_from_rfc3339(text)
                .map(|at| at.to_utc())
                .map_err(|_| ApiError::invalid())
        };
        let until = self.until.as_ref().map(parse).transpose()?.unwrap_or(now);
        let from = self.from.as_ref().map(parse).transpose()?;
        let from = from.unwrap_or_else(|| until - TimeDelta::days(RANGE_DAYS));
        if from > until {
            return Err(ApiError::invalid());
        }
        Ok((from, until))
    }
}

fn size(wanted: Option<i64>) -> Result<usize, ApiError> {
    match wanted.map(usize::try_from) {
        None => Ok(SIZE),
        Some(Ok(size @ 1..=SIZE_MAX)) => Ok(size),
        Some(_) => Err(ApiError::invalid()),
    }
}

/// The `GetAllPaymentsByCursorBody` of the schema.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CursorInput {
    store_id: Option<String>,
    #[serde(flatten)]
    range: Range,
    cursor: Option<String>,
    size: Option<i64>,
}

/// Where a payment stands in the order of creation. Callers must take it as opaque.
fn cursor(payment: &Payment) -> String {
    format!(
        "{}-{}",
        payment.created_at.timestamp_millis(),
        payment.number
    )
}

fn place(cursor: &str) -> Option<(i64, u64)> {
    let (at, number) = cursor.rsplit_once('-')?;
    Some((at.parse().ok()?, number.parse().ok()?))
}

pub(super) async fn by_cursor(
    Shared(state): Shared<Arc<State>>,
    Query(query): Query<BodyQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    let input: CursorInput = read(query, &body)?;
    check_store(input.store_id.as_deref())?;
    let size = size(input.size)?;
    let after = match input.cursor.as_deref() {
        None => None,
        Some(cursor) => Some(place(cursor).ok_or_else(ApiError::invalid)?),
    };
    let payments = state.payments();
    let (from, until) = input.range.read(payments.now())?;
    let items: Vec<Value> = payments
        .all()
        .into_iter()
        .filter(|payment| from <= payment.created_at && payment.created_at <= until)
        .filter(|payment| {
            let place = (payment.created_at.timestamp_millis(), payment.number);
            after.is_none_or(|after| place > after)
        })
        .take(size)
        .map(|payment| {
            let json = render::payment(payment, state.base_url());
            json!({"payment": json, "cursor": cursor(payment)})
        })
        .collect();
    Ok(Json(json!({"items": items})))
}

/// The `GetPaymentsBody` of the schema.
#[derive(Deserialize)]
struct PageInput {
    #[serde(default)]
    page: Page,
    #[serde(default)]
    filter: Filter,
}

#[derive(Default, Deserialize)]
struct Page {
    number: Option<i64>,
    size: Option<i64>,
}

/// The `PaymentFilterInput` of the schema, as far as the sandbox heeds it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    store_id: Option<String>,
    #[serde(default)]
    timestamp_type: Timestamp,
    #[serde(flatten)]
    range: Range,
    status: Option<Vec<String>>,
    is_test: Option<bool>,
    version: Option<Version>,
    currency: Option<String>,
    #[serde(default)]
    sort_by: Sort,
    #[serde(default)]
    sort_order: Order,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Timestamp {
    CreatedAt,
    #[default]
    StatusChangedAt,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Sort {
    #[default]
    RequestedAt,
    StatusChangedAt,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Order {
    Asc,
    #[default]
    Desc,
}

impl Filter {
    fn fits(&self, payment: &Payment, (from, until): (DateTime<Utc>, DateTime<Utc>)) -> bool {
        let at = match self.timestamp_type {
            Timestamp::CreatedAt => payment.created_at,
            Timestamp::StatusChangedAt => payment.status_changed_at,
        };
        let is_test = payment.channel_type == ChannelType::Test;
        let names =
            |names: &Vec<String>| names.iter().any(|name| name == list_name(payment.status));
        from <= at
            && at <= until
            && self.status.as_ref().is_none_or(names)
            && self.is_test.is_none_or(|wanted| wanted == is_test)
            && self.version.is_none_or(|wanted| wanted == payment.version)
            && self
                .currency
                .as_ref()
                .is_none_or(|wanted| *wanted == payment.currency)
    }

    fn select<'a>(&self, payments: &'a Payments) -> Result<Vec<&'a Payment>, ApiError> {
        let known = |name: &String| STATUSES.contains(&name.as_str());
        if !self.status.iter().flatten().all(known) {
            return Err(ApiError::invalid());
        }
        let range = self.range.read(payments.now())?;
        let mut found = payments.all();
        found.retain(|payment| self.fits(payment, range));
        found.sort_by_key(|payment| match self.sort_by {
            Sort::RequestedAt => payment.requested_at,
            Sort::StatusChangedAt => payment.status_changed_at,
        });
        if self.sort_order == Order::Desc {
            found.reverse();
        }
        Ok(found)
    }
}

const STATUSES: [&str; 7] = [
    "READY",
    "PENDING",
    "VIRTUAL_ACCOUNT_ISSUED",
    "PAID",
    "FAILED",
    "PARTIAL_CANCELLED",
    "CANCELLED",
];

/// Lists call one status differently than payments do.
fn list_name(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Ready => "READY",
        PaymentStatus::PayPending => "PENDING",
        PaymentStatus::VirtualAccountIssued => "VIRTUAL_ACCOUNT_ISSUED",
        PaymentStatus::Paid => "PAID",
        PaymentStatus::Failed => "FAILED",
        PaymentStatus::PartialCancelled => "PARTIAL_CANCELLED",
        PaymentStatus::Cancelled => "CANCELLED",
    }
}

pub(super) async fn by_page(
    Shared(state): Shared<Arc<State>>,
    Query(query): Query<BodyQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_secret(&headers)?;
    let PageInput { page, filter } = read(query, &body)?;
    check_store(filter.store_id.as_deref())?;
    let size = size(page.size)?;
    let number = usize::try_from(page.number.unwrap_or(0)).map_err(|_| ApiError::invalid())?;
    let payments = state.payments();
    let found = filter.select(&payments)?;
    let total = found.len();
    let items: Vec<Value> = found
        .into_iter()
        .skip(number.saturating_mul(size))
        .take(size)
        .map(|payment| render::payment(payment, state.base_url()))
        .collect();
    let page = json!({"number": number, "size": size, "totalCount": total});
    Ok(Json(json!({"items": items, "page": page})))
}
