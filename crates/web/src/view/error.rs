//! When a page can't be shown: plain words, a way on, and an id to tell us.

use askama::Template;

use super::{filters, shell::Shell};
use crate::words::{Message, say};

/// Where to go from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayOn {
    /// What the button says.
    pub label: Message,
    /// Where it leads.
    pub url: String,
}

/// The error page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub shell: Shell,
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub headline: Message,
    /// What to do.
    pub advice: Message,
    /// Where to go.
    pub way_on: WayOn,
    /// What to tell us when asking for help.
    pub request_id: Option<String>,
}

impl ErrorPage {
    /// The page of a status, in the words it usually deserves.
    pub fn new(shell: Shell, status: u16, request_id: Option<String>) -> Self {
        let (headline, advice, label, url) = words(status);
        Self {
            shell: Shell {
                title: headline.clone(),
                ..shell
            },
            status,
            headline,
            advice,
            way_on: WayOn {
                label,
                url: url.to_owned(),
            },
            request_id,
        }
    }
}

fn words(status: u16) -> (Message, Message, Message, &'static str) {
    match status {
        401 => (
            say("error-401"),
            say("error-401-advice"),
            say("error-go-sign-in"),
            "/sign-in",
        ),
        403 => (
            say("error-403"),
            say("error-403-advice"),
            say("error-go-home"),
            "/dashboard",
        ),
        404 => (
            say("error-404"),
            say("error-404-advice"),
            say("error-go-home"),
            "/",
        ),
        413 => (
            say("error-413"),
            say("error-413-advice"),
            say("error-go-agents"),
            "/agents",
        ),
        400 | 405 | 415 | 422 => (
            say("error-422"),
            say("error-422-advice"),
            say("error-go-agents"),
            "/agents",
        ),
        429 => (
            say("error-429"),
            say("error-429-advice"),
            say("error-go-home"),
            "/dashboard",
        ),
        503 => (
            say("error-503"),
            say("error-503-advice"),
            say("error-go-again"),
            "/",
        ),
        _ => (
            say("error-500"),
            say("error-500-advice"),
            say("error-go-home"),
            "/",
        ),
    }
}
