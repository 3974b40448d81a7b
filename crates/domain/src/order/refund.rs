//! Refunds: asked for by the buyer, made by the operator, or at once where nothing speaks against it.
//!
//! The credits are taken in the batch that writes the refund down, before the gateway is asked: no
//! run can use what is being paid back. When the gateway refuses, they are put back.

use super::{
    Cancellation, CancellationKind, Order, Quote, QuoteReason,
    cancellation::{self, NewCancellation},
    find, find_any,
    quote::quote_for,
    send,
};
use crate::{
    alert::{self, AlertKind},
    audit,
    database::{Batch, DatabaseError, Statement},
    ledger::{self, Remaining, TakeBack, TransactionKind, guard},
    money::{Credits, Won},
    random::{CancellationId, OrderId, UserId},
    settings::PayMethod,
    world::World,
};

/// Between the quote and the taking, runs may use credits: how often to quote again.
const TRIES: usize = 8;

/// What is to be refunded.
#[derive(Clone, Debug)]
pub struct RefundWish {
    /// How many paid credits; all that are left without it.
    pub credits: Option<Credits>,
    /// In words, for the buyer's statement.
    pub reason: String,
    /// Who decided: `user:…`, `admin:…`, `cli:…`.
    pub actor: String,
    /// Whether the buyer asked for it.
    pub by_customer: bool,
}

/// Why nothing was refunded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// There is no such order.
    #[error("there is no such order")]
    NoOrder,
    /// Nothing can go back.
    #[error("nothing can be refunded: {}", .0.as_str())]
    Nothing(QuoteReason),
    /// More credits were named than are left.
    #[error("only {left} unused paid credits are left")]
    TooMany {
        /// What is left.
        left: Credits,
    },
    /// The gateway cannot send a transfer back: the operator does it at the console, with the
    /// buyer's account, and the credits follow by themselves.
    #[error(
        "a transfer goes back by hand: cancel it at the gateway's console with the buyer's account"
    )]
    ByHand,
    /// The credits are being used too fast to be taken.
    #[error("the credits are in use; try again")]
    InUse,
    /// The database failed; nothing was refunded.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Refunds what is left of an order, or some of it. The money is asked back at once; the answer says
/// how far that has come, and what is not done yet the sweep goes on with.
pub async fn refund(
    world: &World,
    id: &OrderId,
    wish: &RefundWish,
) -> Result<Cancellation, RefundError> {
    for _ in 0..TRIES {
        let order = find_any(world, id).await?.ok_or(RefundError::NoOrder)?;
        let (quote, left) = quote_for(world, &order, wish.credits).await?;
        if quote.amount == Won::ZERO {
            return Err(RefundError::Nothing(quote.because));
        }
        if order.method == PayMethod::VirtualAccount {
            return Err(RefundError::ByHand);
        }
        if let Some(wanted) = wish.credits
            && wanted > left.paid
        {
            return Err(RefundError::TooMany { left: left.paid });
        }
        let now = world.now();
        let new = CancellationId::new(now, &*world.random);
        match world
            .database
            .write(taken(world, &order, &quote, wish, &new))
            .await
        {
            Ok(_) => return sent(world, &new).await,
            Err(error) if error.refused_by(guard::LOT) || error.refused_by(guard::BALANCE) => {}
            Err(error) if error.refused_by("refunded_not_above_paid") => {
                return Err(RefundError::Nothing(QuoteReason::Refunded));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(RefundError::InUse)
}

/// Credits out, won reserved, refund and decision written down: together.
fn taken(
    world: &World,
    order: &Order,
    quote: &Quote,
    wish: &RefundWish,
    id: &CancellationId,
) -> Batch {
    let now = world.now();
    let new = NewCancellation {
        id: id.clone(),
        order: order.id.clone(),
        kind: CancellationKind::Refund,
        amount: quote.amount.get(),
        currency: order.currency.clone(),
        credits: quote.credits,
        bonus: quote.bonus,
        debt: Credits::ZERO,
        reason: wish.reason.clone(),
        actor: wish.actor.clone(),
        by_customer: wish.by_customer,
        gateway_id: None,
    };
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET refunded = refunded + ?2, refund_asked_at = NULL WHERE id = ?1",
        )
        .bind(&order.id)
        .bind(quote.amount),
    );
    cancellation::request(&mut batch, &new, now);
    let take = TakeBack {
        user: &order.user,
        order: &order.id,
        paid: quote.credits,
        bonus: quote.bonus,
        kind: TransactionKind::PaymentRefund,
        cause: cancellation::taken_cause(id),
        at: now,
    };
    ledger::take_back(&mut batch, &take);
    let detail = format!(
        "{} won for {} credits, {} bonus forfeited: {}",
        quote.amount.get(),
        quote.credits.get(),
        quote.bonus.get(),
        wish.reason
    );
    let (actor, subject) = (wish.actor.as_str(), order.id.as_str());
    audit::record(&mut batch, world, actor, "order.refund", subject, &detail);
    batch
}

async fn sent(world: &World, id: &CancellationId) -> Result<Cancellation, RefundError> {
    if let Err(error) = send::send(world, id).await {
        tracing::warn!(%error, "a refund is sent later");
    }
    let it = cancellation::find(world, id).await?;
    it.ok_or_else(|| DatabaseError::Row("a refund is missing".to_owned()).into())
}

/// What became of a buyer's wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It was refunded at once, or is under way.
    Refunded(Cancellation),
    /// The operator decides; what the buyer will get is fixed by when they asked.
    Waiting(Quote),
}

