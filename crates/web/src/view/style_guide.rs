//! Every component in every state, in both themes: for whoever works on the pages.

use askama::Template;

use super::{
    agent_form::{ChoiceOption, Field, FieldKind},
    agents::{AgentCard, Liked},
    badge::{Badge, Tone},
    filters,
    shell::Shell,
    table::{Cell, Table},
};
use crate::words::{Message, say};

/// One theme with a specimen of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// `light` or `dark`; begins the ids of its specimens.
    pub id: &'static str,
    /// What it is called.
    pub name: Message,
    /// Fields of each kind, and one with an error.
    pub fields: Vec<Field>,
    /// Each tone.
    pub badges: Vec<Badge>,
    /// A card.
    pub card: AgentCard,
    /// A table.
    pub table: Table,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "style_guide.html")]
pub struct StyleGuide {
    /// The frame.
    pub shell: Shell,
    /// Both themes.
    pub themes: [Theme; 2],
}

impl StyleGuide {
    /// The page in this frame.
    pub fn new(shell: Shell) -> Self {
        let light = Theme::new("light", say("style-light"));
        let dark = Theme::new("dark", say("style-dark"));
        let themes = [light, dark];
        Self { shell, themes }
    }
}

impl Theme {
    fn new(id: &'static str, name: Message) -> Self {
        let tones = [
            Tone::Neutral,
            Tone::Active,
            Tone::Good,
            Tone::Warning,
            Tone::Bad,
        ];
        let badge = |tone| Badge::new(say("style-badge"), tone);
        Self {
            id,
            name,
            fields: fields(id),
            badges: tones.map(badge).into(),
            card: card(),
            table: table(),
        }
    }
}

fn fields(theme: &str) -> Vec<Field> {
    let field = |name: &str, kind, value: &str| Field {
        name: format!("{theme}-{name}"),
        label: say("style-field"),
        help: Some(say("style-field-help")),
        kind,
        value: value.into(),
        required: true,
        max_length: Some(200),
        error: None,
        examples: Vec::new(),
    };
    let option = |value: &str| ChoiceOption {
        value: value.into(),
        label: say("style-option").with("number", value),
    };
    let choice = FieldKind::Choice(["1", "2", "3"].map(option).into());
    let wrong = Field {
        error: Some(say("style-field-error")),
        ..field("wrong", FieldKind::Text, "")
    };
    let optional = Field {
        required: false,
        ..field("lines", FieldKind::LongText, "")
    };
    vec![
        field("text", FieldKind::Text, ""),
        wrong,
        field("number", FieldKind::Number { min: 15, max: 60 }, "30"),
        optional,
        field("choice", choice, "2"),
    ]
}

fn card() -> AgentCard {
    AgentCard {
        id: "shorts-script".into(),
        name: say("style-card"),
        summary: say("style-card-text"),
        price: 20,
        liked: Some(Liked {
            percent: 92,
            ratings: 38,
        }),
    }
}

fn table() -> Table {
    let row = |badge: Badge, code: &str| {
        vec![
            Cell::text(say("style-card")),
            Cell::Badge(badge),
            Cell::code(code),
        ]
    };
    Table {
        name: say("style-table"),
        columns: vec![
            say("style-table"),
            say("style-badge"),
            say("style-table-code"),
        ],
        rows: vec![
            row(Badge::run_succeeded(), "0193a0"),
            row(Badge::run_failed(), "0193a1"),
        ],
    }
}
