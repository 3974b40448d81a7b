//! Credits: what is left and until when, packages to buy, every change, every order.

use askama::Template;

use super::{
    badge::Badge,
    choice::Choice,
    filters,
    format::When,
    package::{Package, Terms},
    shell::Shell,
};
use crate::words::{Message, say};

/// Where the credits of a lot came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotKind {
    /// Bought.
    Paid,
    /// Given on top of bought ones.
    Bonus,
    /// Given for free.
    Free,
}

/// Credits of one kind with one expiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Where they came from.
    pub kind: LotKind,
    /// What remains.
    pub remaining: i64,
    /// Until when, if they expire.
    pub expires: Option<When>,
}

impl Lot {
    /// The kind in words.
    pub fn label(&self) -> Message {
        match self.kind {
            LotKind::Paid => say("lot-paid"),
            LotKind::Bonus => say("lot-bonus"),
            LotKind::Free => say("lot-free"),
        }
    }

    /// The class of its dot.
    pub fn class(&self) -> &'static str {
        match self.kind {
            LotKind::Paid => "lot lot-paid",
            LotKind::Bonus => "lot lot-bonus",
            LotKind::Free => "lot lot-free",
        }
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub when: When,
    /// What, in plain words.
    pub what: Message,
    /// Credits that came (positive) or went (negative).
    pub change: i64,
    /// The balance after it.
    pub balance_after: i64,
    /// The run or order it belongs to.
    pub url: Option<String>,
}

/// One order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// Our order id; the row leads to `/orders/{merchant_uid}`.
    pub merchant_uid: String,
    /// When it was made.
    pub when: When,
    /// The package's name.
    pub package: Message,
    /// Its price.
    pub price_won: i64,
    /// Its state.
    pub badge: Badge,
    /// What could go back, in a few words: `환불 가능 9,900원`.
    pub refund: Option<Message>,
    /// The payment company's receipt.
    pub receipt_url: Option<String>,
}

/// The credits page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "credits.html")]
pub struct Credits {
    /// The frame.
    pub shell: Shell,
    /// Credits left.
    pub balance: i64,
    /// What they are made of, in the order they are used.
    pub lots: Vec<Lot>,
    /// The packages.
    pub packages: Vec<Package>,
    /// The conditions beside each buy button.
    pub terms: Terms,
    /// The ways to pay, the first being chosen; asked only where there is a choice.
    pub methods: Vec<Choice>,
    /// The package that the visitor came for.
    pub chosen: Option<String>,
    /// The payment company's browser SDK; without it nothing can be bought.
    pub sdk_url: Option<String>,
    /// What the history can be filtered by.
    pub kinds: Vec<Choice>,
    /// The chosen kind's word; empty for all.
    pub kind: String,
    /// This page of the ledger, newest first.
    pub entries: Vec<Entry>,
    /// The next page's address.
    pub more_url: Option<String>,
    /// The latest orders.
    pub orders: Vec<OrderRow>,
}

/// Further ledger lines, for a request that htmx made to [`Credits::more_url`].
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "fragments/entry_rows.html")]
pub struct MoreEntries {
    /// This page of them.
    pub entries: Vec<Entry>,
    /// The next page's address.
    pub more_url: Option<String>,
}
