//! An order: being checked, granted, or come to nothing. A phone comes back here after paying.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use openclaw_domain::{
    account::User,
    database::{FromValue as _, Value},
    order::{self, Mismatch, Order, OrderStatus, SettleError, Settled},
    random::OrderId,
};

use super::{Page, credits::package_name, render};
use crate::{
    http::user::SignedIn,
    problem::{Problem, mismatch_words},
    site::Site,
    view::{
        order::{OrderPage, OrderState},
        shell::Nav,
    },
};

/// How long the page asks again by itself.
const POLLED: Duration = Duration::from_mins(10);

async fn own_order(site: &Site, user: &User, id: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(id).ok_or_else(Problem::not_found)?;
    order::find(&site.world, &user.id, &id)
        .await?
        .ok_or_else(Problem::not_found)
}

pub(super) async fn order(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    let state = match order.status {
        OrderStatus::Completed
        | OrderStatus::PartiallyRefunded
        | OrderStatus::Refunded
        | OrderStatus::Disputed => OrderState::Completed {
            credits: order.credits.get(),
            bonus: order.bonus.get(),
            balance: user.balance.get(),
            receipt_url: order.receipt_url.clone(),
        },
        OrderStatus::Pending => {
            let fresh = site.world.now() < order.created_at.plus(POLLED);
            OrderState::Pending { poll: fresh }
        }
        OrderStatus::Expired => OrderState::Failed {
            headline: "시간이 지나 닫힌 주문이에요".to_owned(),
            reason: "하루 동안 결제되지 않았어요.".to_owned(),
            money:
                "결제하셨다면 고객센터로 주문 번호를 알려 주세요. 확인해서 바로 처리해 드릴게요."
                    .to_owned(),
        },
        OrderStatus::Failed => failed(&order),
    };
    render(&OrderPage {
        shell: site.shell("주문", Nav::Credits, Some(&user)),
        merchant_uid: order.id.to_string(),
        package: package_name(&site, &order),
        price_won: order.amount.get(),
        state,
    })
}

fn failed(order: &Order) -> OrderState {
    let reason = order.reason.clone().map_or(Value::Null, Value::Text);
    let mismatch = Mismatch::from_value(&reason);
    let money = match mismatch {
        Some(Mismatch::Status) => "빠져나간 돈은 없어요. 다시 결제할 수 있어요.",
        Some(Mismatch::Cancelled) => "돈은 카드사를 거쳐 돌아와요.",
        _ => "결제하셨다면 고객센터로 주문 번호를 알려 주세요. 확인해서 바로 돌려 드릴게요.",
    };
    OrderState::Failed {
        headline: "크레딧을 넣지 못했어요".to_owned(),
        reason: mismatch
            .map(|mismatch| mismatch_words(mismatch).ko)
            .unwrap_or_default(),
        money: money.to_owned(),
    }
}

/// Looks at the payment again and shows the order.
pub(super) async fn check(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let order = own_order(&site, &user, &id).await?;
    match order::settle(&site.world, &user.id, &order.id, &order::Claim::default()).await {
        // The order's page says how it stands, whatever it is.
        Ok(Settled::Completed { .. } | Settled::Pending(_))
        | Err(SettleError::Mismatch(_) | SettleError::NoPayment) => {}
        // Still pending: the page goes on asking.
        Err(SettleError::Gateway(error)) => tracing::warn!(%error, "an order cannot be checked"),
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/orders/{}", order.id)).into_response())
}
