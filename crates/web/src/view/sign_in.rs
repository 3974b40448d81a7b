//! Signing in with an account people already have.

use askama::Template;

use super::{filters, shell::Shell};
use crate::words::Message;

/// The sign-in page. A way in that is not configured is not shown.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// The frame.
    pub shell: Shell,
    /// Where Kakao's button leads, without a query.
    pub kakao_url: Option<String>,
    /// Where Google's button leads, without a query.
    pub google_url: Option<String>,
    /// Where the button of a hosted sign-in leads, without a query.
    pub hosted_url: Option<String>,
    /// The hosted sign-in's own form, on this page.
    pub clerk: Option<ClerkForm>,
    /// Any other way in.
    pub others: Vec<OtherWay>,
    /// The page to return to, already checked to be one of ours.
    pub next: Option<String>,
    /// What went wrong the last time.
    pub error: Option<Message>,
}

/// Clerk's form. Without its scripts there is the button of [`SignIn::hosted_url`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClerkForm {
    /// Where its scripts come from: `https://clerk.example`.
    pub origin: String,
    /// What tells it whose form it is.
    pub publishable_key: String,
    /// Whether somebody has just signed out here, and shall be signed out there too.
    pub signs_out: bool,
}

/// A way in with a plain button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherWay {
    /// What the button says.
    pub label: Message,
    /// Where it leads, without a query.
    pub url: String,
}
