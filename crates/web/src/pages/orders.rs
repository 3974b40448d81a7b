//! An order: being checked, granted, paid back, or come to nothing. A phone comes back here after
//! paying; that alone changes nothing.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    response::{IntoResponse, Redirect},
};
use futures::{TryFutureExt as _, try_join};
use openclaw_domain::{
    account::User,
    order::{
        self, Cancellation, CancellationStatus, Mismatch, Order, OrderStatus, SettleError, Settled,
    },
    port::payment::VirtualAccount,
    random::OrderId,
};

use super::{
    Page,
    credits::package_name,
    hints::Hints,
    refunds::{refund_of, returned, sum},
    render,
    words::{bank_name, method_name, order_badge},
};
use crate::{
    http::{body::Form, user::SignedIn},
    problem::{Problem, mismatch_words},
    site::Site,
    view::{
        format::When,
        order::{OrderPage, OrderState, Transfer},
        shell::Nav,
    },
    words::{Message, say, verbatim},
};

/// How long the page asks again by itself.
const POLLED: Duration = Duration::from_mins(10);
/// How often, in seconds: while the window has just closed, and while a transfer is awaited.
const OFTEN: u8 = 3;
const SELDOM: u8 = 15;

pub(super) async fn own_order(site: &Site, user: &User, id: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(id).ok_or_else(Problem::not_found)?;
    order::find(&site.world, &user.id, &id)
        .await?
        .ok_or_else(Problem::not_found)
}

pub(super) async fn order(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    query: Result<Query<Vec<(String, String)>>, QueryRejection>,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    // Whatever else stands behind the `?`, it is no reason not to show the order.
    let hints = query.map_or_else(|_| Hints::default(), |Query(pairs)| Hints::read(&pairs));
    let returns = order::cancellations(&site.world, &order.id).err_into();
    let (returns, refund) = try_join!(returns, refund_of(&site, &order))?;
    let fresh = site.world.now() < order.created_at.plus(POLLED);
    let waits = order.status == OrderStatus::Pending && fresh;
    let often = if order.virtual_account.is_some() {
        SELDOM
    } else {
        OFTEN
    };
    render(OrderPage {
        shell: site.shell(say("order-page"), Nav::Credits, Some(&user)),
        merchant_uid: order.id.to_string(),
        package: package_name(&site, &order),
        price_won: order.amount.get(),
        method: method_name(order.method),
        badge: order_badge(&order),
        state: state(&order, &returns, &user, hints.doubted),
        poll_seconds: waits.then_some(often),
        hints: hints.pairs(),
        receipt_url: order.receipt_url.clone(),
        refund,
        returns: returns.iter().map(returned).collect(),
    })
}

fn state(order: &Order, returns: &[Cancellation], user: &User, doubted: bool) -> OrderState {
    let balance = user.balance.get();
    match order.status {
        OrderStatus::Completed if order.refunded.get() > 0 => OrderState::Refunded {
            headline: say("order-refunding").with("amount", Message::won(order.refunded.get())),
            balance,
        },
        OrderStatus::Completed => OrderState::Completed {
            credits: order.credits.get(),
            bonus: order.bonus.get(),
            balance,
        },
        OrderStatus::PartiallyRefunded => OrderState::Refunded {
            headline: say("order-refunded-part").with(
                "amount",
                Message::won(sum(returns, CancellationStatus::Succeeded)),
            ),
            balance,
        },
        OrderStatus::Refunded => OrderState::Refunded {
            headline: say("order-refunded-all").with("amount", Message::won(order.amount.get())),
            balance,
        },
        OrderStatus::Disputed => OrderState::Disputed {
            frozen: order.frozen.get(),
        },
        OrderStatus::Pending => match &order.virtual_account {
            Some(account) => OrderState::Transfer(transfer(account)),
            None => OrderState::Pending { doubted },
        },
        OrderStatus::Expired => OrderState::Failed {
            headline: say("order-expired"),
            reason: say("order-expired-why"),
            money: say("order-expired-money"),
        },
        OrderStatus::Failed => failed(order, returns),
    }
}

fn transfer(account: &VirtualAccount) -> Transfer {
    Transfer {
        bank: account.bank.as_deref().map(bank_name),
        number: account.number.clone(),
        holder: account.holder.clone(),
        due: account.due_at.map(|at| When::moment(at.0)),
    }
}

fn failed(order: &Order, returns: &[Cancellation]) -> OrderState {
    let mismatch = order.reason.as_deref().and_then(Mismatch::from_word);
    let is = |status| returns.iter().any(|it| it.status == status);
    let money = match mismatch {
        _ if is(CancellationStatus::Requested) => say("order-money-returning"),
        _ if is(CancellationStatus::Failed) => say("order-money-stuck"),
        _ if is(CancellationStatus::Succeeded) => say("order-money-returned"),
        Some(Mismatch::Status) => say("order-money-none"),
        Some(Mismatch::Cancelled) => say("order-money-card"),
        _ => say("order-money-unsure"),
    };
    let reason = match mismatch {
        // What follows says the same of the money.
        Some(Mismatch::Status) => say("order-unfinished"),
        Some(Mismatch::Cancelled) => say("order-cancelled"),
        Some(mismatch) => mismatch_words(mismatch),
        None => verbatim(""),
    };
    OrderState::Failed {
        headline: say("order-not-granted"),
        reason,
        money,
    }
}

/// Looks at the payment again and shows the order.
pub(super) async fn check(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    Form(fields): Form,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    let hints = Hints::read(&fields);
    let address = format!("/orders/{}", order.id);
    let claim = hints.clone().claim();
    let address = match order::settle(&site.world, &user.id, &order.id, &claim).await {
        // The order's page says how it stands, whatever it is.
        Ok(Settled::Completed { .. }) | Err(SettleError::Mismatch(_)) => address,
        // Still pending: the page goes on asking, with the same hints.
        Ok(Settled::Pending(_)) | Err(SettleError::NoPayment) => hints.onto(&address),
        Err(SettleError::Gateway(error)) => {
            tracing::warn!(%error, "an order cannot be checked");
            hints.onto(&address)
        }
        // The token is used up: what is left to know is whether another attempt was paid.
        Err(SettleError::NotCaptured(reason)) => {
            tracing::warn!(reason, "a payment was not captured");
            hints.in_doubt().onto(&address)
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&address).into_response())
}
