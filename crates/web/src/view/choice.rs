//! One of several things to choose from.

use crate::words::Message;

/// What a form sends, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub code: String,
    /// What it is called.
    pub label: Message,
}
