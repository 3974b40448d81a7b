//! What can be done with a result: parts written anew, its revisions, a rating, reading it aloud.

use askama::Template;

use super::{filters, format::When, shell::Shell, timeline::Timeline};
use crate::words::Message;

/// A file to take home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its extension.
    pub format: String,
    /// Where it is.
    pub url: String,
}

/// A part of a result, to be copied by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainPart {
    /// What it is, in words.
    pub label: Message,
    /// What is copied.
    pub text: String,
}

/// A part of a script, and how long it takes to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What the API calls it: `scenes/2`.
    pub id: String,
    /// What it is, in words.
    pub label: Message,
    /// Its first words.
    pub text: String,
    /// How long it takes to say, in milliseconds.
    pub speech_ms: u64,
    /// How long it may take, in milliseconds.
    pub time_ms: u64,
    /// Sent along, so that a form sent twice is one run.
    pub idempotency_key: String,
}

impl Part {
    /// How long it takes to say, in seconds.
    pub fn speech_seconds(&self) -> String {
        format!("{}.{}", self.speech_ms / 1000, self.speech_ms % 1000 / 100)
    }

    /// How long it may take, in seconds.
    pub fn time_seconds(&self) -> u64 {
        self.time_ms / 1000
    }
}

/// A script's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptTools {
    /// The teleprompter's page.
    pub teleprompter_url: String,
    /// Its scenes, drawn to scale.
    pub timeline: Timeline,
    /// The hooks and scenes, in order.
    pub parts: Vec<Part>,
    /// What it costs to write one anew; `None` where that is not offered.
    pub rewrite_price: Option<i64>,
}

/// One version of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its page.
    pub url: String,
    /// What is new in it, in words.
    pub label: Message,
    /// When it was begun.
    pub when: When,
    /// Whether it is the one on this page.
    pub is_this: bool,
}

/// What was said of a result.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rated {
    /// Whether it was rated 👍; `None`: not yet.
    pub is_up: Option<bool>,
    /// Why.
    pub reason: String,
}

/// A line to read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is said.
    pub text: String,
    /// How long it takes, in milliseconds.
    pub speech_ms: u64,
    /// What to film meanwhile.
    pub caption: String,
}

/// A script to be read aloud, large.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "teleprompter.html")]
pub struct Teleprompter {
    /// The frame.
    pub shell: Shell,
    /// The script's title.
    pub title: String,
    /// Where to go back to.
    pub run_url: String,
    /// How long all of it takes to say, in seconds.
    pub seconds: u64,
    /// The lines, in order.
    pub lines: Vec<Line>,
}
