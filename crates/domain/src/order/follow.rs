//! Following what happens to a payment after it was granted or voided: money that went back by our
//! wish, money that went back without us, and disputes.

use super::{
    Order,
    cancellation::{
        self, Cancellation, CancellationKind, CancellationStatus, NewCancellation, of_order,
    },
    debt, dispute, find_any, send,
};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    figures,
    ledger::{self, Remaining, TakeBack, TransactionKind, guard},
    money::Credits,
    port::payment::{Cancellation as Told, CancellationState, Payment},
    random::{CancellationId, OrderId},
    world::World,
};

/// What the gateway has told once is not booked twice.
const TOLD_ONCE: &str = "payment_cancellation_order_id_gateway_id";
/// More money would be refunded than was paid: a refund of ours that is under way must end first.
const TOO_MUCH: &str = "refunded_not_above_paid";
/// Between reading the lots and taking from them, runs may use them: how often to read again.
const TRIES: usize = 8;

/// Brings a granted or voided order in line with its payment.
pub(super) async fn follow(
    world: &World,
    order: &Order,
    payment: &Payment,
) -> Result<(), DatabaseError> {
    let ours = of_order(world, &order.id).await?;
    let is_told = |told: &Told| {
        let known = |it: &Cancellation| it.gateway_id.as_deref() == Some(told.id.as_str());
        ours.iter()
            .any(|it| known(it) && it.status != CancellationStatus::Requested)
    };
    let mut open: Vec<&Cancellation> = ours
        .iter()
        .filter(|it| it.status == CancellationStatus::Requested)
        .collect();
    let mut outside: Vec<Told> = Vec::new();
    for told in told(payment, &ours).iter().filter(|told| !is_told(told)) {
        match told.state {
            CancellationState::Succeeded => match take_ours(&mut open, told) {
                Some(mine) => succeed(world, mine, Some(&told.id), told.amount).await?,
                None => outside.push(told.clone()),
            },
            CancellationState::Failed => {
                let waits = |it: &&&Cancellation| it.gateway_id.as_ref() == Some(&told.id);
                if let Some(mine) = open.iter().find(waits) {
                    send::refused(world, mine, "the bank refused").await?;
                }
            }
            CancellationState::Requested | CancellationState::Unknown => {}
        }
    }
    if order.is_granted {
        dispute::follow(world, order, payment).await?;
    }
    for told in &outside {
        book_outside(world, order, told, payment).await?;
    }
    Ok(())
}

/// What the gateway lists; what it counts as cancelled and does not list comes as one entry.
fn told(payment: &Payment, ours: &[Cancellation]) -> Vec<Told> {
    let mut told = payment.cancellations.clone();
    let listed: i64 = told
        .iter()
        .filter(|it| it.state == CancellationState::Succeeded)
        .map(|it| it.amount)
        .sum();
    let is_known = |it: &&Cancellation| {
        let is_listed = |told: &Told| Some(told.id.as_str()) == it.gateway_id.as_deref();
        it.status == CancellationStatus::Succeeded && !payment.cancellations.iter().any(is_listed)
    };
    let known: i64 = ours.iter().filter(is_known).map(|it| it.amount).sum();
    let missing = payment.cancelled - listed - known;
    if missing > 0 {
        told.push(Told {
            id: format!("unlisted-{}", payment.cancelled),
            state: CancellationState::Succeeded,
            amount: missing,
            reason: String::new(),
        });
    }
    told
}

/// Which of our open cancellations the gateway tells of: by our id in its reason, or else, where a
/// gateway cuts reasons short, by its amount.
fn take_ours<'a>(open: &mut Vec<&'a Cancellation>, told: &Told) -> Option<&'a Cancellation> {
    let by_id = open.iter().position(|it| {
        told.reason.contains(it.id.as_str()) || it.gateway_id.as_deref() == Some(told.id.as_str())
    });
    let by_amount = || open.iter().position(|it| it.amount == told.amount);
    let position = by_id.or_else(by_amount)?;
    Some(open.remove(position))
}

