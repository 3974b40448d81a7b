//! Deleting the account.

use askama::Template;

use super::{filters, shell::Shell};
use crate::words::Message;

/// The page that says what goes and what stays.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "leaving.html")]
pub struct Leaving {
    /// The frame.
    pub shell: Shell,
    /// Credits that would be lost.
    pub balance: i64,
    /// What could be refunded today.
    pub refundable_won: i64,
    /// Where nothing is deleted.
    pub back: &'static str,
    /// What must be typed.
    pub word: Message,
    /// Why nothing was deleted.
    pub error: Option<Message>,
}

/// The account is gone.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "goodbye.html")]
pub struct Goodbye {
    /// The frame.
    pub shell: Shell,
}
