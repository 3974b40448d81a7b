//! The checkout window: the page the browser SDK opens, and what its buttons do.

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
    request::CheckoutRequest,
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
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], SDK).into_response()
}

/// Opens the window.
pub(super) async fn open(
    Shared(state): Shared<Arc<State>>,
    Query(query): Query<OpenQuery>,
) -> Response {
    let request = match CheckoutRequest::parse(&query.request) {
        Ok(request) => request,
        Err(error) => return bad_request(&error),
    };
    let window = match (query.origin, &request.redirect_url) {
        (Some(origin), _) => Window::Frame { origin },
        (None, Some(back)) => Window::Page { back: back.clone() },
        (None, None) => return bad_request("redirectUrl is missing"),
    };
    let (name, price) = (request.order_name.clone(), request.price());
    let method = match request.pay_method.as_str() {
        "EASY_PAY" => "간편결제",
        _ => "신용카드",
    };
    let begun = state.payments().begin(request, window.clone());
    match begun {
        Ok(attempt) => pages::page(&CheckoutPage {
            attempt: &attempt,
            order_name: &name,
            price: &price,
            method,
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
        Some((outcome, window)) => finish(&outcome, window),
        None => bad_request("there is no such attempt: the sandbox may have been restarted"),
    }
}

fn finish(outcome: &Outcome, window: Window) -> Response {
    match window {
        Window::Page { back } => Redirect::to(outcome.onto(back).as_str()).into_response(),
        Window::Frame { origin } => {
            let result = serde_json::to_string(outcome).unwrap_or_default();
            pages::page(&ResultPage {
                origin: &origin,
                result,
            })
        }
    }
}

fn bad_request(why: &str) -> Response {
    (
        StatusCode::BAD_REQUEST,
        pages::notice("결제 연습 창을 열 수 없습니다", why),
    )
        .into_response()
}

/// Where `receiptUrl` leads.
pub(super) async fn receipt(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Response {
    let payment = state
        .payments()
        .get(&id)
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
            .requested_at
            .format("%Y-%m-%d %H:%M:%S UTC")
            .to_string(),
    })
}