/// Settles one of ours as done; a second time changes nothing.
pub(super) async fn succeed(
    world: &World,
    it: &Cancellation,
    gateway_id: Option<&str>,
    amount: i64,
) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    cancellation::succeed(&mut batch, it, gateway_id, amount, world.now());
    match world.database.write(batch).await {
        Ok(_) => {
            tracing::info!(order = %it.order, amount, kind = it.kind.as_str(), "money went back");
            figures::refunded(it.kind.as_str(), amount);
            Ok(())
        }
        Err(error) if is_settled(&error) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether somebody else settled it since we looked.
pub(super) fn is_settled(error: &DatabaseError) -> bool {
    error.refused_by("cancellation_settled_once") || error.refused_by(TOLD_ONCE)
}

/// Money went back without us: the credits it had paid for go too, as far as they are there.
async fn book_outside(
    world: &World,
    order: &Order,
    told: &Told,
    payment: &Payment,
) -> Result<(), DatabaseError> {
    for _ in 0..TRIES {
        let Some(order) = find_any(world, &order.id).await? else {
            return Ok(());
        };
        let left = ledger::remaining_of(&*world.database, &order.id, &order.user).await?;
        let before = of_order(world, &order.id).await?;
        let plan = plan(&order, &before, left, told.amount);
        let batch = outside_batch(world, &order, told, payment, &plan);
        match world.database.write(batch).await {
            Ok(_) => {
                tracing::warn!(order = %order.id, amount = told.amount, "money went back without us");
                figures::refunded(CancellationKind::Outside.as_str(), told.amount);
                return Ok(());
            }
            Err(error) if error.refused_by(TOLD_ONCE) => return Ok(()),
            // A run used some of the lot since we read it.
            Err(error) if error.refused_by(guard::LOT) || error.refused_by(guard::BALANCE) => {}
            Err(error) if error.refused_by(TOO_MUCH) => return look_soon(world, &order.id).await,
            Err(error) => return Err(error),
        }
    }
    look_soon(world, &order.id).await
}

async fn look_soon(world: &World, order: &OrderId) -> Result<(), DatabaseError> {
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE payment_order SET next_look_at = ?2 WHERE id = ?1")
            .bind(order)
            .bind(world.now().plus(super::sweep::FIRST_LOOK)),
    );
    world.database.write(batch).await.map(drop)
}

/// Which credits follow money that went back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Plan {
    paid: Credits,
    bonus: Credits,
    debt: Credits,
}

/// The paid credits that `amount` more won bought go, and their share of the bonus with them. What was
/// used of the paid ones already is owed; when all of the money is back, the used bonus too.
fn plan(order: &Order, before: &[Cancellation], left: Remaining, amount: i64) -> Plan {
    if !order.is_granted {
        return Plan::default();
    }
    let back = order.refunded.get().saturating_add(amount);
    let is_all = back >= order.amount.get();
    let due = if is_all {
        order.credits.get()
    } else {
        share(order.credits.get(), back, order.amount.get())
    };
    let live = before
        .iter()
        .filter(|it| it.status != CancellationStatus::Failed);
    let gone: i64 = live
        .clone()
        .map(|it| it.credits.get() + it.debt.get())
        .sum();
    let bonus_gone: i64 = live.map(|it| it.bonus.get()).sum();
    let wanted = (due - gone).max(0);
    let paid = wanted.min(left.paid.get());
    let bonus_due = if is_all {
        order.bonus.get()
    } else {
        share(order.bonus.get(), back, order.amount.get())
    };
    let bonus = (bonus_due - bonus_gone).clamp(0, left.bonus.get());
    let bonus_owed = if is_all {
        (order.bonus.get() - bonus_gone - bonus).max(0)
    } else {
        0
    };
    let credits = |number: i64| Credits::try_from(number).unwrap_or_default();
    Plan {
        paid: credits(paid),
        bonus: credits(bonus),
        debt: credits(wanted - paid + bonus_owed),
    }
}

/// `whole · part / of`, rounded up.
pub(super) fn share(whole: i64, part: i64, of: i64) -> i64 {
    let product = i128::from(whole) * i128::from(part);
    let of = i128::from(of.max(1));
    i64::try_from((product + of - 1) / of).unwrap_or(i64::MAX)
}