/// Why a buyer's wish was not taken.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The user has no such order.
    #[error("there is no such order")]
    NoOrder,
    /// Nothing can go back.
    #[error("nothing can be refunded: {}", .0.as_str())]
    Nothing(QuoteReason),
    /// It could not be refunded now.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// The database failed; nothing was asked.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// The buyer asks for a refund of what is left. An order of which nothing was used is refunded at
/// once when they ask in time; anything else waits for the operator. Asking again changes nothing.
pub async fn ask_refund(world: &World, user: &UserId, id: &OrderId) -> Result<Asked, AskError> {
    let order = find(world, user, id).await?.ok_or(AskError::NoOrder)?;
    let (quote, left) = quote_for(world, &order, None).await?;
    if quote.amount == Won::ZERO {
        return Err(AskError::Nothing(quote.because));
    }
    if is_plain(world, &order, &quote, left) {
        let wish = RefundWish {
            credits: None,
            reason: "구매자 청약철회".to_owned(),
            actor: format!("user:{user}"),
            by_customer: true,
        };
        return Ok(Asked::Refunded(refund(world, id, &wish).await?));
    }
    if order.refund_asked_at.is_none() {
        let now = world.now();
        let mut batch = Batch::new();
        batch.push(
            Statement::new(
                "UPDATE payment_order SET refund_asked_at = ?2 WHERE id = ?1 AND refund_asked_at IS NULL",
            )
            .bind(id)
            .bind(now),
        );
        let actor = format!("user:{user}");
        audit::record(
            &mut batch,
            world,
            &actor,
            "order.ask_refund",
            id.as_str(),
            "",
        );
        let (kind, cause) = (AlertKind::RefundAsked, format!("{id}:{}", now.0));
        let detail = format!(
            "the buyer asks for {} won back: openclaw admin orders refund {id} --reason …",
            quote.amount.get()
        );
        alert::raise(&mut batch, world, kind, Some(id.as_str()), &cause, &detail);
        world.database.write(batch).await?;
    }
    Ok(Asked::Waiting(quote))
}

/// Nothing was used, and the buyer asks in time: there is nothing to decide.
fn is_plain(world: &World, order: &Order, quote: &Quote, left: Remaining) -> bool {
    world.settings.refunds.automatic
        && order.method != PayMethod::VirtualAccount
        && quote.because == QuoteReason::InTime
        && left.paid == order.credits
        && left.bonus == order.bonus
        && order.refunded == Won::ZERO
}

/// The buyer takes the wish back; without one, nothing changes.
pub async fn withdraw_refund(world: &World, user: &UserId, id: &OrderId) -> Result<(), AskError> {
    let order = find(world, user, id).await?.ok_or(AskError::NoOrder)?;
    if order.refund_asked_at.is_none() {
        return Ok(());
    }
    let mut batch = Batch::new();
    batch.push(
        Statement::new("UPDATE payment_order SET refund_asked_at = NULL WHERE id = ?1").bind(id),
    );
    let (actor, action) = (format!("user:{user}"), "order.withdraw_refund");
    audit::record(&mut batch, world, &actor, action, id.as_str(), "");
    world.database.write(batch).await?;
    Ok(())
}
