//! `agent.toml`.

use serde::{Deserialize, Serialize};

use crate::money::Credits;

/// Words in the languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) id: String,
    pub(super) version: String,
    pub(super) price: Credits,
    pub(super) deadline_seconds: u32,
    pub(super) name: Text,
    pub(super) description: Text,
    /// The input that names a run in lists.
    pub(super) subject: String,
    /// JSON pointer to the result's title.
    pub(super) title: Option<String>,
    /// Files of the folder.
    pub(super) system_prompt: String,
    pub(super) user_prompt: String,
    pub(super) schema: String,
    pub(super) page: String,
    pub(super) max_output_tokens: u32,
    pub(super) input: Vec<Field>,
    pub(super) download: Vec<Download>,
    #[serde(default)]
    pub(super) live: Vec<LiveLabel>,
}

/// One input.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Field {
    /// Its name in JSON and forms.
    pub name: String,
    /// What it takes.
    #[serde(flatten)]
    pub kind: FieldKind,
    /// What the form calls it.
    pub label: Text,
    /// A hint below it.
    pub help: Option<Text>,
    /// Values to try.
    #[serde(default)]
    pub examples: Vec<String>,
}

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
    /// One of a few values.
    Choice {
        /// The values.
        choices: Vec<Choice>,
        /// The value when nothing is sent.
        default: serde_json::Value,
    },
}

/// A value to choose.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// A text or a whole number.
    pub value: serde_json::Value,
    /// What the form calls it.
    pub label: Text,
}

impl Choice {
    /// The value as a form sends it.
    #[must_use]
    pub fn form_value(&self) -> String {
        super::input::plain(&self.value)
    }
}

/// A file that the result can be downloaded as.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Download {
    /// `txt`, `md`: the file's extension and the `format` in the address.
    pub format: String,
    /// The template, a file of the folder.
    pub template: String,
    /// The MIME type, without parameters.
    pub media_type: String,
}

/// What to call a part of the result while it is being written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LiveLabel {
    /// Where in the document: `scenes[].narration`.
    pub(super) path: String,
    /// `{n}` stands for the position in the list, from 1.
    pub(super) label: Text,
}
