//! Asking the gateway to give money back, again and again until it is settled.
//!
//! Every try first looks at the payment: an answer that was lost on the way, a cancel at the
//! console, or another process's try shows there, and only what is really left is asked for.

use super::{
    SettleError,
    cancellation::{self, Cancellation, CancellationKind, CancellationStatus},
    find_any,
    follow::{follow, is_settled, succeed},
    settle::{fetch, gateway},
};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError},
    port::payment::{CancelError, CancelRequest, Cancellation as Told, CancellationState, Payment},
    random::CancellationId,
    world::World,
};

/// How many one round tries; the next one goes on.
const AT_ONCE: i64 = 20;

/// Tries what is due for another try. Answers how many were settled.
pub async fn give_back(world: &World) -> Result<usize, DatabaseError> {
    let mut settled = 0;
    for it in cancellation::due(world, AT_ONCE).await? {
        match send(world, &it.id).await {
            Ok(CancellationStatus::Requested) => {}
            Ok(CancellationStatus::Succeeded | CancellationStatus::Failed) => settled += 1,
            Err(SettleError::Database(error)) => return Err(error),
            Err(error) => tracing::warn!(order = %it.order, %error, "money goes back later"),
        }
    }
    Ok(settled)
}

/// Tries once, now. Answers how far it has come.
pub(super) async fn send(
    world: &World,
    id: &CancellationId,
) -> Result<CancellationStatus, SettleError> {
    let Some(it) = open(world, id).await? else {
        return status(world, id).await;
    };
    let tried = attempt(world, &it).await;
    if let Err(error) = &tried {
        put_off(world, &it, Some(&error.to_string())).await?;
    }
    tried?;
    status(world, id).await
}

/// Tries at once what waits for another try: the operator need not wait for the sweep.
pub async fn retry(
    world: &World,
    id: &CancellationId,
    actor: &str,
) -> Result<Option<CancellationStatus>, SettleError> {
    let Some(it) = cancellation::find(world, id).await? else {
        return Ok(None);
    };
    let mut batch = Batch::new();
    let action = "cancellation.retry";
    crate::audit::record(&mut batch, world, actor, action, it.order.as_str(), "");
    world.database.write(batch).await?;
    send(world, id).await.map(Some)
}

async fn open(world: &World, id: &CancellationId) -> Result<Option<Cancellation>, DatabaseError> {
    let it = cancellation::find(world, id).await?;
    Ok(it.filter(|it| it.status == CancellationStatus::Requested))
}

async fn status(world: &World, id: &CancellationId) -> Result<CancellationStatus, SettleError> {
    let it = cancellation::find(world, id).await?;
    Ok(it.map_or(CancellationStatus::Failed, |it| it.status))
}

async fn attempt(world: &World, it: &Cancellation) -> Result<(), SettleError> {
    let order = find_any(world, &it.order)
        .await?
        .ok_or(SettleError::NoOrder)?;
    let payment = fetch(world, &order, None).await?;
    follow(world, &order, &payment).await?;
    let Some(it) = open(world, &it.id).await? else {
        return Ok(());
    };
    if is_under_way(&payment, &it) {
        put_off(world, &it, None).await?;
        return Ok(());
    }
    let held = payment.held();
    let amount = match it.kind {
        CancellationKind::Void => held,
        CancellationKind::Refund | CancellationKind::Outside => it.amount,
    };
    if held == 0 && it.kind == CancellationKind::Void {
        // Somebody else gave it back: nothing is left to send.
        succeed(world, &it, None, it.amount).await?;
        return Ok(());
    }
    if amount > held {
        give_up(
            world,
            &it,
            "less is left of the payment than was to go back",
        )
        .await?;
        return Ok(());
    }
    let request = CancelRequest {
        order: order.id.clone(),
        transaction_id: order.transaction_id.clone(),
        amount,
        cancellable: held,
        reason: format!("{} [{}]", it.reason, it.id),
        by_customer: it.by_customer,
        key: format!("{}-{}", it.id, it.attempt),
    };
    let answer = gateway(world, order.gateway)?.cancel(&request).await;
    answered(world, &it, answer).await?;
    Ok(())
}

