//! Asking for a refund on an order's page, and what has come of it.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use openclaw_domain::{
    order::{
        self, AskError, Cancellation, CancellationStatus, Order, OrderStatus, Quote, QuoteReason,
    },
    settings::PayMethod,
};

use super::{Page, orders::own_order};
use crate::{
    http::user::SignedIn,
    problem::{Problem, quote_words},
    site::Site,
    view::{
        badge::Badge,
        format::When,
        refund::{Offer, Refund, Return},
    },
    words::{Message, say},
};

/// Whole days, as the terms count them.
pub(super) fn days(duration: Duration) -> u64 {
    duration.as_secs() / (24 * 60 * 60)
}

/// How the money of an order comes back, in a sentence.
fn how(order: &Order) -> Message {
    if order.method == PayMethod::VirtualAccount {
        say("refund-how-transfer")
    } else {
        say("refund-how")
    }
}

/// What can be done about getting the money of an order back; nothing, for one that was not granted.
pub(super) async fn refund_of(site: &Site, order: &Order) -> Result<Option<Refund>, Problem> {
    if !order.is_granted || order.status == OrderStatus::Refunded {
        return Ok(None);
    }
    let quote = order::quote(&site.world, order).await?;
    let why = || quote_words(quote.because);
    Ok(Some(match order.refund_asked_at {
        _ if quote.amount.get() == 0 => Refund::Nothing { why: why() },
        Some(at) => Refund::Asked {
            at: When::moment(at.0),
            won: quote.amount.get(),
        },
        None => Refund::Offered(Offer {
            won: quote.amount.get(),
            why: why(),
            credits: quote.credits.get(),
            bonus: quote.bonus.get(),
            used: quote.used.get(),
            full_until: (quote.because == QuoteReason::InTime)
                .then(|| When::moment(quote.full_until.0)),
            how: how(order),
        }),
    }))
}

/// What a row of the list says about it: `환불 가능 9,900원`.
pub(super) fn in_short(order: &Order, quote: &Quote) -> Option<Message> {
    let amount = quote.amount.get();
    (amount > 0 && order.refund_asked_at.is_none())
        .then(|| say("refund-short").with("amount", Message::won(amount)))
}

/// An amount with its currency.
pub(super) fn money(amount: i64, currency: &str) -> Message {
    if currency == "KRW" {
        Message::won(amount)
    } else {
        say("amount-currency")
            .with("amount", amount)
            .with("currency", currency)
    }
}

/// How much went back, or is to, or did not.
pub(super) fn sum(returns: &[Cancellation], status: CancellationStatus) -> i64 {
    let amounts = returns.iter().filter(|it| it.status == status);
    amounts.map(|it| it.amount).sum()
}

/// A giving back of money, as its buyer sees it.
pub(super) fn returned(it: &Cancellation) -> Return {
    let (badge, words) = match it.status {
        CancellationStatus::Requested => (Badge::money_returning(), say("return-requested")),
        CancellationStatus::Succeeded => (Badge::money_returned(), say("return-succeeded")),
        CancellationStatus::Failed => (Badge::money_kept(), say("return-failed")),
    };
    Return {
        amount: money(it.amount, &it.currency),
        when: When::moment(it.settled_at.unwrap_or(it.created_at).0),
        badge,
        words,
    }
}

/// The order's page, where the refund is told about.
fn back(order: &Order) -> Response {
    Redirect::to(&format!("/orders/{}#refund", order.id)).into_response()
}

/// Asks for what is left.
pub(super) async fn ask(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    match order::ask_refund(&site.world, &user.id, &order.id).await {
        // The order's page says what came of it, or why nothing can.
        Ok(_) | Err(AskError::Nothing(_)) => Ok(back(&order)),
        Err(error) => Err(error.into()),
    }
}

/// Takes the wish back.
pub(super) async fn withdraw(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    order::withdraw_refund(&site.world, &user.id, &order.id).await?;
    Ok(back(&order))
}
