//! What the operator must know: written in the same batch as what it is about, delivered later.
//!
//! A cause is told once, however often it is seen. Delivery is retried and never holds up a payment.

use std::time::Duration;

use crate::{
    database::{Batch, DatabaseError, Row, Statement},
    random::AlertId,
    time::Timestamp,
    words::words,
    world::World,
};

/// How many alerts one round delivers; the next one goes on.
const ALERTS_AT_ONCE: i64 = 20;
/// Between the first try and the second; then twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(6);

words! {
    /// What happened. The word is stable: it is in JSON, in messages and in the metric's label.
    AlertKind {
        /// Money was captured that cannot be granted; it is being sent back.
        CapturedNotGranted = "captured_not_granted",
        /// A payment does not fit its order, and no money of ours is in it.
        PaymentMismatch = "payment_mismatch",
        /// The gateway or the card company refuses to give money back.
        CancelRefused = "cancel_refused",
        /// Money went back without us: at the gateway's console or by the card company.
        CancelledOutside = "cancelled_outside",
        /// The money of credits that were used already went back.
        CreditsOwed = "credits_owed",
        /// A buyer disputes a payment at the card company.
        DisputeOpened = "dispute_opened",
        /// A dispute was decided.
        DisputeClosed = "dispute_closed",
        /// A buyer asks for a refund.
        RefundAsked = "refund_asked",
        /// A payment in our shop belongs to no order.
        UnknownPayment = "unknown_payment",
        /// A granted order has no payment at the gateway, or one that does not bear it.
        PaymentMissing = "payment_missing",
        /// The nightly reconciliation found what neither webhook nor sweep had seen.
        FoundByReconciliation = "found_by_reconciliation",
        /// A webhook's signature does not fit.
        WebhookRefused = "webhook_refused",
        /// The gateway refuses our secret or our request.
        GatewayMisconfigured = "gateway_misconfigured",
        /// One address makes many accounts.
        ManySignUps = "many_sign_ups",
        /// A virtual account was issued although that method is off.
        UnexpectedMethod = "unexpected_method",
        /// A model provider refuses our key, our account or our request.
        ModelMisconfigured = "model_misconfigured",
    }
}

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What happened.
    pub kind: AlertKind,
    /// The order, or the payment's id when there is no order.
    pub order: Option<String>,
    /// What exactly, in a sentence for the operator. Never a secret, never a buyer's data.
    pub detail: String,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// When the operator has seen it.
    pub seen_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
}

/// Adds an alert to a batch. `cause` is what makes it the same one: told once.
pub fn raise(
    batch: &mut Batch,
    world: &World,
    kind: AlertKind,
    order: Option<&str>,
    cause: &str,
    detail: &str,
) {
    let now = world.now();
    batch.push(
        Statement::new(
            "INSERT INTO alert (id, kind, cause, order_id, detail, created_at, attempts, next_try_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?6)
             ON CONFLICT (cause) DO NOTHING",
        )
        .bind(AlertId::new(now, &*world.random))
        .bind(kind)
        .bind(format!("{}:{cause}", kind.as_str()))
        .bind(order)
        .bind(detail)
        .bind(now),
    );
}

/// An alert about nothing that is written besides it.
pub async fn raise_alone(
    world: &World,
    kind: AlertKind,
    order: Option<&str>,
    cause: &str,
    detail: &str,
) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    raise(&mut batch, world, kind, order, cause, detail);
    world.database.write(batch).await.map(drop)
}

fn alert(row: &Row) -> Result<Alert, DatabaseError> {
    Ok(Alert {
        id: row.get(0)?,
        kind: row.get(1)?,
        order: row.get(2)?,
        detail: row.get(3)?,
        created_at: row.get(4)?,
        seen_at: row.get(5)?,
        delivered_at: row.get(6)?,
    })
}

/// Up to `limit` alerts, newest first, older than `before`; only those not seen yet when `open`.
pub async fn list(
    world: &World,
    open: bool,
    before: Option<&AlertId>,
    limit: u32,
) -> Result<Vec<Alert>, DatabaseError> {
    let statement = Statement::new(
        "SELECT id, kind, order_id, detail, created_at, seen_at, delivered_at FROM alert
         WHERE id < ?1 AND (?2 = 0 OR seen_at IS NULL) ORDER BY id DESC LIMIT ?3",
    )
    // Ids are hex digits: a `g` sorts after every one of them.
    .bind(before.map_or("g", AlertId::as_str))
    .bind(i64::from(open))
    .bind(i64::from(limit));
    let rows = world.database.read(statement).await?;
    rows.iter().map(alert).collect()
}

/// The alerts about an order, oldest first.
pub async fn of_order(world: &World, order: &str) -> Result<Vec<Alert>, DatabaseError> {
    let statement = Statement::new(
        "SELECT id, kind, order_id, detail, created_at, seen_at, delivered_at FROM alert
         WHERE order_id = ?1 ORDER BY id",
    )
    .bind(order);
    let rows = world.database.read(statement).await?;
    rows.iter().map(alert).collect()
}

/// Marks an alert as seen; a second time changes nothing.
pub async fn mark_seen(world: &World, id: &AlertId, actor: &str) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE alert SET seen_at = ?2 WHERE id = ?1 AND seen_at IS NULL")
            .bind(id)
            .bind(world.now()),
    );
    crate::audit::record(&mut batch, world, actor, "alert.seen", id.as_str(), "");
    world.database.write(batch).await.map(drop)
}

/// Delivers what waits: to the log, to the metric, and to the operator's channel if there is one.
/// Answers how many were delivered.
pub async fn deliver(world: &World) -> Result<usize, DatabaseError> {
    let due = Statement::new(
        "SELECT id, kind, order_id, detail, created_at, seen_at, delivered_at, attempts FROM alert
         WHERE next_try_at <= ?1 ORDER BY next_try_at LIMIT ?2",
    )
    .bind(world.now())
    .bind(ALERTS_AT_ONCE);
    let mut delivered = 0;
    for row in &world.database.read(due).await? {
        let (alert, attempts) = (alert(row)?, row.get::<i64>(7)?);
        if attempts == 0 {
            let kind = alert.kind.as_str();
            metrics::counter!("openclaw_alerts_total", "kind" => kind).increment(1);
            tracing::error!(kind, order = alert.order, detail = alert.detail, "alert");
        }
        let sent = match &world.alerts {
            Some(channel) => channel.send(&alert).await,
            None => Ok(()),
        };
        if sent.is_ok() {
            delivered += 1;
        }
        note(world, &alert, attempts, sent).await?;
    }
    Ok(delivered)
}

async fn note(
    world: &World,
    alert: &Alert,
    attempts: i64,
    sent: Result<(), String>,
) -> Result<(), DatabaseError> {
    let now = world.now();
    let next = sent.as_ref().err().map(|reason| {
        tracing::warn!(alert = %alert.id, reason, "an alert could not be delivered yet");
        let doublings = u32::try_from(attempts).unwrap_or(0).min(16);
        now.plus((FIRST_PAUSE * 2_u32.pow(doublings)).min(LONGEST_PAUSE))
    });
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE alert SET attempts = attempts + 1, next_try_at = ?2, delivered_at = ?3 WHERE id = ?1",
        )
        .bind(&alert.id)
        .bind(next)
        .bind(sent.is_ok().then_some(now)),
    );
    world.database.write(batch).await.map(drop)
}
