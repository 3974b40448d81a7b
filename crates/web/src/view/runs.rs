//! Lists of runs: all of them page by page, and the rows that htmx adds.

use askama::Template;

use super::{badge::Badge, choice::Choice, filters, format::When, shell::Shell};
use crate::words::Message;

/// One run in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// Its id; the row leads to `/runs/{id}`.
    pub id: String,
    /// What it was made from, in the creator's words.
    pub title: String,
    /// The agent's name.
    pub agent: Message,
    /// When it started.
    pub when: When,
    /// Its state.
    pub badge: Badge,
    /// Credits it cost; 0 once they were given back.
    pub credits: i64,
}

/// All runs, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "runs.html")]
pub struct Runs {
    /// The frame.
    pub shell: Shell,
    /// Whether only some are looked for.
    pub is_filtered: bool,
    /// What is searched for.
    pub text: String,
    /// The agents to choose from.
    pub agents: Vec<Choice>,
    /// The chosen one's id; empty for all.
    pub agent: String,
    /// The states to choose from.
    pub statuses: Vec<Choice>,
    /// The chosen one's word; empty for all.
    pub status: String,
    /// This page of them.
    pub rows: Vec<RunRow>,
    /// The next page's address, if there is one.
    pub more_url: Option<String>,
}

impl Runs {
    /// Whether there are so many that somebody may want to search: a handful is seen at a glance.
    pub fn can_be_searched(&self) -> bool {
        self.is_filtered || self.more_url.is_some() || self.rows.len() >= 5
    }
}

/// Further rows, for a request that htmx made to [`Runs::more_url`].
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "fragments/run_rows.html")]
pub struct MoreRuns {
    /// This page of them.
    pub rows: Vec<RunRow>,
    /// The next page's address, if there is one.
    pub more_url: Option<String>,
}
