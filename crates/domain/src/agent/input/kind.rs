//! What an input takes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::agent::Text;

/// What an input takes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of text.
    Text {
        /// The fewest characters; 0 makes the field optional.
        min: u32,
        /// The most characters.
        max: u32,
    },
    /// Lines of text.
    LongText {
        /// The fewest characters; 0 makes the field optional.
        min: u32,
        /// The most characters, line breaks included.
        max: u32,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
        /// The value when nothing is sent.
        default: i64,
    },
    /// One of a few values.
    Choice {
        /// The values.
        choices: Vec<Choice>,
        /// The value when nothing is sent.
        default: Value,
    },
    /// A list of short texts; a form takes them in one line, with commas.
    Tags {
        /// The most of them; there may be none.
        max_items: u32,
        /// The most characters of one.
        max: u32,
    },
    /// A finished run of another agent, whose result is data for this one.
    FromRun {
        /// The agents it may be of.
        agents: Vec<String>,
        /// Whether it must be given.
        #[serde(default)]
        required: bool,
    },
}

/// A value to choose.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// A text or a whole number.
    pub value: Value,
    /// What the form calls it.
    pub label: Text,
}

impl Choice {
    /// The value as a form sends it.
    #[must_use]
    pub fn form_value(&self) -> String {
        super::plain(&self.value)
    }
}

impl FieldKind {
    /// Whether something must be sent.
    #[must_use]
    pub fn is_required(&self) -> bool {
        match self {
            Self::Text { min, .. } | Self::LongText { min, .. } => *min > 0,
            Self::FromRun { required, .. } => *required,
            Self::Integer { .. } | Self::Choice { .. } | Self::Tags { .. } => false,
        }
    }

    /// The JSON schema of its values.
    pub(super) fn json_schema(&self) -> Value {
        match self {
            Self::Text { min, max } | Self::LongText { min, max } => {
                json!({"type": "string", "minLength": min, "maxLength": max})
            }
            Self::Integer { min, max, default } => {
                json!({"type": "integer", "minimum": min, "maximum": max, "default": default})
            }
            Self::Choice { choices, default } => {
                let values: Vec<&Value> = choices.iter().map(|choice| &choice.value).collect();
                json!({"enum": values, "default": default})
            }
            Self::Tags { max_items, max } => json!({
                "type": "array",
                "maxItems": max_items,
                "items": {"type": "string", "minLength": 1, "maxLength": max},
            }),
            Self::FromRun { agents, .. } => {
                json!({"type": "string", "description": format!("A finished run of: {}", agents.join(", "))})
            }
        }
    }

    /// What is wrong with the field itself, for whoever writes the manifest.
    pub(in crate::agent) fn fault(&self) -> Option<String> {
        match self {
            Self::Text { min, max } | Self::LongText { min, max } => {
                (min > max || *max == 0).then(|| format!("`min` is {min} and `max` is {max}"))
            }
            Self::Integer { min, max, default } => (!(min..=max).contains(&default))
                .then(|| format!("`default` {default} is not from {min} to {max}")),
            Self::Choice { choices, default } => {
                (!choices.iter().any(|choice| &choice.value == default))
                    .then(|| format!("`default` {default} is none of the choices"))
            }
            Self::Tags { max_items, max } => (*max_items == 0 || *max == 0)
                .then(|| "`max_items` and `max` must be 1 at least".to_owned()),
            Self::FromRun { agents, .. } => agents
                .is_empty()
                .then(|| "`agents` names no agent".to_owned()),
        }
    }
}
