//! An order after the payment window: being checked, granted, paid back, or come to nothing.

use askama::Template;

use super::{
    badge::Badge,
    filters,
    format::When,
    refund::{Refund, Return},
    shell::Shell,
};
use crate::words::Message;

/// Where an order stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderState {
    /// Not known yet.
    Pending {
        /// Whether the payment window said that it failed, which proves nothing.
        doubted: bool,
    },
    /// A transfer is awaited.
    Transfer(Transfer),
    /// Paid and granted.
    Completed {
        /// Paid credits.
        credits: i64,
        /// Credits on top.
        bonus: i64,
        /// The balance now.
        balance: i64,
    },
    /// Granted, and money went back since.
    Refunded {
        /// What happened, in a sentence.
        headline: Message,
        /// The balance now.
        balance: i64,
    },
    /// The buyer disputes the payment at the card company.
    Disputed {
        /// Credits held back until that is decided.
        frozen: i64,
    },
    /// Come to nothing.
    Failed {
        /// What happened, in a sentence.
        headline: Message,
        /// Why, in plain words.
        reason: Message,
        /// What became of the money.
        money: Message,
    },
}

/// Where to transfer the money to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The bank.
    pub bank: Option<Message>,
    /// The account's number.
    pub number: String,
    /// In whose name it is.
    pub holder: Option<String>,
    /// Until when.
    pub due: Option<When>,
}

/// The page of one order. `POST /orders/{merchant_uid}/check` asks the payment company again and
/// leads back here; while the page polls, htmx does that instead of the button.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "order.html")]
pub struct OrderPage {
    /// The frame.
    pub shell: Shell,
    /// Our order id.
    pub merchant_uid: String,
    /// The package's name.
    pub package: Message,
    /// Its price.
    pub price_won: i64,
    /// How it is paid.
    pub method: Message,
    /// The state as a badge.
    pub badge: Badge,
    /// Where it stands.
    pub state: OrderState,
    /// Seconds after which the page asks again by itself, where it does.
    pub poll_seconds: Option<u8>,
    /// What the payment window brought along, name and value: sent with the next check, to be
    /// looked into there.
    pub hints: Vec<(&'static str, String)>,
    /// The payment company's receipt.
    pub receipt_url: Option<String>,
    /// What can be done about getting the money back.
    pub refund: Option<Refund>,
    /// Each giving back of the money, oldest first.
    pub returns: Vec<Return>,
}

impl OrderPage {
    /// Whether the page asks again by itself.
    pub fn polls(&self) -> bool {
        self.poll_seconds.is_some()
    }
}
