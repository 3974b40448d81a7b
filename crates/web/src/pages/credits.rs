//! The balance by lot, the packages, the history and the orders.

use std::sync::Arc;

use axum::{extract::State, http::HeaderMap};
use futures::{TryFutureExt as _, future::try_join_all, try_join};
use openclaw_domain::{
    account::User,
    ledger::{self, LotKind as Kind, Transaction, TransactionKind},
    order::{self, Order},
};
use serde::Deserialize;

use super::{
    Page,
    history::choices,
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
        choice::Choice,
        credits::{Credits, Entry, Lot, LotKind, MoreEntries, OrderRow},
        format::When,
        shell::Nav,
    },
    words::{Message, say, verbatim},
};

const ENTRIES: u32 = 20;
const ORDERS: u32 = 10;

#[derive(Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
    package: Option<String>,
    kind: Option<String>,
}

impl Asked {
    fn kind(&self) -> Option<TransactionKind> {
        TransactionKind::from_word(self.kind.as_deref()?)
    }
}

pub(super) async fn credits(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Page {
    let history = history(&site, &user, &asked);
    if wants_fragment(&headers) {
        return render(history.await?);
    }
    let lots = ledger::lots(&*site.world.database, &user.id).err_into();
    let (history, lots, orders) = try_join!(history, lots, order_rows(&site, &user))?;
    let sdk_url = Some(site.config.sdk_url.clone()).filter(|url| !url.is_empty());
    render(Credits {
        shell: site.shell(say("credits-page"), Nav::Credits, Some(&user)),
        balance: user.balance.get(),
        lots: lots.into_iter().map(lot).collect(),
        packages: cards(&site),
        terms: terms(&site.world.settings),
        methods: methods(&site),
        kinds: choices(),
        kind: asked.kind().map_or("", TransactionKind::as_str).to_owned(),
        chosen: asked.package,
        sdk_url,
        entries: history.entries,
        more_url: history.more_url,
        orders,
    })
}

/// A page of the history, and where the next one is.
async fn history(site: &Site, user: &User, asked: &Asked) -> Result<MoreEntries, Problem> {
    let (database, kind) = (&*site.world.database, asked.kind());
    let history = ledger::history_of(database, &user.id, kind, asked.before, ENTRIES).await?;
    let full = history.len() == ENTRIES as usize;
    let last = history.last().filter(|last| full && last.number > 1);
    let filter = kind.map_or_else(String::new, |kind| format!("&kind={}", kind.as_str()));
    let more_url = last.map(|last| format!("/credits?before={}{filter}#history", last.number));
    let entries = history.into_iter().map(|line| entry(site, line)).collect();
    Ok(MoreEntries { entries, more_url })
}

fn methods(site: &Site) -> Vec<Choice> {
    let offered = site.world.settings.payments.methods.iter();
    offered
        .map(|&method| Choice {
            code: method.as_str().to_owned(),
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
pub(super) fn what(site: &Site, transaction: &Transaction) -> Message {
    let package = transaction.package_id.as_deref();
    let package = package.map_or_else(|| say("entry-package"), |id| package_of(site, id, id));
    let agent = transaction.agent_id.as_deref();
    let agent = agent.map_or_else(
        || say("entry-agent"),
        |id| {
            site.world
                .agents
                .find(id)
                .map_or_else(|| verbatim(id), |agent| agent.name().into())
        },
    );
    let subject = transaction.subject.as_deref().unwrap_or_default();
    match transaction.kind {
        TransactionKind::SignupBonus => say("entry-signup-bonus"),
        TransactionKind::Purchase => say("entry-purchase").with("package", package),
        TransactionKind::PurchaseBonus => say("entry-purchase-bonus").with("package", package),
        TransactionKind::Usage => say("entry-usage")
            .with("agent", agent)
            .with("subject", subject),
        TransactionKind::RunRefund => say("entry-run-refund")
            .with("agent", agent)
            .with("subject", subject),
        TransactionKind::PaymentRefund => say("entry-payment-refund").with("package", package),
        TransactionKind::Expiry => say("entry-expiry"),
        TransactionKind::Adjustment if transaction.order.is_none() => say("entry-adjustment"),
        TransactionKind::Adjustment if transaction.amount < 0 => {
            say("entry-frozen").with("package", package)
        }
        TransactionKind::Adjustment => say("entry-thawed").with("package", package),
    }
}

/// A package's name, also when it is no longer sold.
pub(super) fn package_name(site: &Site, order: &Order) -> Message {
    package_of(site, &order.package_id, &order.order_name)
}

fn package_of(site: &Site, id: &str, otherwise: &str) -> Message {
    let package = site.world.settings.package(id);
    verbatim(package.map_or(otherwise, |package| package.name.as_str()))
}

async fn order_rows(site: &Site, user: &User) -> Result<Vec<OrderRow>, Problem> {
    let orders = order::list(&site.world, &user.id, None, ORDERS).await?;
    let quotes = orders.iter().map(|it| order::quote(&site.world, it));
    let quotes = try_join_all(quotes).await?;
    let rows = orders.into_iter().zip(quotes);
    Ok(rows
        .map(|(order, quote)| OrderRow {
            package: package_name(site, &order),
            when: When::date(order.created_at.0),
            price_won: order.amount.get(),
            badge: order_badge(&order),
            refund: in_short(&order, &quote),
            receipt_url: order.receipt_url,
            merchant_uid: order.id.into(),
        })
        .collect())
}
