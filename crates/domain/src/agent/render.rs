//! From a result to a page, and what templates can do.

use std::collections::BTreeMap;

use minijinja::{AutoEscape, Environment, Error, Output, State, Value, context, value::Serde};
use serde::{Deserialize, Serialize};

use super::{Text, data, labelled::Labelled};
use crate::{
    account::Language,
    money::grouped,
    trend::{clock_in_korea, views_by_age},
};

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
    environment.add_filter("grouped", count);
    environment.add_filter("kst", kst);
    environment.add_filter("views_by_age", |state: &State<'_, '_>, evidence: Value| {
        let evidence = serde_json::to_value(&evidence).unwrap_or_default();
        Value::from_safe_string(views_by_age(&evidence, language_of(state)))
    });
    // `{{ words.seconds | with(n=30) }}`: `{n}` in the words is the value.
    environment.add_filter("with", |text: &str, values: minijinja::value::Kwargs| {
        values.args().try_fold(text.to_owned(), |text, name| {
            let value: Value = values.get(name)?;
            Ok::<_, Error>(text.replace(&format!("{{{name}}}"), &value.to_string()))
        })
    });
    environment.add_filter("data", |value: Value, name: &str| data::data(&value, name));
    environment
}

/// A count with commas, or a dash where there is none.
fn count(count: Value) -> String {
    count.as_i64().map_or_else(|| "–".to_owned(), grouped)
}

/// A moment (RFC 3339) as the clock in Korea shows it: `11월 27일 12:00`, `Nov 27, 12:00`.
fn kst(state: &State<'_, '_>, at: Value) -> String {
    at.as_str()
        .and_then(|at| clock_in_korea(at, language_of(state)))
        .unwrap_or_default()
}

/// The language that a template is rendered in.
fn language_of(state: &State<'_, '_>) -> Language {
    let tag = state.lookup("language");
    let tag = tag.as_ref().and_then(Value::as_str);
    tag.and_then(Language::from_word)
        .unwrap_or(Language::Korean)
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

/// What a template of a page or a download is rendered with.
pub(super) struct Rendering<'a> {
    pub(super) templates: &'a Environment<'static>,
    pub(super) words: &'a BTreeMap<String, Text>,
    pub(super) document: &'a Document,
    pub(super) language: Language,
}

impl Rendering<'_> {
    pub(super) fn page(&self, template: &str) -> Result<Labelled, Error> {
        let body = self.body(template)?;
        Ok(Labelled::html(self.document, &body, self.language))
    }

    pub(super) fn body(&self, template: &str) -> Result<String, Error> {
        let words = self.words.iter();
        let words: BTreeMap<String, String> = words
            .map(|(name, text)| (name.clone(), text.to(self.language).to_owned()))
            .collect();
        self.templates.get_template(template)?.render(context! {
            input => Serde(&self.document.input),
            output => Serde(&self.document.output),
            evidence => Serde(&self.document.evidence),
            run => self.document.run.clone(),
            words => words,
            language => self.language.as_str(),
        })
    }
}
