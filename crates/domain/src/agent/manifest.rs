//! `agent.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{export::Exporter, input::FieldKind, script::ScriptShape};
use crate::{account::Language, check::Check, money::Credits};

/// Words in the languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The words in that language.
    #[must_use]
    pub fn to(&self, language: Language) -> &str {
        match language {
            Language::Korean => &self.ko,
            Language::English => &self.en,
        }
    }
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) id: String,
    pub(super) version: String,
    /// What the templates of page and downloads say around the result, by name.
    #[serde(default)]
    pub(super) words: BTreeMap<String, Text>,
    pub(super) price: Credits,
    pub(super) deadline_seconds: u32,
    pub(super) name: Text,
    pub(super) description: Text,
    /// What to find it under, where there are many; none: among the others.
    pub(super) category: Option<Text>,
    /// The input that names a run in lists.
    pub(super) subject: String,
    /// JSON pointer to the result's title.
    pub(super) title: Option<String>,
    /// Files of the folder.
    pub(super) schema: String,
    pub(super) page: String,
    pub(super) max_output_tokens: u32,
    /// The most characters of a brand voice that is remembered for each user; none: not offered.
    pub(super) brand_voice: Option<u32>,
    pub(super) step: Vec<Step>,
    pub(super) prompt: Vec<PromptVariant>,
    #[serde(default)]
    pub(super) check: Vec<Check>,
    pub(super) script: Option<ScriptShape>,
    pub(super) rewrite: Option<Rewrite>,
    pub(super) input: Vec<Field>,
    /// Inputs of which one at least must be given, where none of them must by itself.
    #[serde(default)]
    pub(super) one_of: Vec<String>,
    /// Inputs to try: each must be taken, and every prompt must be made of it.
    #[serde(default)]
    pub(super) example: Vec<serde_json::Value>,
    pub(super) download: Vec<Download>,
    #[serde(default)]
    pub(super) live: Vec<LiveLabel>,
}

/// A step of the work: code of ours, by its name.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// Its name in [`crate::run::STEPS`].
    pub name: String,
    /// What it is told; each step reads its own.
    #[serde(flatten)]
    pub parameters: toml::Table,
}

/// One way to put the task. Users are spread over the variants by their weights.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromptVariant {
    /// Its name, noted on every run.
    pub id: String,
    /// Its share, of the sum of all weights; 0 keeps it for whoever asks for it by name.
    pub weight: u32,
    /// The file with the task: the same text for every run.
    pub system: String,
    /// The template with the inputs.
    pub user: String,
}

/// How one item of a list in the result is written anew, as a run of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewrite {
    /// Credits.
    pub price: Credits,
    /// The lists whose items can be written anew: `hooks`, `scenes`.
    pub parts: Vec<String>,
    /// The file with the task.
    pub system: String,
    /// The template with `input`, `output`, `part`, `item` and `wish`.
    pub user: String,
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

/// A file that the result can be downloaded as.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Download {
    /// `txt`, `md`, `srt`: the file's extension and the `format` in the address.
    pub format: String,
    /// Which kind of file it is.
    pub exporter: Exporter,
    /// The template of what is in it, a file of the folder, where the exporter takes one.
    pub template: Option<String>,
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
