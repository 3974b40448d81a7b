//! From a result to a page, and what templates can do.

use minijinja::{AutoEscape, Environment, Error, Output, State, Value, context, value::Serde};
use serde::{Deserialize, Serialize};

use super::{data, labelled::Labelled};

/// A finished result with where it came from: what the file store keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The agent's id.
    pub agent: String,
    /// The version of its prompt.
    pub version: String,
    /// The model that wrote it, as its provider names it.
    pub model: String,
    /// When, as Unix milliseconds.
    pub created_at: i64,
    /// What it was asked.
    pub input: serde_json::Value,
    /// What it wrote; fits the agent's schema.
    pub output: serde_json::Value,
}

/// An environment in which `.html` is escaped as HTML, `.md` as Markdown that may meet HTML, and
/// anything else not at all.
pub(super) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|name| match name.rsplit('.').next() {
        Some("html") => AutoEscape::Html,
        Some("md") if !is_prompt(name) => AutoEscape::Custom("markdown".into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(format);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_filter("clock", |seconds: i64| {
        format!("{}:{:02}", seconds.max(0) / 60, seconds.max(0) % 60)
    });
    // A table cell of Markdown: one line, its bars escaped.
    environment.add_filter("cell", |text: &str| {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('|', "\\|")
    });
    environment.add_filter("data", |value: Value, name: &str| data::data(&value, name));
    environment
}

/// Prompts are read by a model: what others wrote goes in by the filter `data`, which escapes.
fn is_prompt(name: &str) -> bool {
    name.starts_with("prompt.")
}

fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if matches!(state.auto_escape(), AutoEscape::Custom(name) if name == "markdown") {
        let text = value.to_string().replace('&', "&amp;").replace('<', "&lt;");
        return out.write_str(&text).map_err(Error::from);
    }
    minijinja::escape_formatter(out, state, value)
}

pub(super) fn page(
    templates: &Environment<'_>,
    name: &str,
    document: &Document,
) -> Result<Labelled, Error> {
    let body = templates.get_template(name)?.render(values(document))?;
    Ok(Labelled::html(document, &body))
}

pub(super) fn values(document: &Document) -> Value {
    context! {
        input => Serde(&document.input),
        output => Serde(&document.output),
    }
}
