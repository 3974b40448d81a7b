//! Everything about one order, and what can be done about it.

use askama::Template;

use super::Told;
use crate::{
    view::{
        badge::Badge,
        filters,
        format::When,
        shell::Shell,
        table::{Cell, Table},
    },
    words::Message,
};

/// A label and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The label.
    pub label: Message,
    /// What it says.
    pub value: Cell,
}

/// Facts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What they are about.
    pub heading: Message,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// What could go back. Sent by `GET`: the next page shows what it comes to and asks again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundForm {
    /// In won.
    pub won: i64,
    /// For so many paid credits, all that are left.
    pub credits: i64,
    /// With so much bonus.
    pub bonus: i64,
    /// Why it is that much, or nothing.
    pub why: Message,
    /// Whether it can only be made at the gateway's console.
    pub by_hand: bool,
    /// When the buyer asked for it.
    pub asked_at: Option<When>,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/order.html")]
pub struct AdminOrder {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// The package and its price.
    pub headline: Message,
    /// Where it stands.
    pub badge: Badge,
    /// What came of the last action.
    pub told: Option<Told>,
    /// Buyer, payment and credits.
    pub facts: Vec<Facts>,
    /// What could go back.
    pub refund: RefundForm,
    /// Cancellations, ledger lines, webhooks, alerts and the audit log, those that have rows.
    pub tables: Vec<Table>,
}

/// What a refund would come to, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/refund.html")]
pub struct RefundPreview {
    /// The frame.
    pub shell: Shell,
    /// The order's id.
    pub id: String,
    /// The package and its price.
    pub headline: Message,
    /// Its buyer.
    pub buyer: Message,
    /// The credits as they were typed; all that are left when empty.
    pub wanted: String,
    /// In words, for the buyer's statement.
    pub reason: String,
    /// The won that had gone back when this was shown.
    pub refunded: i64,
    /// The won that go back.
    pub won: i64,
    /// The paid credits that are taken.
    pub credits: i64,
    /// The bonus that is lost.
    pub bonus: i64,
}
