//! Money on its way back: what a buyer could get for an order today, and each giving back of it.

use super::{badge::Badge, format::When};
use crate::words::Message;

/// What a buyer can do about getting their money back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refund {
    /// They can ask for it.
    Offered(Offer),
    /// They asked, and the operator decides.
    Asked {
        /// When they asked.
        at: When,
        /// What it comes to.
        won: i64,
    },
    /// Nothing can go back.
    Nothing {
        /// Why, in a sentence.
        why: Message,
    },
}

/// What could go back today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The money.
    pub won: i64,
    /// Why it is that much, in a sentence.
    pub why: Message,
    /// The unused paid credits that are taken for it.
    pub credits: i64,
    /// The bonus that is lost with it.
    pub bonus: i64,
    /// Paid credits that were used.
    pub used: i64,
    /// Until when unused credits are paid back in full; not told once that is over.
    pub full_until: Option<When>,
    /// How and how soon the money comes, in a sentence.
    pub how: Message,
}

/// One giving back of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// How much, with its currency.
    pub amount: Message,
    /// When it was settled, or else asked for.
    pub when: When,
    /// How far it has come.
    pub badge: Badge,
    /// What that means for the buyer, in a sentence.
    pub words: Message,
}
