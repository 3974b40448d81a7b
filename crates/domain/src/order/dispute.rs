//! Disputes at the card company: while one is open, what is left of the order's credits is held
//! back; when it is decided, it is put back, and whatever money went back takes it for good.

use super::{Order, OrderStatus, cancellation};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    ledger::{self, TakeBack, TransactionKind, guard},
    money::Credits,
    port::payment::Payment,
    world::World,
};

/// Between reading the lots and taking from them, runs may use them: how often to read again.
const TRIES: usize = 8;

/// Opens or closes the dispute, as the payment says.
pub(super) async fn follow(
    world: &World,
    order: &Order,
    payment: &Payment,
) -> Result<(), DatabaseError> {
    // Nothing is left to fight over once all of it went back.
    let is_open = payment.is_disputed && payment.held() > 0;
    match (order.status == OrderStatus::Disputed, is_open) {
        (false, true) => open(world, order).await,
        (true, false) => close(world, order).await,
        _ => Ok(()),
    }
}

fn frozen_cause(order: &Order, dispute: i64) -> String {
    format!("dispute:{}:{dispute}", order.id)
}

async fn open(world: &World, order: &Order) -> Result<(), DatabaseError> {
    let dispute = order.disputes + 1;
    for _ in 0..TRIES {
        let left = ledger::remaining_of(&*world.database, &order.id, &order.user).await?;
        let frozen = left.paid.checked_add(left.bonus).unwrap_or_default();
        let now = world.now();
        let mut batch = Batch::new();
        // A second process that opens the same dispute breaks frozen_not_negative: the first one
        // has counted it already.
        batch.push(
            Statement::new(
                "UPDATE payment_order SET status = 'DISPUTED', disputes = disputes + 1,
                        frozen = CASE WHEN disputes = ?3 THEN ?2 ELSE -1 END
                 WHERE id = ?1",
            )
            .bind(&order.id)
            .bind(frozen)
            .bind(order.disputes),
        );
        let take = TakeBack {
            user: &order.user,
            order: &order.id,
            paid: left.paid,
            bonus: left.bonus,
            kind: TransactionKind::Adjustment,
            cause: frozen_cause(order, dispute),
            at: now,
        };
        ledger::take_back(&mut batch, &take);
        let id = order.id.as_str();
        let cause = format!("{id}:{dispute}");
        let detail =
            format!("the buyer disputes the payment at the card company; {frozen} credits held");
        let kind = AlertKind::DisputeOpened;
        alert::raise(&mut batch, world, kind, Some(id), &cause, &detail);
        match world.database.write(batch).await {
            Err(error) if error.refused_by(guard::LOT) || error.refused_by(guard::BALANCE) => {}
            Err(error) if error.refused_by("frozen_not_negative") => return Ok(()),
            answer => return answer.map(drop),
        }
    }
    // Somebody uses these credits faster than we can hold them: the next look tries again.
    Ok(())
}

async fn close(world: &World, order: &Order) -> Result<(), DatabaseError> {
    let now = world.now();
    let mut batch = Batch::new();
    // A second closing breaks frozen_not_negative, or puts back nothing.
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = 'COMPLETED',
                    frozen = CASE WHEN status = 'DISPUTED' THEN 0 ELSE -1 END
             WHERE id = ?1",
        )
        .bind(&order.id),
    );
    cancellation::restate(&mut batch, &order.id);
    let taken = frozen_cause(order, order.disputes);
    let cause = format!("dispute_closed:{}:{}", order.id, order.disputes);
    ledger::put_back(
        &mut batch,
        &order.user,
        &order.id,
        order.frozen,
        &taken,
        &cause,
        now,
    );
    let id = order.id.as_str();
    let kind = AlertKind::DisputeClosed;
    let told = format!("{id}:{}", order.disputes);
    let detail = match order.frozen {
        Credits::ZERO => "the dispute was decided".to_owned(),
        held => format!("the dispute was decided; {held} credits put back"),
    };
    alert::raise(&mut batch, world, kind, Some(id), &told, &detail);
    match world.database.write(batch).await {
        Err(error) if error.refused_by("frozen_not_negative") || error.refused_by(guard::CAUSE) => {
            Ok(())
        }
        answer => answer.map(drop),
    }
}