/// Whether the bank works on it already.
fn is_under_way(payment: &Payment, it: &Cancellation) -> bool {
    let is_ours = |told: &Told| {
        told.reason.contains(it.id.as_str()) || Some(&told.id) == it.gateway_id.as_ref()
    };
    let waits = |told: &Told| {
        matches!(
            told.state,
            CancellationState::Requested | CancellationState::Unknown
        )
    };
    payment
        .cancellations
        .iter()
        .any(|told| waits(told) && is_ours(told))
}

async fn answered(
    world: &World,
    it: &Cancellation,
    answer: Result<Told, CancelError>,
) -> Result<(), DatabaseError> {
    match answer {
        Ok(told) => match told.state {
            CancellationState::Succeeded => succeed(world, it, Some(&told.id), told.amount).await,
            CancellationState::Failed => refused(world, it, "the bank refused").await,
            CancellationState::Requested | CancellationState::Unknown => {
                let mut batch = Batch::new();
                cancellation::note_requested(&mut batch, it, &told.id);
                cancellation::put_off(&mut batch, it, None, world.now());
                world.database.write(batch).await.map(drop)
            }
        },
        Err(CancelError::Refused(reason)) => refused(world, it, &reason).await,
        Err(CancelError::Misconfigured(reason)) => {
            let mut batch = Batch::new();
            cancellation::put_off(&mut batch, it, Some(&reason), world.now());
            let (kind, order) = (AlertKind::GatewayMisconfigured, it.order.as_str());
            let cause = it.id.as_str();
            alert::raise(&mut batch, world, kind, Some(order), cause, &reason);
            world.database.write(batch).await.map(drop)
        }
        Err(error @ (CancelError::NotKnown(_) | CancelError::Changed(_))) => {
            put_off(world, it, Some(&error.to_string())).await
        }
    }
}

/// The gateway said no, and nothing happened. What must go back is tried again for ever; a refund
/// ends, its credits are put back, and whoever asked may ask again.
pub(super) async fn refused(
    world: &World,
    it: &Cancellation,
    reason: &str,
) -> Result<(), DatabaseError> {
    match it.kind {
        CancellationKind::Refund => give_up(world, it, reason).await,
        CancellationKind::Void | CancellationKind::Outside => {
            let mut batch = Batch::new();
            cancellation::count_refusal(&mut batch, it);
            cancellation::put_off(&mut batch, it, Some(reason), world.now());
            tell_refused(&mut batch, world, it, reason);
            world.database.write(batch).await.map(drop)
        }
    }
}

async fn give_up(world: &World, it: &Cancellation, reason: &str) -> Result<(), DatabaseError> {
    let Some(order) = find_any(world, &it.order).await? else {
        return Ok(());
    };
    let mut batch = Batch::new();
    cancellation::fail(&mut batch, it, &order, reason, world.now());
    tell_refused(&mut batch, world, it, reason);
    match world.database.write(batch).await {
        Err(error) if is_settled(&error) => Ok(()),
        answer => answer.map(drop),
    }
}

fn tell_refused(batch: &mut Batch, world: &World, it: &Cancellation, reason: &str) {
    let detail = format!("{} {} did not go back: {reason}", it.amount, it.currency);
    let (kind, order) = (AlertKind::CancelRefused, it.order.as_str());
    alert::raise(batch, world, kind, Some(order), it.id.as_str(), &detail);
}

async fn put_off(
    world: &World,
    it: &Cancellation,
    failure: Option<&str>,
) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    cancellation::put_off(&mut batch, it, failure, world.now());
    world.database.write(batch).await.map(drop)
}
