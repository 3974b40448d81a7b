//! From a result to a page, and what templates can do.

use minijinja::{AutoEscape, Environment, Error, Output, State, Value, context, value::Serde};
use serde::{Deserialize, Serialize};

use super::{data, labelled::Labelled};
use crate::trend::{Grouped, korean_moment, views_by_age};

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
    /// What it cites of others, for as long as that may be kept; null after that, and where it cites
    /// nothing. It is not part of the file.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub evidence: serde_json::Value,
    /// The run, for links to what may be done with it.
    #[serde(skip)]
    pub run: Option<String>,
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
    environment.add_filter("grouped", grouped);
    environment.add_filter("kst", kst);
    environment.add_filter("views_by_age", |evidence: Value| {
        let evidence = serde_json::to_value(&evidence).unwrap_or_default();
        Value::from_safe_string(views_by_age(&evidence))
    });
    environment.add_filter("data", |value: Value, name: &str| data::data(&value, name));
    environment
}

/// A count with commas, or a dash where there is none.
fn grouped(count: Value) -> String {
    count
        .as_i64()
        .map_or_else(|| "–".to_owned(), |count| Grouped(count).to_string())
}

/// A moment (RFC 3339) as the clock in Korea shows it: `11월 27일 12:00`.
fn kst(moment: Value) -> String {
    moment.as_str().and_then(korean_moment).unwrap_or_default()
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
        evidence => Serde(&document.evidence),
        run => document.run.clone(),
    }
}
