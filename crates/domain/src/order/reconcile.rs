//! The nightly reconciliation: every payment in our shop against our orders, and every order of ours
//! against the payments. What webhooks and sweeps should have seen is found here at the latest.

use std::{collections::BTreeSet, time::Duration};

use super::{
    Cancellation, CancellationStatus, Order, OrderStatus, SettleError, cancellation, find_any,
    order, select_order,
    settle::{apply, gateway, tell_misconfigured},
    webhook,
};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    job,
    port::payment::{GatewayError, GatewayKind, Payment},
    random::OrderId,
    time::Timestamp,
    world::World,
};

/// The job's name: whoever holds its lease reconciles.
const JOB: &str = "reconciliation";
/// Korea's clock: nine hours ahead, and no summer time.
const KOREA: Duration = Duration::from_hours(9);
/// The hour of Korea's night at which it is due.
const HOUR: Duration = Duration::from_hours(4);
/// What is compared every night: the window in which a buyer may withdraw, and a day.
const NIGHTLY: Duration = Duration::from_hours(8 * 24);
/// What is compared once a week: as far back as the gateway goes in one query.
const WEEKLY: Duration = Duration::from_hours(90 * 24);
/// An order this young may have no payment yet.
const SETTLING: Duration = Duration::from_mins(10);
/// More pages than any shop of this size fills: a gateway that never ends is not followed for ever.
const PAGES: usize = 1_000;
/// How many of our own orders are read at once.
const ORDERS_AT_ONCE: i64 = 200;

/// What a reconciliation saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Payments that were compared.
    pub payments: usize,
    /// Granted orders that were compared.
    pub orders: usize,
    /// Differences: each is an alert.
    pub differences: usize,
}

/// The day of Korea's calendar, counted from 1970, that begins at the due hour.
fn day(now: Timestamp) -> i64 {
    let shifted = now.plus(KOREA).minus(HOUR);
    shifted.0.div_euclid(24 * 60 * 60 * 1_000)
}

/// Whether tonight's reconciliation is still to be done.
pub async fn is_due(world: &World) -> Result<bool, DatabaseError> {
    let done = job::done_at(world, JOB).await?;
    Ok(done.is_none_or(|done| day(done) < day(world.now())))
}

/// Compares both ways and brings in line what differs. Notes that it was done only when every page
/// was read, so that a night the gateway was down is made up for.
pub async fn reconcile(world: &World) -> Result<Reconciled, SettleError> {
    let now = world.now();
    let span = if day(now) % 7 == 0 { WEEKLY } else { NIGHTLY };
    let from = now.minus(span);
    let mut seen = Reconciled::default();
    let mut failure = None;
    for kind in world.payments.keys() {
        if let Err(error) = both_ways(world, *kind, from, now, &mut seen).await {
            // One gateway that is down keeps no other from being compared.
            tracing::warn!(gateway = kind.as_str(), %error, "not reconciled");
            if let SettleError::Gateway(GatewayError::Misconfigured(reason)) = &error {
                tell_misconfigured(world, *kind, reason).await?;
            }
            failure = Some(error);
        }
    }
    if let Some(error) = failure {
        return Err(error);
    }
    let mut batch = Batch::new();
    webhook::forget_old(&mut batch, world);
    world.database.write(batch).await?;
    job::note_done(world, JOB).await?;
    Ok(seen)
}

async fn both_ways(
    world: &World,
    kind: GatewayKind,
    from: Timestamp,
    until: Timestamp,
    seen: &mut Reconciled,
) -> Result<(), SettleError> {
    let known = payments(world, kind, from, until, seen).await?;
    orders(world, kind, from, until, &known, seen).await
}

/// The gateway's payments against our orders. Answers the ids it knows.
async fn payments(
    world: &World,
    kind: GatewayKind,
    from: Timestamp,
    until: Timestamp,
    seen: &mut Reconciled,
) -> Result<BTreeSet<String>, SettleError> {
    let gateway = gateway(world, kind)?;
    let mut known = BTreeSet::new();
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = gateway.page(from, until, cursor.as_deref()).await?;
        if page.unreadable > 0 {
            tracing::warn!(payments = page.unreadable, "payments that cannot be read");
        }
        for payment in page.payments {
            seen.payments += 1;
            if differs(world, &payment).await? {
                seen.differences += 1;
            }
            known.insert(payment.id);
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(known);
        }
    }
    Err(GatewayError::Unavailable("its list of payments does not end".to_owned()).into())
}

