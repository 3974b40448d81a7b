//! Inputs: what somebody sent, checked against the manifest's fields.

mod kind;
mod value;

use serde_json::{Map, Value, json};

use super::manifest::Field;
pub use kind::{Choice, FieldKind};
pub use value::check_text;
pub(super) use value::json_of_form;

/// Checked inputs: every field of the agent, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs(Map<String, Value>);

impl Inputs {
    /// As JSON, for the prompt and the database.
    #[must_use]
    pub fn as_json(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// A field's value as text; empty when there is no such field.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.0.get(name).map(plain).unwrap_or_default()
    }

    /// A hash of all of them, to tell one request from another.
    #[must_use]
    pub fn fingerprint(&self, agent: &str) -> String {
        crate::random::sha256_hex(format!("{agent}\n{}", self.as_json()).as_bytes())
    }

    /// What a run was asked, as it is kept: it was checked when the run began.
    pub(crate) fn kept(input: &Value) -> Self {
        Self(input.as_object().cloned().unwrap_or_default())
    }
}

/// A field that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field's name.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The body is no JSON object.
    NotAnObject,
    /// The agent has no such field.
    Unknown,
    /// It must be given.
    Missing,
    /// It must be a text.
    NotText,
    /// It must be a whole number.
    NotInteger,
    /// It must be a list of texts.
    NotAList,
    /// Fewer characters than these.
    TooShort(u32),
    /// More characters than these.
    TooLong(u32),
    /// Less than this.
    TooSmall(i64),
    /// More than this.
    TooLarge(i64),
    /// More items than these.
    TooMany(u32),
    /// It holds control characters, line breaks where there is one line, or marks that turn the
    /// direction of text.
    ControlCharacter,
    /// It is none of the choices, which are these.
    NotAChoice(Vec<String>),
    /// It names no run, or none that can be taken: it must be the user's own, finished, and of one
    /// of these agents.
    NoSuchRun(Vec<String>),
}

/// A JSON value as a form would show it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Checks all fields and names all that is wrong at once. Of `one_of`, one at least must be given.
pub(super) fn read(
    fields: &[Field],
    one_of: &[String],
    sent: &Value,
) -> Result<Inputs, Vec<FieldProblem>> {
    let Value::Object(sent) = sent else {
        return Err(vec![FieldProblem {
            field: String::new(),
            problem: Problem::NotAnObject,
        }]);
    };
    let mut problems: Vec<_> = sent
        .keys()
        .filter(|name| !fields.iter().any(|field| &field.name == *name))
        .map(|name| FieldProblem {
            field: name.clone(),
            problem: Problem::Unknown,
        })
        .collect();
    let mut inputs = Map::new();
    for field in fields {
        match value::read(&field.kind, sent.get(&field.name)) {
            Ok(value) => drop(inputs.insert(field.name.clone(), value)),
            Err(problem) => problems.push(FieldProblem {
                field: field.name.clone(),
                problem,
            }),
        }
    }
    let is_given = |name: &String| {
        inputs
            .get(name)
            .is_some_and(|value| !plain(value).is_empty())
    };
    let is_wrong = problems.iter().any(|it| one_of.contains(&it.field));
    if let Some(first) = one_of
        .first()
        .filter(|_| !is_wrong && !one_of.iter().any(is_given))
    {
        problems.push(FieldProblem {
            field: first.clone(),
            problem: Problem::Missing,
        });
    }
    if problems.is_empty() {
        Ok(Inputs(inputs))
    } else {
        Err(problems)
    }
}

/// The JSON schema of what starts a run.
pub(super) fn json_schema(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = field.kind.json_schema();
            schema["title"] = json!(field.label.en);
            if let Some(help) = &field.help {
                schema["description"] = json!(help.en);
            }
            if !field.examples.is_empty() {
                schema["examples"] = json!(field.examples);
            }
            (field.name.clone(), schema)
        })
        .collect();
    let required = fields.iter().filter(|field| field.kind.is_required());
    let required: Vec<&str> = required.map(|field| field.name.as_str()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}
