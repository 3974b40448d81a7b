//! Settling an order: fetch the payment with our secret, compare, and grant it, wait for it, or send
//! back what was captured.
//!
//! Whoever asks (browser, webhook, sweep, reconciliation, operator) only tells us when to look. The
//! same order can be looked at any number of times, at once too: it is granted once, and every
//! answer is the same.

use super::{
    Mismatch, Order, OrderStatus, find, find_any,
    follow::follow,
    predicate::{check, check_terms},
    void,
};
use crate::{
    alert::{self, AlertKind},
    database::{Batch, DatabaseError, Statement},
    figures,
    ledger::{self, Grant, LotKind, TransactionKind, guard},
    money::Credits,
    port::payment::{
        ChannelKind, ConfirmError, ConfirmRequest, GatewayError, GatewayKind, Payment,
        PaymentGateway, PaymentStatus,
    },
    random::{OrderId, UserId},
    settings::PayMethod,
    world::World,
};

/// The guard that lets a captured payment be granted or sent back, once.
pub(super) const ONCE: &str = "granted_or_voided";

/// What a browser brings from the payment window: hints of where to look, never proof.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    /// The attempt (V1: `imp_uid`, V2: `txId`).
    pub attempt: Option<String>,
    /// With manual confirm: the token that lets us capture.
    pub token: Option<String>,
}

/// How the order stands after looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Paid and granted, now or before.
    Completed {
        /// The order.
        order: Order,
        /// The balance right after the grant: the same in every answer.
        balance: Credits,
    },
    /// The buyer is not done paying; look again later.
    Pending(Order),
}

/// Why nothing was granted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// The user has no such order.
    #[error("there is no such order")]
    NoOrder,
    /// The gateway has no such payment: the window was never opened.
    #[error("nothing has been paid for this order")]
    NoPayment,
    /// Something does not fit; noted on the order.
    #[error("the payment does not fit the order: {}", .0.as_str())]
    Mismatch(Mismatch),
    /// The gateway captured nothing: the token, the amount or the card was refused.
    #[error("the payment was not captured: {0}")]
    NotCaptured(String),
    /// The gateway told nothing; the order stays as it was.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The database failed; the order stays as it was.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Looks at the user's order once, and grants it when it is proved to be paid.
pub async fn settle(
    world: &World,
    user: &UserId,
    id: &OrderId,
    claim: &Claim,
) -> Result<Settled, SettleError> {
    let order = find(world, user, id).await?.ok_or(SettleError::NoOrder)?;
    if order.is_granted {
        return completed(world, &order).await;
    }
    if let Some(token) = &claim.token
        && world.settings.payments.manual_confirm
    {
        capture(world, &order, claim, token).await?;
    }
    // Only V1 needs the attempt to find a payment.
    let attempt = claim
        .attempt
        .as_deref()
        .filter(|_| order.gateway == GatewayKind::PortOneV1);
    look_by(world, order, attempt).await
}

/// Looks at an order at hand, granted or not, and brings it in line with its payment: the one road
/// to credits and back, whoever says that it is time to look.
pub async fn look(world: &World, order: Order) -> Result<Settled, SettleError> {
    look_by(world, order, None).await
}

async fn look_by(
    world: &World,
    order: Order,
    attempt: Option<&str>,
) -> Result<Settled, SettleError> {
    let payment = fetch(world, &order, attempt).await?;
    if attempt.is_some() && payment.id != order.id.as_str() {
        // A browser named somebody else's attempt: that says nothing about this order.
        tracing::warn!(order = %order.id, "a browser named another order's payment");
        return Err(SettleError::Mismatch(Mismatch::Uid));
    }
    apply(world, order, &payment).await
}

/// An order's payment. A gateway that refuses our secret is told to the operator.
pub(super) async fn fetch(
    world: &World,
    order: &Order,
    attempt: Option<&str>,
) -> Result<Payment, SettleError> {
    let fetched = gateway(world, order.gateway)?
        .fetch(&order.id, attempt)
        .await;
    if let Err(GatewayError::Misconfigured(reason)) = &fetched {
        tell_misconfigured(world, order.gateway, reason).await?;
    }
    fetched?.ok_or(SettleError::NoPayment)
}

/// Told once a day: until the operator acts, every look is refused alike.
pub(super) async fn tell_misconfigured(
    world: &World,
    kind: GatewayKind,
    reason: &str,
) -> Result<(), DatabaseError> {
    let day = world.now().0 / (24 * 60 * 60 * 1_000);
    let cause = format!("{}:{day}", kind.as_str());
    let alert = AlertKind::GatewayMisconfigured;
    alert::raise_alone(world, alert, None, &cause, reason).await
}

