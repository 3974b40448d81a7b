//! Deleting the account: what goes and what stays is said first, and a word must be typed.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode, response::IntoResponse};
use openclaw_domain::{
    account::{self, DeleteError, User},
    order::{self, OrderStatus},
};

use super::{Page, render};
use crate::{
    auth::signed_out_to,
    http::{
        body::Form,
        user::{Known, Visitor},
    },
    problem::Problem,
    site::Site,
    view::{
        leaving::{Goodbye, Leaving},
        shell::Nav,
    },
    words::{Language, Message, say},
};

/// The orders whose refunds are looked at: older ones are too old to have any.
const ORDERS: u32 = 20;

pub(super) async fn ask(State(site): State<Arc<Site>>, Known(user): Known) -> Page {
    render(page(&site, &user, None).await?)
}

async fn page(site: &Site, user: &User, error: Option<Message>) -> Result<Leaving, Problem> {
    // Before the consent, none of the places in the navigation opens.
    let shown = Some(user).filter(|user| user.has_agreed);
    Ok(Leaving {
        shell: site.shell(say("leaving-page"), Nav::Nowhere, shown),
        balance: user.balance.get(),
        refundable_won: refundable(site, user).await?,
        back: if user.has_agreed {
            "/settings"
        } else {
            "/welcome"
        },
        word: say("leaving-word"),
        error,
    })
}

async fn refundable(site: &Site, user: &User) -> Result<i64, Problem> {
    let mut sum = 0;
    for order in order::list(&site.world, &user.id, None, ORDERS).await? {
        if order.is_granted && order.status != OrderStatus::Refunded {
            sum += order::quote(&site.world, &order).await?.amount.get();
        }
    }
    Ok(sum)
}

/// Whether it is what must be typed, in either language: the page may be in the other one by now.
fn is_word(typed: &str) -> bool {
    let word = say("leaving-word");
    let is = |language| typed.trim().eq_ignore_ascii_case(&word.to(language));
    Language::ALL.into_iter().any(is)
}

/// Deletes it, for good.
pub(super) async fn leave(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    mut form: Form,
) -> Page {
    let word = form.take("confirm").unwrap_or_default();
    let (status, error) = if is_word(&word) {
        match account::delete(&site.world, &user.id).await {
            Ok(()) => return Ok(signed_out_to(&site, "/goodbye")),
            Err(error @ DeleteError::RunUnderWay) => {
                (StatusCode::CONFLICT, *Problem::from(error).words)
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        let words = say("leaving-word-missing").with("word", say("leaving-word"));
        (StatusCode::UNPROCESSABLE_ENTITY, words)
    };
    let page = page(&site, &user, Some(error)).await?;
    Ok((status, render(page)?).into_response())
}

pub(super) async fn goodbye(State(site): State<Arc<Site>>, Visitor(user): Visitor) -> Page {
    render(Goodbye {
        shell: site.shell(say("leaving-done-page"), Nav::Nowhere, user.as_ref()),
    })
}
