//! The balance by lot, the packages, the history and the orders.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap};
use openclaw_domain::{
    account::User,
    ledger::{self, LotKind as Kind, Transaction, TransactionKind},
    order::{self, Order},
};
use serde::Deserialize;

use super::{
    Page,
    packages::{cards, terms},
    refunds::in_short,
    render, wants_fragment,
    words::{method_name, order_badge},
};
use crate::{
    http::{query::Query, user::SignedIn},
    problem::Problem,
    site::Site,
    view::{
        credits::{Credits, Entry, Lot, LotKind, Method, MoreEntries, OrderRow},
        format::When,
        shell::Nav,
    },
};

const ENTRIES: u32 = 20;
const ORDERS: u32 = 10;

#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
    package: Option<String>,
}

pub(super) async fn credits(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Page {
    let database = &*site.world.database;
    let history = ledger::history(database, &user.id, asked.before, ENTRIES).await?;
    let full = history.len() == ENTRIES as usize;
    let last = history.last().filter(|last| full && last.number > 1);
    let more_url = last.map(|last| format!("/credits?before={}#history", last.number));
    let entries = history.into_iter().map(|line| entry(&site, line)).collect();
    if wants_fragment(&headers) {
        return render(&MoreEntries { entries, more_url });
    }
    let lots = ledger::lots(database, &user.id).await?;
    let orders = order_rows(&site, &user).await?;
    let sdk_url = Some(site.config.sdk_url.clone()).filter(|url| !url.is_empty());
    render(&Credits {
        shell: site.shell("크레딧", Nav::Credits, Some(&user)),
        balance: user.balance.get(),
        lots: lots.into_iter().map(lot).collect(),
        packages: cards(&site),
        terms: terms(&site.world.settings),
        methods: methods(&site),
        chosen: asked.package,
        sdk_url,
        terms_version: None,
        entries,
        more_url,
        orders,
    })
}

fn methods(site: &Site) -> Vec<Method> {
    let offered = site.world.settings.payments.methods.iter();
    offered
        .map(|&method| Method {
            code: method.as_str(),
            label: method_name(method),
        })
        .collect()
}

fn lot(lot: ledger::Lot) -> Lot {
    let kind = match lot.kind {
        Kind::Free => LotKind::Free,
        Kind::Bonus => LotKind::Bonus,
        Kind::Paid => LotKind::Paid,
    };
    Lot {
        kind,
        remaining: lot.remaining.get(),
        expires: Some(When::date(lot.expires_at.0)),
    }
}

fn entry(site: &Site, transaction: Transaction) -> Entry {
    let what = what(site, &transaction);
    let run = transaction.run.map(|run| format!("/runs/{run}"));
    let order = transaction.order.map(|order| format!("/orders/{order}"));
    Entry {
        when: When::moment(transaction.at.0),
        what,
        change: transaction.amount,
        balance_after: transaction.balance_after.get(),
        url: run.or(order),
    }
}

/// A line of the history in words that say which run or package it was.
fn what(site: &Site, transaction: &Transaction) -> String {
    let package = transaction.package_id.as_deref().map_or("크레딧", |id| {
        site.world
            .settings
            .package(id)
            .map_or(id, |package| package.name.as_str())
    });
    let agent = transaction.agent_id.as_deref().map_or("에이전트", |id| {
        site.world
            .agents
            .find(id)
            .map_or(id, |agent| agent.name().ko.as_str())
    });
    let subject = transaction.subject.as_deref().unwrap_or_default();
    match transaction.kind {
        TransactionKind::SignupBonus => "가입 축하 크레딧".to_owned(),
        TransactionKind::Purchase => format!("{package} 구매"),
        TransactionKind::PurchaseBonus => format!("{package} 보너스"),
        TransactionKind::Usage => format!("{agent} · {subject}"),
        TransactionKind::RunRefund => format!("실패한 {agent} 돌려받음 · {subject}"),
        TransactionKind::PaymentRefund => format!("{package} 환불"),
        TransactionKind::Expiry => "기간이 끝난 크레딧".to_owned(),
        TransactionKind::Adjustment if transaction.order.is_none() => "운영자 조정".to_owned(),
        TransactionKind::Adjustment if transaction.amount < 0 => {
            format!("{package} · 카드사 이의 제기로 보류")
        }
        TransactionKind::Adjustment => format!("{package} · 되돌려 드린 크레딧"),
    }
}

/// A package's name, also when it is no longer sold.
pub(super) fn package_name(site: &Site, order: &Order) -> String {
    let package = site.world.settings.package(&order.package_id);
    package.map_or_else(|| order.order_name.clone(), |package| package.name.clone())
}

async fn order_rows(site: &Site, user: &User) -> Result<Vec<OrderRow>, Problem> {
    let mut rows = Vec::new();
    for order in order::list(&site.world, &user.id, None, ORDERS).await? {
        let quote = order::quote(&site.world, &order).await?;
        rows.push(OrderRow {
            package: package_name(site, &order),
            when: When::date(order.created_at.0),
            price_won: order.amount.get(),
            badge: order_badge(&order),
            refund: in_short(&order, &quote),
            receipt_url: order.receipt_url,
            merchant_uid: order.id.into(),
        });
    }
    Ok(rows)
}