/// Whether a payment and its order differ; brings the order in line.
async fn differs(world: &World, payment: &Payment) -> Result<bool, SettleError> {
    let order = match OrderId::parse(&payment.id) {
        Some(id) => find_any(world, &id).await?,
        None => None,
    };
    let Some(order) = order else {
        if payment.held() == 0 {
            return Ok(false);
        }
        let detail = format!(
            "{} {} were captured and belong to no order: give them back at the gateway's console",
            payment.held(),
            payment.currency
        );
        let kind = AlertKind::UnknownPayment;
        alert::raise_alone(world, kind, Some(&payment.id), &payment.id, &detail).await?;
        return Ok(true);
    };
    let ours = cancellation::of_order(world, &order.id).await?;
    let Some(what) = difference(&order, &ours, payment) else {
        return Ok(false);
    };
    let id = order.id.as_str();
    let cause = format!(
        "{id}:{}:{}:{}",
        payment.total, payment.cancelled, payment.is_disputed
    );
    let kind = AlertKind::FoundByReconciliation;
    alert::raise_alone(world, kind, Some(id), &cause, what).await?;
    match apply(world, order, payment).await {
        Ok(_) | Err(SettleError::Mismatch(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

/// What differs between an order and its payment, in words; `None` when they agree.
fn difference(order: &Order, ours: &[Cancellation], payment: &Payment) -> Option<&'static str> {
    let open = ours
        .iter()
        .any(|it| it.status == CancellationStatus::Requested);
    let back: i64 = ours
        .iter()
        .filter(|it| it.status == CancellationStatus::Succeeded)
        .map(|it| it.amount)
        .sum();
    if order.is_granted {
        if payment.total != order.amount.get() {
            return Some("the payment's amount is no longer the order's");
        }
        let is_disputed = payment.is_disputed && payment.held() > 0;
        if is_disputed != (order.status == OrderStatus::Disputed) {
            return Some("a dispute was opened or decided");
        }
        return (payment.cancelled != back && !open)
            .then_some("money went back that the order does not know of");
    }
    if order.is_void {
        return (payment.held() > 0 && !open).then_some("money is held that should have gone back");
    }
    (payment.held() > 0).then_some("a payment was captured and the order not decided")
}

/// Our granted orders against the gateway's payments.
async fn orders(
    world: &World,
    kind: GatewayKind,
    from: Timestamp,
    until: Timestamp,
    known: &BTreeSet<String>,
    seen: &mut Reconciled,
) -> Result<(), SettleError> {
    const SQL: &str = select_order!(
        "WHERE o.id > ?1 AND o.grants = 1 AND o.gateway = ?2 AND o.created_at >= ?3
           AND o.created_at < ?4 ORDER BY o.id LIMIT ?5"
    );
    let gateway = gateway(world, kind)?;
    let mut after = String::new();
    loop {
        let statement = Statement::new(SQL)
            .bind(after.as_str())
            .bind(kind)
            .bind(from)
            .bind(until.minus(SETTLING))
            .bind(ORDERS_AT_ONCE);
        let rows = world.database.read(statement).await?;
        for row in &rows {
            let order = order(row)?;
            after = order.id.as_str().to_owned();
            seen.orders += 1;
            if known.contains(order.id.as_str()) {
                continue;
            }
            let payment = gateway.fetch(&order.id, None).await?;
            if payment.is_some_and(|payment| payment.status.was_captured()) {
                continue;
            }
            seen.differences += 1;
            let (id, kind) = (order.id.as_str(), AlertKind::PaymentMissing);
            let detail = "the order was granted, and the gateway knows no payment that bears it";
            alert::raise_alone(world, kind, Some(id), id, detail).await?;
        }
        if rows.0.len() < usize::try_from(ORDERS_AT_ONCE).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}
