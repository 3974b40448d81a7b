//! Money that was captured and cannot be granted: it goes back by itself.

use super::{
    Mismatch, Order,
    cancellation::{self, CancellationKind, NewCancellation},
    send,
    settle::{ONCE, SettleError, Settled, standing},
};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, Statement},
    money::Credits,
    port::payment::Payment,
    random::CancellationId,
    world::World,
};

/// Captured, and not to be granted: decided once, told to the operator, and sent back at once; what
/// does not succeed at once the sweep goes on with.
pub(super) async fn void(
    world: &World,
    order: &Order,
    payment: &Payment,
    mismatch: Mismatch,
) -> Result<Settled, SettleError> {
    let now = world.now();
    let new = NewCancellation {
        id: CancellationId::new(now, &*world.random),
        order: order.id.clone(),
        kind: CancellationKind::Void,
        amount: payment.held(),
        currency: payment.currency.clone(),
        credits: Credits::ZERO,
        bonus: Credits::ZERO,
        debt: Credits::ZERO,
        reason: format!("자동 취소: {}", mismatch.as_str()),
        actor: "system".to_owned(),
        by_customer: false,
        gateway_id: None,
    };
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET voids = voids + 1, status = 'FAILED', reason = ?2,
                    transaction_id = ?3, receipt_url = ?4, settled_at = ?5, next_look_at = NULL
             WHERE id = ?1",
        )
        .bind(&order.id)
        .bind(mismatch)
        .bind(payment.transaction_id.clone())
        .bind(payment.receipt_url.clone())
        .bind(now),
    );
    cancellation::request(&mut batch, &new, now);
    let detail = format!(
        "{}: {} {} captured, {} {} wanted; it is being sent back",
        mismatch.as_str(),
        payment.total,
        payment.currency,
        order.amount.get(),
        order.currency
    );
    let id = order.id.as_str();
    let kind = AlertKind::CapturedNotGranted;
    alert::raise(&mut batch, world, kind, Some(id), id, &detail);
    match world.database.write(batch).await {
        Ok(_) => {}
        // Another request decided since we looked.
        Err(error) if error.refused_by(ONCE) => return standing(world, &order.id).await,
        Err(error) => return Err(error.into()),
    }
    tracing::warn!(order = %order.id, reason = mismatch.as_str(), "captured money is sent back");
    if let Err(error) = send::send(world, &new.id).await {
        tracing::warn!(order = %order.id, %error, "the money is sent back later");
    }
    Err(SettleError::Mismatch(mismatch))
}
