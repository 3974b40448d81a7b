//! The agents on offer.

use askama::Template;

use super::{filters, shell::Shell};
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
}

/// The list of agents.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "agents.html")]
pub struct Agents {
    /// The frame.
    pub shell: Shell,
    /// The agents.
    pub agents: Vec<AgentCard>,
}