/// The gateway that an order is paid by.
pub(super) fn gateway(
    world: &World,
    kind: GatewayKind,
) -> Result<&dyn PaymentGateway, GatewayError> {
    world
        .payments
        .get(&kind)
        .map(|it| &**it)
        .ok_or_else(|| GatewayError::Misconfigured(format!("no {} is configured", kind.as_str())))
}

/// Brings an order in line with its payment.
pub(super) async fn apply(
    world: &World,
    order: Order,
    payment: &Payment,
) -> Result<Settled, SettleError> {
    if order.is_granted || order.is_void {
        follow(world, &order, payment).await?;
        return standing(world, &order.id).await;
    }
    let waits = matches!(
        payment.status,
        PaymentStatus::Ready | PaymentStatus::PayPending | PaymentStatus::VirtualAccountIssued
    );
    let shop = world.settings.payments.shop(order.gateway);
    match check(&order, payment, &shop) {
        Ok(()) => grant_once(world, &order, payment).await,
        Err(mismatch) if waits && !mismatch.is_foreign() => wait(world, order, payment).await,
        Err(mismatch) if payment.held() > 0 && !mismatch.is_foreign() => {
            void::void(world, &order, payment, mismatch).await
        }
        Err(mismatch) => {
            note(world, &order, mismatch).await?;
            // Not the mismatch seen here: since the order was loaded, another look may have decided
            // it, and what we see may be what came of that.
            standing(world, &order.id).await
        }
    }
}

/// With manual confirm: the checks first, and only then the money.
async fn capture(
    world: &World,
    order: &Order,
    claim: &Claim,
    token: &str,
) -> Result<(), SettleError> {
    let payment = fetch(world, order, None).await?;
    if payment.status.was_captured() {
        return Ok(());
    }
    let shop = world.settings.payments.shop(order.gateway);
    if let Err(mismatch) = check_terms(order, &payment, &shop) {
        note(world, order, mismatch).await?;
        return Err(SettleError::Mismatch(mismatch));
    }
    let request = ConfirmRequest {
        order: order.id.clone(),
        token: token.to_owned(),
        transaction_id: claim.attempt.clone(),
        amount: order.amount.get(),
        currency: order.currency.clone(),
        is_test: payment.channel != ChannelKind::Live,
    };
    match gateway(world, order.gateway)?.confirm(&request).await {
        Ok(()) => Ok(()),
        Err(ConfirmError::Refused(reason)) => Err(SettleError::NotCaptured(reason)),
        Err(ConfirmError::NotKnown(reason)) => Err(GatewayError::Unavailable(reason).into()),
        Err(ConfirmError::Misconfigured(reason)) => Err(GatewayError::Misconfigured(reason).into()),
    }
}

async fn grant_once(
    world: &World,
    order: &Order,
    payment: &Payment,
) -> Result<Settled, SettleError> {
    match world.database.write(grant(world, order, payment)).await {
        Ok(_) => {
            tracing::info!(order = %order.id, amount = %order.amount, "order completed");
            figures::order_completed(order.amount);
            figures::granted(LotKind::Paid.as_str(), order.credits);
            figures::granted(LotKind::Bonus.as_str(), order.bonus);
        }
        // Another request granted it since we looked, or sends its money back.
        Err(error) if error.refused_by(ONCE) || error.refused_by(guard::CAUSE) => {}
        Err(error) => return Err(error.into()),
    }
    standing(world, &order.id).await
}

/// Credits, bonus and the order's state, together.
fn grant(world: &World, order: &Order, payment: &Payment) -> Batch {
    let now = world.now();
    let validity = world.settings.validity;
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET grants = grants + 1, status = 'COMPLETED', reason = NULL,
                    transaction_id = ?2, receipt_url = ?3, settled_at = ?4, next_look_at = NULL,
                    virtual_account = NULL
             WHERE id = ?1",
        )
        .bind(&order.id)
        .bind(payment.transaction_id.clone())
        .bind(payment.receipt_url.clone())
        .bind(now),
    );
    let paid = Grant {
        user: &order.user,
        kind: TransactionKind::Purchase,
        lot: LotKind::Paid,
        amount: order.credits,
        order: Some(&order.id),
        cause: format!("purchase:{}", order.id),
        at: now,
        expires_at: now.plus(validity.paid),
    };
    ledger::grant(&mut batch, &paid);
    if order.bonus > Credits::ZERO {
        let bonus = Grant {
            kind: TransactionKind::PurchaseBonus,
            lot: LotKind::Bonus,
            amount: order.bonus,
            cause: format!("purchase_bonus:{}", order.id),
            expires_at: now.plus(validity.bonus),
            ..paid
        };
        ledger::grant(&mut batch, &bonus);
    }
    batch
}

