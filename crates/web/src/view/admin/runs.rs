//! Everybody's runs, one of them, and what each version of a prompt came to.

use askama::Template;

use super::Facts;
use crate::view::{
    choice::Choice,
    filters,
    shell::Shell,
    table::{Cell, Table},
};

/// The list of runs. The filter is a form that is sent by `GET`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/runs.html")]
pub struct RunsPage {
    /// The frame.
    pub shell: Shell,
    /// What was searched for.
    pub text: String,
    /// The agents to choose from.
    pub agents: Vec<Choice>,
    /// The chosen one; empty for all.
    pub agent: String,
    /// The states to choose from.
    pub statuses: Vec<Choice>,
    /// The chosen one; empty for all.
    pub status: String,
    /// This page of them, newest first.
    pub table: Table,
    /// The next page's address.
    pub more_url: Option<String>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/run.html")]
pub struct RunRecordPage {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// What it is about.
    pub headline: String,
    /// What it was, what it cost, what its user says.
    pub facts: Vec<Facts>,
    /// Each time a model was asked.
    pub attempts: Table,
}

/// What each version of a prompt came to.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "admin/prompts.html")]
pub struct PromptsPage {
    /// The frame.
    pub shell: Shell,
    /// The span that is shown unless another is chosen, in days.
    pub usual_days: u32,
    /// The other spans to choose from, in days.
    pub spans: Vec<Choice>,
    /// The chosen one; empty for the usual one.
    pub days: String,
    /// A row for each version and variant.
    pub table: Table,
}
