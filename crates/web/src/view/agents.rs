//! The agents on offer.

use askama::Template;

use super::{choice::Choice, filters, shell::Shell};
use crate::words::Message;

/// An agent as a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCard {
    /// Its id; the card leads to `/agents/{id}`.
    pub id: String,
    /// Its name.
    pub name: Message,
    /// What it makes, in a sentence.
    pub summary: Message,
    /// What a run costs, in credits.
    pub price: i64,
    /// What was said of its results; `None` while too few said anything, and where it is not shown.
    pub liked: Option<Liked>,
}

/// What was said of an agent's results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liked {
    /// How many of a hundred were of use.
    pub percent: i64,
    /// How many were rated.
    pub ratings: i64,
}

/// The form that looks for agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentSearch {
    /// What is searched for.
    pub text: String,
    /// The categories to choose from.
    pub categories: Vec<Choice>,
    /// The chosen one's code; empty for all.
    pub category: String,
}

/// The list of agents.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "agents.html")]
pub struct Agents {
    /// The frame.
    pub shell: Shell,
    /// How they are looked for, once there are many.
    pub search: Option<AgentSearch>,
    /// The agents.
    pub agents: Vec<AgentCard>,
}
