//! Agreeing to the terms, before anything else.

use askama::Template;

use super::{filters, shell::Shell};
use crate::words::Message;

/// The boxes to tick, and which of them were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ticked {
    /// The terms.
    pub terms: bool,
    /// The privacy policy.
    pub privacy: bool,
    /// Being 14 or older.
    pub age_14: bool,
}

/// The page that asks for consent.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "welcome.html")]
pub struct Welcome {
    /// The frame, without the navigation: nothing there opens before the consent.
    pub shell: Shell,
    /// The version of both documents.
    pub version: String,
    /// The free credits of whoever comes for the first time.
    pub signup_credits: i64,
    /// Whether an older version was agreed to.
    pub is_renewal: bool,
    /// The page to go on to, already checked to be one of ours.
    pub next: String,
    /// What was ticked when it was sent before.
    pub ticked: Ticked,
    /// Why it was not enough.
    pub error: Option<Message>,
}