fn outside_batch(
    world: &World,
    order: &Order,
    told: &Told,
    payment: &Payment,
    plan: &Plan,
) -> Batch {
    let now = world.now();
    let new = NewCancellation {
        id: CancellationId::new(now, &*world.random),
        order: order.id.clone(),
        kind: CancellationKind::Outside,
        amount: told.amount,
        currency: payment.currency.clone(),
        credits: plan.paid,
        bonus: plan.bonus,
        debt: plan.debt,
        reason: told.reason.clone(),
        actor: "gateway".to_owned(),
        by_customer: false,
        gateway_id: Some(told.id.clone()),
    };
    let mut batch = Batch::new();
    cancellation::note_outside(&mut batch, &new, now);
    if !order.is_granted {
        return batch;
    }
    batch.push(
        Statement::new(
            "UPDATE payment_order SET refunded = refunded + ?2, debt = debt + ?3, refund_asked_at = NULL
             WHERE id = ?1",
        )
        .bind(&order.id)
        .bind(told.amount)
        .bind(plan.debt),
    );
    let take = TakeBack {
        user: &order.user,
        order: &order.id,
        paid: plan.paid,
        bonus: plan.bonus,
        kind: TransactionKind::PaymentRefund,
        cause: cancellation::taken_cause(&new.id),
        at: now,
    };
    ledger::take_back(&mut batch, &take);
    cancellation::restate(&mut batch, &order.id);
    let (id, cause) = (order.id.as_str(), new.id.as_str());
    let kind = AlertKind::CancelledOutside;
    let detail = format!(
        "{} won went back without us; {} credits taken back",
        told.amount,
        plan.paid.get() + plan.bonus.get()
    );
    alert::raise(&mut batch, world, kind, Some(id), cause, &detail);
    debt::tell(&mut batch, world, order, cause, plan.debt);
    batch
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::quote::tests::*, *};
    use crate::{money::Won, time::Timestamp};

    /// One that somebody made at the gateway's console.
    fn gone(order: &Order, amount: i64, plan: &Plan) -> Cancellation {
        Cancellation {
            id: CancellationId::new(Timestamp(0), &Sevens),
            order: order.id.clone(),
            kind: CancellationKind::Outside,
            amount,
            currency: order.currency.clone(),
            credits: plan.paid,
            bonus: plan.bonus,
            debt: plan.debt,
            reason: String::new(),
            actor: "gateway".to_owned(),
            by_customer: false,
            status: CancellationStatus::Succeeded,
            gateway_id: None,
            attempt: 0,
            failure: None,
            created_at: Timestamp(0),
            settled_at: None,
        }
    }

    proptest! {
        /// However a payment is cancelled at the console, in however many parts, and however much is used
        /// between them: what is taken and what is owed is what was granted, to the credit.
        #[test]
        fn when_all_money_is_back_all_credits_are_taken_or_owed(
            (credits, bonus, price) in (1..100_000_u32, 0..10_000_u32, 1..1_000_000_u32),
            parts in proptest::collection::vec((1..1_000_000_i64, 0..50_000_i64, 0..5_000_i64), 1..8),
        ) {
            let mut order = Order {
                amount: Won::of(price),
                credits: Credits::of(credits),
                bonus: Credits::of(bonus),
                ..order()
            };
            let (mut paid, mut bonus_left) = (i64::from(credits), i64::from(bonus));
            let (mut before, mut taken_or_owed) = (Vec::new(), 0);
            let last = (i64::MAX, 0, 0);
            for (amount, used, bonus_used) in parts.into_iter().chain([last]) {
                let amount = amount.min(i64::from(price) - order.refunded.get());
                if amount == 0 {
                    break;
                }
                paid -= used.min(paid);
                bonus_left -= bonus_used.min(bonus_left);
                let credits = |it| Credits::try_from(it).unwrap();
                let left = Remaining { paid: credits(paid), bonus: credits(bonus_left) };
                let plan = plan(&order, &before, left, amount);
                prop_assert!(plan.paid <= left.paid && plan.bonus <= left.bonus, "{plan:?}");
                paid -= plan.paid.get();
                bonus_left -= plan.bonus.get();
                taken_or_owed += plan.paid.get() + plan.bonus.get() + plan.debt.get();
                before.push(gone(&order, amount, &plan));
                order.refunded = Won::try_from(order.refunded.get() + amount).unwrap();
            }
            prop_assert_eq!(order.refunded, order.amount);
            prop_assert_eq!(taken_or_owed, i64::from(credits) + i64::from(bonus));
        }
    }

    #[test]
    fn shares_are_rounded_up() {
        for (whole, part, of, share_of) in [
            (1_000, 9_900, 9_900, 1_000),
            (1_000, 4_950, 9_900, 500),
            (1_000, 1, 9_900, 1),
            (1_000, 0, 9_900, 0),
            (i64::MAX, 2, 2, i64::MAX),
        ] {
            assert_eq!(share(whole, part, of), share_of);
        }
    }
}
