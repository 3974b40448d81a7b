//! Everything about one order.

use std::sync::Arc;

use axum::extract::{Path, State};
use openclaw_domain::{
    order::{self, Cancellation, CancellationStatus, Explanation, Order},
    random::OrderId,
    settings::PayMethod,
    time::Timestamp,
};
use serde::Deserialize;

use super::{
    Page, render, told,
    words::{
        alert_badge, cancellation_badge, cancellation_kind, gateway_name, status_name,
        transaction_name,
    },
};
use crate::{
    http::{query::Query, user::Admin},
    pages::{
        credits::package_name,
        refunds::money,
        words::{bank_name, method_name, order_badge},
    },
    problem::{Problem, quote_words},
    site::Site,
    view::{
        admin::{AdminOrder, Fact, Facts, RefundForm},
        format::{When, number, signed, won},
        shell::Nav,
        table::{Cell, Table},
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    told: String,
}

/// The package and its price.
pub(super) fn headline(site: &Site, order: &Order) -> String {
    let price = won(order.amount.get());
    format!("{} · {price}", package_name(site, order))
}

pub(super) async fn order(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let id = OrderId::parse(&id).ok_or_else(Problem::not_found)?;
    let it = order::explain(&site.world, &id)
        .await?
        .ok_or_else(Problem::not_found)?;
    render(&AdminOrder {
        shell: site.shell("주문 운영", Nav::Admin, Some(&user)),
        id: id.to_string(),
        headline: headline(&site, &it.order),
        badge: order_badge(&it.order),
        told: told::words(&asked.told),
        facts: vec![buyer(&it), credits(&it), payment(&it.order)],
        refund: RefundForm {
            won: it.quote.amount.get(),
            credits: it.quote.credits.get(),
            bonus: it.quote.bonus.get(),
            why: quote_words(it.quote.because).ko,
            by_hand: it.order.method == PayMethod::VirtualAccount,
            asked_at: it.order.refund_asked_at.map(|at| When::moment(at.0)),
        },
        tables: tables(&it),
    })
}

fn fact(label: &'static str, value: Cell) -> Fact {
    Fact { label, value }
}

fn text(label: &'static str, value: impl Into<String>) -> Fact {
    fact(label, Cell::text(value))
}

fn moment(at: Timestamp) -> Cell {
    Cell::Time(When::moment(at.0))
}

fn pieces(count: i64) -> String {
    format!("{}개", number(count))
}

fn buyer(it: &Explanation) -> Facts {
    let name = it.name.clone().map(|name| text("이름", name));
    let email = it.email.clone().map(|email| text("이메일", email));
    let id = fact("회원 번호", Cell::code(it.order.user.to_string()));
    Facts {
        heading: "구매자",
        facts: name.into_iter().chain(email).chain([id]).collect(),
    }
}

fn payment(order: &Order) -> Facts {
    let transaction = order.transaction_id.clone();
    let receipt = order.receipt_url.clone().map(|url| Cell::Link {
        text: "영수증 보기".to_owned(),
        url,
    });
    let account = order.virtual_account.as_ref().map(|account| {
        let bank = account.bank.as_deref().map(bank_name).unwrap_or_default();
        format!("{bank} {}", account.number).trim().to_owned()
    });
    let due = order.virtual_account.as_ref().and_then(|it| it.due_at);
    let known = [
        text("상태", status_name(order.status)),
        text("결제 수단", method_name(order.method)),
        text("결제사", gateway_name(order.gateway)),
        text("상품 이름", order.order_name.clone()),
        text("금액", money(order.amount.get(), &order.currency)),
        text("돌려준 금액", won(order.refunded.get())),
        fact("만든 때", moment(order.created_at)),
    ];
    let optional = [
        order.reason.clone().map(|it| fact("사유", Cell::code(it))),
        order.settled_at.map(|at| fact("정해진 때", moment(at))),
        transaction.map(|it| fact("거래 번호", Cell::code(it))),
        receipt.map(|it| fact("영수증", it)),
        account.map(|it| text("입금 계좌", it)),
        due.map(|at| fact("입금 기한", moment(at))),
    ];
    let optional = optional.into_iter().flatten();
    Facts {
        heading: "결제",
        facts: known.into_iter().chain(optional).collect(),
    }
}

fn credits(it: &Explanation) -> Facts {
    let order = &it.order;
    let bought = format!(
        "{} + 보너스 {}",
        number(order.credits.get()),
        number(order.bonus.get())
    );
    let granted = if order.is_granted {
        "지급함"
    } else if order.is_void {
        "지급 안 함, 돈을 돌려줌"
    } else {
        "지급 전"
    };
    let mut facts = vec![
        text("상품", bought),
        text("지급", granted),
        text("남은 유료", pieces(it.left.paid.get())),
        text("남은 보너스", pieces(it.left.bonus.get())),
    ];
    if order.is_granted {
        facts.push(text("쓰거나 거둔 유료", pieces(it.quote.used.get())));
        facts.push(fact("전액 환불 기한", moment(it.quote.full_until)));
    }
    for (label, count) in [
        ("멈춰 둔 크레딧", order.frozen.get()),
        ("갚아야 할 크레딧", order.debt.get()),
    ] {
        if count > 0 {
            facts.push(text(label, pieces(count)));
        }
    }
    Facts {
        heading: "크레딧",
        facts,
    }
}

fn tables(it: &Explanation) -> Vec<Table> {
    let all = [
        cancellations(it),
        ledger(it),
        webhooks(it),
        alerts(it),
        audit(it),
    ];
    all.into_iter()
        .filter(|table| !table.rows.is_empty())
        .collect()
}

fn cancellations(it: &Explanation) -> Table {
    let row = |its: &Cancellation| {
        let again = if its.status == CancellationStatus::Requested {
            Cell::Button {
                action: format!("/admin/orders/{}/cancellations/{}/retry", its.order, its.id),
                label: "지금 다시",
                busy: "요청하고 있어요",
            }
        } else {
            Cell::text("")
        };
        vec![
            moment(its.created_at),
            Cell::text(cancellation_kind(its.kind)),
            Cell::Number(money(its.amount, &its.currency)),
            Cell::Badge(cancellation_badge(its)),
            Cell::Number(taken(its)),
            Cell::text(its.reason.clone()),
            Cell::text(its.failure.clone().unwrap_or_default()),
            Cell::code(its.actor.clone()),
            again,
        ]
    };
    Table {
        name: "돌려준 돈",
        columns: vec![
            "언제",
            "종류",
            "금액",
            "상태",
            "거둔 크레딧",
            "사유",
            "문제",
            "누가",
            "다시",
        ],
        rows: it.cancellations.iter().map(row).collect(),
    }
}

/// The credits taken for a giving back, in a cell.
fn taken(it: &Cancellation) -> String {
    let mut words = format!("{} + {}", number(it.credits.get()), number(it.bonus.get()));
    if it.debt.get() > 0 {
        words.push_str(" · 이미 씀 ");
        words.push_str(&number(it.debt.get()));
    }
    words
}

fn ledger(it: &Explanation) -> Table {
    let rows = it.ledger.iter().map(|line| {
        vec![
            moment(line.at),
            Cell::text(transaction_name(line.kind)),
            Cell::Number(signed(line.amount)),
            Cell::Number(number(line.balance_after.get())),
            Cell::code(line.cause.clone()),
        ]
    });
    Table {
        name: "크레딧 장부",
        columns: vec!["언제", "무엇", "변화", "잔액", "근거"],
        rows: rows.collect(),
    }
}

fn webhooks(it: &Explanation) -> Table {
    let rows = it
        .webhooks
        .iter()
        .map(|seen| vec![moment(seen.at), Cell::code(seen.kind.clone())]);
    Table {
        name: "받은 웹훅",
        columns: vec!["언제", "무엇"],
        rows: rows.collect(),
    }
}

fn alerts(it: &Explanation) -> Table {
    let rows = it.alerts.iter().map(|alert| {
        vec![
            moment(alert.created_at),
            Cell::Badge(alert_badge(alert.kind)),
            Cell::text(alert.detail.clone()),
            alert.seen_at.map_or_else(|| Cell::text("아직"), moment),
        ]
    });
    Table {
        name: "이 주문의 알림",
        columns: vec!["언제", "무엇", "내용", "확인한 때"],
        rows: rows.collect(),
    }
}

fn audit(it: &Explanation) -> Table {
    let rows = it.audit.iter().map(|entry| {
        vec![
            moment(entry.at),
            Cell::code(entry.actor.clone()),
            Cell::code(entry.action.clone()),
            Cell::text(entry.detail.clone()),
        ]
    });
    Table {
        name: "운영 기록",
        columns: vec!["언제", "누가", "무엇을", "어떻게"],
        rows: rows.collect(),
    }
}
