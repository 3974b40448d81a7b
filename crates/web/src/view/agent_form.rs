//! An agent's form: its inputs, its price, and what is missing when credits are too few.

use askama::Template;

use super::{filters, shell::Shell};
use crate::words::Message;

/// What a field looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number within bounds.
    Number {
        /// The least allowed.
        min: i64,
        /// The most allowed.
        max: i64,
    },
    /// One of a few.
    Choice(Vec<ChoiceOption>),
    /// A run that the page before filled in; without one there is nothing to show.
    Run,
}

/// One of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceOption {
    /// What is posted.
    pub value: String,
    /// What is shown.
    pub label: Message,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the posted form.
    pub name: String,
    /// Its label.
    pub label: Message,
    /// A line of help.
    pub help: Option<Message>,
    /// What it looks like.
    pub kind: FieldKind,
    /// What it holds.
    pub value: String,
    /// Whether it must be filled.
    pub required: bool,
    /// The most characters it takes.
    pub max_length: Option<u32>,
    /// What is wrong with it.
    pub error: Option<Message>,
    /// Values that a tap fills in.
    pub examples: Vec<String>,
}

impl Field {
    /// The ids of what describes the field, for `aria-describedby`.
    pub fn described_by(&self) -> Option<String> {
        let help = self.help.as_ref().map(|_| format!("{}-help", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        match (error, help) {
            (Some(error), Some(help)) => Some(format!("{error} {help}")),
            (either, other) => either.or(other),
        }
    }
}

/// What is missing when a run costs more than what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// Credits missing.
    pub missing: i64,
    /// The smallest package that helps.
    pub package_name: Option<Message>,
    /// Its price.
    pub price_won: i64,
    /// Where to buy it.
    pub buy_url: String,
}

/// The brand voice that an agent writes in, and the form that changes it. It is posted to
/// `/agents/{id}/voice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What is remembered, or what was typed and is to be mended.
    pub text: String,
    /// Whether anything is remembered.
    pub is_remembered: bool,
    /// Whether the section is open: something was just done or is to be mended.
    pub is_open: bool,
    /// The most characters.
    pub longest: u32,
    /// What was just done.
    pub done: Option<Message>,
    /// What is wrong with it.
    pub error: Option<Message>,
}

/// The form of one agent. It is posted to `/agents/{id}/runs`.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "agent_form.html")]
pub struct AgentForm {
    /// The frame.
    pub shell: Shell,
    /// The agent's id.
    pub agent_id: String,
    /// Its name.
    pub name: Message,
    /// What it makes.
    pub summary: Message,
    /// The fields.
    pub fields: Vec<Field>,
    /// What is wrong with the form as a whole.
    pub error: Option<Message>,
    /// What a run costs.
    pub price: i64,
    /// Credits left now.
    pub balance: i64,
    /// Set when they are too few.
    pub shortage: Option<Shortage>,
    /// Posted along, so that a form sent twice is one run.
    pub idempotency_key: String,
    /// The brand voice, where the agent remembers one.
    pub voice: Option<Voice>,
}

impl AgentForm {
    /// What is left after a run.
    pub fn balance_after(&self) -> i64 {
        self.balance.saturating_sub(self.price)
    }

    /// How many fields are wrong.
    pub fn error_count(&self) -> usize {
        self.fields
            .iter()
            .filter(|field| field.error.is_some())
            .count()
    }
}