/// Nothing is captured yet. A new attempt after one that failed is waited for like the first.
async fn wait(world: &World, order: Order, payment: &Payment) -> Result<Settled, SettleError> {
    let account = &payment.virtual_account;
    let is_new = order.status != OrderStatus::Pending || order.virtual_account != *account;
    if !is_new {
        return Ok(Settled::Pending(order));
    }
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = 'PENDING', reason = NULL, virtual_account = ?2,
                    next_look_at = COALESCE(next_look_at, ?3)
             WHERE id = ?1 AND grants + voids = 0",
        )
        .bind(&order.id)
        .bind(
            account
                .as_ref()
                .and_then(|it| serde_json::to_string(it).ok()),
        )
        .bind(world.now().plus(super::sweep::FIRST_LOOK)),
    );
    let offered = &world.settings.payments.methods;
    if payment.status == PaymentStatus::VirtualAccountIssued
        && !offered.contains(&PayMethod::VirtualAccount)
    {
        let id = order.id.as_str();
        let kind = AlertKind::UnexpectedMethod;
        let detail = "a virtual account was issued although that method is off; a transfer to it \
                      is granted all the same";
        alert::raise(&mut batch, world, kind, Some(id), id, detail);
    }
    world.database.write(batch).await?;
    let order = find_any(world, &order.id)
        .await?
        .ok_or(SettleError::NoOrder)?;
    Ok(Settled::Pending(order))
}

/// Writes the reason on the order. Without a guard on purpose: an order that was decided meanwhile
/// keeps its state. As long as no money moved, another attempt may follow and is looked for.
async fn note(world: &World, order: &Order, mismatch: Mismatch) -> Result<(), DatabaseError> {
    let over = mismatch.is_foreign() || mismatch == Mismatch::Cancelled;
    let mut batch = Batch::new();
    batch.push(
        Statement::new(
            "UPDATE payment_order SET status = 'FAILED', reason = ?2, settled_at = ?3,
                    next_look_at = CASE WHEN ?4 = 0 THEN next_look_at END
             WHERE id = ?1 AND grants + voids = 0",
        )
        .bind(&order.id)
        .bind(mismatch)
        .bind(world.now())
        .bind(over),
    );
    if mismatch != Mismatch::Status && mismatch != Mismatch::Cancelled {
        let id = order.id.as_str();
        let cause = format!("{id}:{}", mismatch.as_str());
        let kind = AlertKind::PaymentMismatch;
        let detail = format!("{}: nothing was granted", mismatch.as_str());
        alert::raise(&mut batch, world, kind, Some(id), &cause, &detail);
        tracing::warn!(
            order = id,
            reason = mismatch.as_str(),
            "a payment does not fit"
        );
    }
    world.database.write(batch).await.map(drop)
}

/// How an order stands, whoever brought it there, read anew: all are told the same.
pub(super) async fn standing(world: &World, id: &OrderId) -> Result<Settled, SettleError> {
    let order = find_any(world, id).await?.ok_or(SettleError::NoOrder)?;
    if order.is_granted {
        return completed(world, &order).await;
    }
    if order.status == OrderStatus::Pending {
        return Ok(Settled::Pending(order));
    }
    let reason = order.reason.as_deref().and_then(Mismatch::from_word);
    Err(SettleError::Mismatch(reason.unwrap_or(Mismatch::Status)))
}

async fn completed(world: &World, order: &Order) -> Result<Settled, SettleError> {
    let statement = Statement::new(
        "SELECT balance_after FROM credit_transaction
         WHERE user_id = ?1 AND cause IN (?2, ?3) ORDER BY number DESC LIMIT 1",
    )
    .bind(&order.user)
    .bind(format!("purchase:{}", order.id))
    .bind(format!("purchase_bonus:{}", order.id));
    let balance = world.database.read(statement).await?.one()?.get(0)?;
    let order = order.clone();
    Ok(Settled::Completed { order, balance })
}
