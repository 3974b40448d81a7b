//! What an operator does with an order: each a POST that leads back to its page, and each in the
//! audit log.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use openclaw_domain::{
    money::Credits,
    order::{self, Order, RefundWish},
    random::{CancellationId, OrderId},
    settings::PayMethod,
};
use serde::Deserialize;

use super::{Page, buyer, order::headline, render, told};
use crate::{
    http::{body::Form, query::Query, user::Admin},
    problem::Problem,
    site::Site,
    view::{admin::RefundPreview, shell::Nav},
    words::say,
};

/// What the gateways take, with an id of ours behind it.
const LONGEST_REASON: usize = 100;

async fn any_order(site: &Site, id: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(id).ok_or_else(Problem::not_found)?;
    order::find_any(&site.world, &id)
        .await?
        .ok_or_else(Problem::not_found)
}

fn back(id: &OrderId, told: &str) -> Response {
    Redirect::to(&format!("/admin/orders/{id}?told={told}")).into_response()
}

/// Reads what is to be refunded: some credits or all that are left, and why.
fn wish(credits: &str, reason: &str) -> Result<(Option<Credits>, String), &'static str> {
    let reason = reason.trim();
    if reason.is_empty()
        || reason.chars().count() > LONGEST_REASON
        || reason.contains(char::is_control)
    {
        return Err("no_reason");
    }
    let credits = match credits.trim() {
        "" => None,
        number => {
            let number = number.parse::<i64>().ok().filter(|number| *number > 0);
            let credits = number.and_then(|number| Credits::try_from(number).ok());
            Some(credits.ok_or("no_credits")?)
        }
    };
    Ok((credits, reason.to_owned()))
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    credits: String,
    #[serde(default)]
    reason: String,
}

/// What a refund would come to; making it takes another button.
pub(super) async fn preview(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Page {
    let order = any_order(&site, &id).await?;
    let (credits, reason) = match wish(&wanted.credits, &wanted.reason) {
        Ok(wish) => wish,
        Err(told) => return Ok(back(&order.id, told)),
    };
    if order.method == PayMethod::VirtualAccount {
        return Ok(back(&order.id, "by_hand"));
    }
    let quote = order::quote_part(&site.world, &order, credits).await?;
    if quote.amount.get() == 0 {
        return Ok(back(&order.id, "nothing"));
    }
    if credits.is_some_and(|credits| credits > quote.credits) {
        return Ok(back(&order.id, "too_many"));
    }
    let explained = order::explain(&site.world, &order.id)
        .await?
        .ok_or_else(Problem::not_found)?;
    render(RefundPreview {
        shell: site.shell(say("admin-refund-page"), Nav::Admin, Some(&admin.0)),
        id: order.id.to_string(),
        headline: headline(&site, &order),
        buyer: buyer(explained.name.as_deref(), explained.email.as_deref()),
        wanted: credits.map_or_else(String::new, |credits| credits.get().to_string()),
        reason,
        refunded: order.refunded.get(),
        won: quote.amount.get(),
        credits: quote.credits.get(),
        bonus: quote.bonus.get(),
    })
}

/// Refunds.
pub(super) async fn refund(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let order = any_order(&site, &id).await?;
    let mut field = |name| form.take(name).unwrap_or_default();
    // A form that is sent twice, or was left open while somebody else refunded, does nothing.
    if field("refunded") != order.refunded.get().to_string() {
        return Ok(back(&order.id, "changed"));
    }
    let (credits, reason) = match wish(&field("credits"), &field("reason")) {
        Ok(wish) => wish,
        Err(told) => return Ok(back(&order.id, told)),
    };
    let wish = RefundWish {
        credits,
        reason,
        actor: admin.actor(),
        by_customer: order.refund_asked_at.is_some(),
    };
    let told = match order::refund(&site.world, &order.id, &wish).await {
        Ok(it) => told::of_cancellation(it.status),
        Err(error) => told::of_refusal(error)?,
    };
    Ok(back(&order.id, told))
}

/// Asks the gateway now.
pub(super) async fn look(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path(id): Path<String>,
) -> Page {
    let order = any_order(&site, &id).await?;
    let id = order.id.clone();
    let looked = order::look_for(&site.world, order, &admin.actor()).await;
    Ok(back(&id, told::of_look(looked)?))
}

/// Tries a giving back again that waits for its turn.
pub(super) async fn retry(
    State(site): State<Arc<Site>>,
    admin: Admin,
    Path((id, cancellation)): Path<(String, String)>,
) -> Page {
    let order = any_order(&site, &id).await?;
    let cancellation = CancellationId::parse(&cancellation).ok_or_else(Problem::not_found)?;
    let all = order::cancellations(&site.world, &order.id).await?;
    if !all.iter().any(|it| it.id == cancellation) {
        return Err(Problem::not_found());
    }
    let told = match order::retry_cancellation(&site.world, &cancellation, &admin.actor()).await {
        Ok(status) => told::of_cancellation(status.ok_or_else(Problem::not_found)?),
        Err(error) => told::of_failure(error)?,
    };
    Ok(back(&order.id, told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refund_needs_a_reason_and_a_sensible_number() {
        let all = wish("", " 단순 변심 ").unwrap();
        assert_eq!(all, (None, "단순 변심".to_owned()));
        assert_eq!(wish("500", "a").unwrap().0, Some(Credits::of(500)));
        for (credits, reason, told) in [
            ("", "  ", "no_reason"),
            ("", "a\nb", "no_reason"),
            ("0", "a", "no_credits"),
            ("-1", "a", "no_credits"),
            ("모두", "a", "no_credits"),
            ("9007199254740993", "a", "no_credits"),
        ] {
            assert_eq!(wish(credits, reason), Err(told), "{credits} {reason}");
        }
        assert_eq!(wish("", &"가".repeat(101)), Err("no_reason"));
    }
}
