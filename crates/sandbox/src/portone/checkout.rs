//! The checkout window: the page the browser SDKs open, and what its buttons do.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State as Shared},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    outcome::{Button, Outcome, Window},
    payment::Payment,
    request::CheckoutRequest,
    window::Pressed,
};
use crate::{pages, state::State};

const SDK: &str = include_str!("../../assets/browser-sdk.js");

#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage<'a> {
    attempt: &'a str,
    order_name: &'a str,
    price: &'a str,
    method: &'a str,
}

#[derive(Template)]
#[template(path = "result.html")]
struct ResultPage<'a> {
    origin: &'a str,
    result: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    attempt: &'a str,
    order_name: &'a str,
    price: String,
    number: &'a str,
    until: String,
    /// Whether it is shown at the end of the window, which can then be closed.
    in_window: bool,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage<'a> {
    order_name: &'a str,
    price: String,
    payment_id: &'a str,
    paid_at: String,
}

#[derive(Deserialize)]
pub(super) struct OpenQuery {
    request: String,
    origin: Option<String>,
}

/// The browser SDK itself.
pub(super) async fn sdk() -> Response {
    script(SDK)
}

pub(super) fn script(text: &'static str) -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text).into_response()
}

/// Opens the window for the V2 SDK.
pub(super) async fn open(
    Shared(state): Shared<Arc<State>>,
    Query(query): Query<OpenQuery>,
) -> Response {
    let now = state.payments().now();
    let request = CheckoutRequest::parse(&query.request, now);
    show(&state, request, query.origin)
}

/// Opens the window for a request that was read, or says why it could not be.
pub(super) fn show(
    state: &State,
    request: Result<CheckoutRequest, String>,
    origin: Option<String>,
) -> Response {
    let request = match request {
        Ok(request) => request,
        Err(error) => return bad_request(&error),
    };
    let window = match (origin, &request.redirect_url) {
        (Some(origin), _) => Window::Frame { origin },
        (None, Some(back)) => Window::Page { back: back.clone() },
        (None, None) => return bad_request("the address to go back to is missing"),
    };
    let (name, price, method) = (
        request.order_name.clone(),
        request.price(),
        request.method(),
    );
    let begun = state.payments().begin(request, window.clone());
    match begun {
        Ok(attempt) => pages::page(&CheckoutPage {
            attempt: &attempt,
            order_name: &name,
            price: &price,
            method: &method,
        }),
        Err(outcome) => finish(&outcome, window),
    }
}

#[derive(Deserialize)]
pub(super) struct PressForm {
    action: Button,
}

/// A button of the window.
pub(super) async fn press(
    Shared(state): Shared<Arc<State>>,
    Path(attempt): Path<String>,
    Form(form): Form<PressForm>,
) -> Response {
    let pressed = state.payments().press(&attempt, form.action);
    match pressed {
        Some(Pressed::Finished(outcome, window)) => finish(&outcome, window),
        Some(Pressed::Account(payment)) => account_page(&payment, true),
        None => bad_request("there is no such attempt: the sandbox may have been restarted"),
    }
}

pub(super) fn finish(outcome: &Outcome, window: Window) -> Response {
    match window {
        Window::Page { back } => Redirect::to(outcome.onto(back).as_str()).into_response(),
        Window::Frame { origin } => pages::page(&ResultPage {
            origin: &origin,
            result: outcome.to_json().to_string(),
        }),
    }
}

pub(super) fn bad_request(why: &str) -> Response {
    (
        StatusCode::BAD_REQUEST,
        pages::notice("결제 연습 창을 열 수 없습니다", why),
    )
        .into_response()
}

fn account_page(payment: &Payment, in_window: bool) -> Response {
    let Some(account) = &payment.account else {
        return bad_request("this payment has no virtual account");
    };
    let until = account.expires_at + chrono::TimeDelta::hours(9);
    pages::page(&AccountPage {
        attempt: &payment.transaction_id,
        order_name: &payment.order_name,
        price: format!("{} {}", pages::grouped(payment.total), payment.currency),
        number: &account.number,
        until: until.format("%Y-%m-%d %H:%M").to_string(),
        in_window,
    })
}

/// The bank's side of a virtual account.
pub(super) async fn account(
    Shared(state): Shared<Arc<State>>,
    Path(attempt): Path<String>,
) -> Response {
    let payment = state.payments().of_transaction(&attempt).cloned();
    match payment {
        Some(payment) if payment.was_paid() => {
            pages::notice("입금을 마쳤습니다", "이 연습 계좌의 결제가 완료되었습니다.")
        }
        Some(payment) => account_page(&payment, false),
        None => bad_request("there is no such account: the sandbox may have been restarted"),
    }
}

/// "Transfer now."
pub(super) async fn transfer(
    Shared(state): Shared<Arc<State>>,
    Path(attempt): Path<String>,
) -> Response {
    let done = {
        let mut payments = state.payments();
        let id = payments
            .of_transaction(&attempt)
            .map(|payment| payment.key().to_owned());
        id.ok_or_else(|| "there is no such account".to_owned())
            .and_then(|id| payments.deposit(&id))
    };
    match done {
        Ok(()) => Redirect::to(&format!("/portone/accounts/{attempt}")).into_response(),
        Err(error) => bad_request(&error),
    }
}

/// Where `receiptUrl` leads.
pub(super) async fn receipt(
    Shared(state): Shared<Arc<State>>,
    Path(transaction): Path<String>,
) -> Response {
    let payment = state
        .payments()
        .of_transaction(&transaction)
        .filter(|payment| payment.was_paid())
        .cloned();
    let Some(payment) = payment else {
        let page = pages::notice("영수증이 없습니다", "결제되지 않은 주문입니다.");
        return (StatusCode::NOT_FOUND, page).into_response();
    };
    pages::page(&ReceiptPage {
        order_name: &payment.order_name,
        price: format!("{} {}", pages::grouped(payment.total), payment.currency),
        payment_id: &payment.id,
        paid_at: payment
            .paid_at
            .unwrap_or(payment.requested_at)
            .format("%Y-%m-%d %H:%M:%S UTC")
            .to_string(),
    })
}
