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
    words::{alert_badge, cancellation_badge, cancellation_kind, gateway_name, status_name},
};
use crate::{
    http::{query::Query, user::Admin},
    pages::{
        credits::package_name,
        refunds::money,
        words::{bank_name, method_name, order_badge, transaction_name},
    },
    problem::{Problem, quote_words},
    site::Site,
    view::{
        admin::{AdminOrder, Fact, Facts, RefundForm},
        format::{When, number, signed},
        shell::Nav,
        table::{Cell, Table},
    },
    words::{Message, say, verbatim},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    told: String,
}

/// The package and its price.
pub(super) fn headline(site: &Site, order: &Order) -> Message {
    say("headline")
        .with("package", package_name(site, order))
        .with("price", Message::won(order.amount.get()))
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
    render(AdminOrder {
        shell: site.shell(say("admin-order-page"), Nav::Admin, Some(&user)),
        id: id.to_string(),
        headline: headline(&site, &it.order),
        badge: order_badge(&it.order),
        told: told::words(&asked.told),
        facts: vec![buyer(&it), credits(&it), payment(&it.order)],
        refund: RefundForm {
            won: it.quote.amount.get(),
            credits: it.quote.credits.get(),
            bonus: it.quote.bonus.get(),
            why: quote_words(it.quote.because),
            by_hand: it.order.method == PayMethod::VirtualAccount,
            asked_at: it.order.refund_asked_at.map(|at| When::moment(at.0)),
        },
        tables: tables(&it),
    })
}

fn fact(label: Message, value: Cell) -> Fact {
    Fact { label, value }
}

fn text(label: Message, value: impl Into<Message>) -> Fact {
    fact(label, Cell::text(value))
}

fn moment(at: Timestamp) -> Cell {
    Cell::Time(When::moment(at.0))
}

fn pieces(count: i64) -> Message {
    say("pieces").with("count", count)
}

fn buyer(it: &Explanation) -> Facts {
    let name = it.name.clone().map(|name| text(say("fact-name"), name));
    let email = it.email.clone().map(|email| text(say("fact-email"), email));
    let id = fact(say("fact-user"), Cell::code(it.order.user.to_string()));
    Facts {
        heading: say("facts-buyer"),
        facts: name.into_iter().chain(email).chain([id]).collect(),
    }
}

fn payment(order: &Order) -> Facts {
    let transaction = order.transaction_id.clone();
    let receipt = order.receipt_url.clone().map(|url| Cell::Link {
        text: say("fact-see-receipt"),
        url,
    });
    let account = order.virtual_account.as_ref().map(|account| {
        let bank = account
            .bank
            .as_deref()
            .map_or_else(|| verbatim(""), bank_name);
        say("account-line")
            .with("bank", bank)
            .with("number", account.number.as_str())
    });
    let due = order.virtual_account.as_ref().and_then(|it| it.due_at);
    let known = [
        text(say("fact-status"), status_name(order.status)),
        text(say("fact-method"), method_name(order.method)),
        text(say("fact-gateway"), gateway_name(order.gateway)),
        text(say("fact-order-name"), order.order_name.clone()),
        text(
            say("fact-amount"),
            money(order.amount.get(), &order.currency),
        ),
        text(say("fact-refunded"), Message::won(order.refunded.get())),
        fact(say("fact-made"), moment(order.created_at)),
    ];
    let optional = [
        order
            .reason
            .clone()
            .map(|it| fact(say("fact-reason"), Cell::code(it))),
        order
            .settled_at
            .map(|at| fact(say("fact-settled"), moment(at))),
        transaction.map(|it| fact(say("fact-transaction"), Cell::code(it))),
        receipt.map(|it| fact(say("fact-receipt"), it)),
        account.map(|it| text(say("fact-account"), it)),
        due.map(|at| fact(say("fact-due"), moment(at))),
    ];
    let optional = optional.into_iter().flatten();
    Facts {
        heading: say("facts-payment"),
        facts: known.into_iter().chain(optional).collect(),
    }
}

fn credits(it: &Explanation) -> Facts {
    let order = &it.order;
    let bought = say("fact-bought")
        .with("credits", order.credits.get())
        .with("bonus", order.bonus.get());
    let granted = if order.is_granted {
        say("fact-granted")
    } else if order.is_void {
        say("fact-void")
    } else {
        say("fact-not-granted")
    };
    let mut facts = vec![
        text(say("fact-product"), bought),
        text(say("fact-grant"), granted),
        text(say("fact-left-paid"), pieces(it.left.paid.get())),
        text(say("fact-left-bonus"), pieces(it.left.bonus.get())),
    ];
    if order.is_granted {
        facts.push(text(say("fact-used"), pieces(it.quote.used.get())));
        facts.push(fact(say("fact-full-until"), moment(it.quote.full_until)));
    }
    for (label, count) in [
        (say("fact-frozen"), order.frozen.get()),
        (say("fact-debt"), order.debt.get()),
    ] {
        if count > 0 {
            facts.push(text(label, pieces(count)));
        }
    }
    Facts {
        heading: say("facts-credits"),
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
                label: say("table-retry"),
                busy: say("table-retry-busy"),
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
        name: say("table-returns"),
        columns: vec![
            say("col-when"),
            say("col-kind"),
            say("fact-amount"),
            say("fact-status"),
            say("col-taken"),
            say("fact-reason"),
            say("col-problem"),
            say("col-actor"),
            say("col-again"),
        ],
        rows: it.cancellations.iter().map(row).collect(),
    }
}

/// The credits taken for a giving back, in a cell.
fn taken(it: &Cancellation) -> Message {
    let words = if it.debt.get() > 0 {
        say("taken-owed").with("debt", it.debt.get())
    } else {
        say("taken")
    };
    words
        .with("credits", it.credits.get())
        .with("bonus", it.bonus.get())
}

fn ledger(it: &Explanation) -> Table {
    let rows = it.ledger.iter().map(|line| {
        vec![
            moment(line.at),
            Cell::text(transaction_name(line.kind)),
            Cell::Number(signed(line.amount).into()),
            Cell::Number(number(line.balance_after.get()).into()),
            Cell::code(line.cause.clone()),
        ]
    });
    Table {
        name: say("table-ledger"),
        columns: vec![
            say("col-when"),
            say("col-what"),
            say("col-change"),
            say("col-balance"),
            say("col-cause"),
        ],
        rows: rows.collect(),
    }
}

fn webhooks(it: &Explanation) -> Table {
    let rows = it
        .webhooks
        .iter()
        .map(|seen| vec![moment(seen.at), Cell::code(seen.kind.clone())]);
    Table {
        name: say("table-webhooks"),
        columns: vec![say("col-when"), say("col-what")],
        rows: rows.collect(),
    }
}

fn alerts(it: &Explanation) -> Table {
    let rows = it.alerts.iter().map(|alert| {
        vec![
            moment(alert.created_at),
            Cell::Badge(alert_badge(alert.kind)),
            Cell::text(alert.detail.clone()),
            alert
                .seen_at
                .map_or_else(|| Cell::text(say("not-seen")), moment),
        ]
    });
    Table {
        name: say("table-alerts"),
        columns: vec![
            say("col-when"),
            say("col-what"),
            say("col-detail"),
            say("col-seen"),
        ],
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
        name: say("table-audit"),
        columns: vec![
            say("col-when"),
            say("col-actor"),
            say("col-action"),
            say("col-how"),
        ],
        rows: rows.collect(),
    }
}
