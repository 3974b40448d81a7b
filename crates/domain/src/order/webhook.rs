//! Webhooks: proved, written down once, and then only a reason to look.

use std::sync::Arc;

use super::{SettleError, find_any, settle::look};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    port::payment::{GatewayKind, Notice, NoticeError, WebhookRequest},
    random::{OrderId, sha256_hex},
    world::World,
};

/// How long an event is remembered to know a repetition by, in milliseconds: PortOne repeats for
/// some six hours.
const REMEMBERED_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What became of a webhook that was heeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heeded {
    /// It is about an order of ours, which is being looked at.
    Looking,
    /// It had come before; whatever it led to is done or under way.
    Repeated,
    /// It is about nothing that we keep.
    Nothing,
}

/// Why a webhook was not heeded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeedError {
    /// No such gateway is configured.
    #[error("no such gateway is configured")]
    NoGateway,
    /// It is not proved to come from the gateway, or is none of its.
    #[error(transparent)]
    Notice(#[from] NoticeError),
    /// The database failed: the sender shall try again.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Takes a webhook in. The answer is ready before anything is fetched: the event and the order that
/// is due for a look are on disk, so that a crash right after it loses nothing.
pub async fn heed(
    world: &Arc<World>,
    kind: GatewayKind,
    request: &WebhookRequest,
) -> Result<Heeded, HeedError> {
    let gateway = world.payments.get(&kind).ok_or(HeedError::NoGateway)?;
    let notice = match gateway.notice(request) {
        Ok(notice) => notice,
        Err(error) => {
            refuse(world, kind, &error).await?;
            return Err(error.into());
        }
    };
    let is_signed = notice.id.is_some();
    let shop = world.settings.payments.shop(kind);
    if notice
        .store_id
        .as_ref()
        .is_some_and(|id| *id != shop.store_id)
    {
        tracing::warn!(kind = notice.kind, "a webhook is about another shop");
        return Ok(Heeded::Nothing);
    }
    match world
        .database
        .write(written(world, kind, &notice, request))
        .await
    {
        Ok(_) => {}
        Err(error) if error.refused_by("webhook_event_gateway_id") && is_signed => {
            return Ok(Heeded::Repeated);
        }
        Err(error) if error.refused_by("webhook_event_gateway_id") => {}
        Err(error) => return Err(error.into()),
    }
    tracing::info!(kind = notice.kind, payment = notice.payment_id, "webhook");
    let id = notice.payment_id.as_deref().and_then(OrderId::parse);
    let order = match &id {
        Some(id) => find_any(world, id).await?,
        None => None,
    };
    if order.is_none() {
        if is_signed {
            unknown(world, &notice).await?;
        }
        return Ok(Heeded::Nothing);
    }
    // Who cannot prove who they are gets no fetch of their own: the sweep comes soon.
    if let (Some(id), true) = (id, is_signed) {
        look_now(world, id);
    }
    Ok(Heeded::Looking)
}

/// The event, and the order due at once.
fn written(world: &World, kind: GatewayKind, notice: &Notice, request: &WebhookRequest) -> Batch {
    let unsigned = || format!("unsigned:{}", sha256_hex(&request.body));
    let mut batch = Batch::new();
    let insert = if notice.id.is_some() {
        "INSERT INTO webhook_event (gateway, id, kind, payment_id, received_at) VALUES (?1, ?2, ?3, ?4, ?5)"
    } else {
        // An unsigned one may come again for another reason, with the very same words.
        "INSERT INTO webhook_event (gateway, id, kind, payment_id, received_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (gateway, id) DO UPDATE SET received_at = excluded.received_at"
    };
    batch.push(
        Statement::new(insert)
            .bind(kind)
            .bind(notice.id.clone().unwrap_or_else(unsigned))
            .bind(notice.kind.as_str())
            .bind(notice.payment_id.clone())
            .bind(world.now()),
    );
    batch.push(
        Statement::new("UPDATE payment_order SET next_look_at = ?2 WHERE id = ?1")
            .bind(notice.payment_id.clone())
            .bind(world.now()),
    );
    batch
}

fn look_now(world: &Arc<World>, id: OrderId) {
    let looking = Arc::clone(world);
    world.spawner.spawn(Box::pin(async move {
        if let Err(error) = look_at(&looking, &id).await {
            tracing::debug!(order = %id, %error, "the sweep looks again");
        }
    }));
}

async fn look_at(world: &World, id: &OrderId) -> Result<(), SettleError> {
    let order = find_any(world, id).await?.ok_or(SettleError::NoOrder)?;
    look(world, order).await.map(drop)
}

/// A payment in our shop that no order of ours asked for.
async fn unknown(world: &World, notice: &Notice) -> Result<(), DatabaseError> {
    let Some(payment) = &notice.payment_id else {
        return Ok(());
    };
    if notice.kind != "Transaction.Paid" {
        return Ok(());
    }
    let (kind, detail) = (
        AlertKind::UnknownPayment,
        "a webhook tells of a payment without an order",
    );
    alert::raise_alone(world, kind, Some(payment), payment, detail).await
}

/// Told once a day for each reason: whoever floods us does not flood the operator.
async fn refuse(
    world: &World,
    kind: GatewayKind,
    error: &NoticeError,
) -> Result<(), DatabaseError> {
    tracing::warn!(gateway = kind.as_str(), %error, "a webhook was refused");
    let day = world.now().0 / (24 * 60 * 60 * 1_000);
    let what = match error {
        NoticeError::NoSecret => "no_secret",
        NoticeError::Signature(_) => "signature",
        NoticeError::Stale => "stale",
        NoticeError::Unreadable(_) => return Ok(()),
    };
    let cause = format!("{}:{what}:{day}", kind.as_str());
    let alert = AlertKind::WebhookRefused;
    alert::raise_alone(world, alert, None, &cause, &error.to_string()).await
}

/// Forgets events that cannot be repeated any more.
pub(super) fn forget_old(batch: &mut Batch, world: &World) {
    batch.push(
        Statement::new("DELETE FROM webhook_event WHERE received_at < ?1")
            .bind(world.now().0 - REMEMBERED_MS),
    );
}
