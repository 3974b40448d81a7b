//! Inputs: what somebody sent, checked against the manifest's fields.

use serde_json::{Map, Value};

use super::manifest::{Field, FieldKind};

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
    /// Fewer characters than these.
    TooShort(u32),
    /// More characters than these.
    TooLong(u32),
    /// It holds control characters, line breaks or marks that turn the direction of text.
    ControlCharacter,
    /// It is none of the choices, which are these.
    NotAChoice(Vec<String>),
}

/// A JSON value as a form would show it.
pub(super) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Checks all fields and names all that is wrong at once.
pub(super) fn read(fields: &[Field], sent: &Value) -> Result<Inputs, Vec<FieldProblem>> {
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
        match read_field(&field.kind, sent.get(&field.name)) {
            Ok(value) => drop(inputs.insert(field.name.clone(), value)),
            Err(problem) => problems.push(FieldProblem {
                field: field.name.clone(),
                problem,
            }),
        }
    }
    if problems.is_empty() {
        Ok(Inputs(inputs))
    } else {
        Err(problems)
    }
}

fn read_field(kind: &FieldKind, sent: Option<&Value>) -> Result<Value, Problem> {
    match (kind, sent) {
        (FieldKind::Text { min: 0, .. }, None | Some(Value::Null)) => Ok(Value::from("")),
        (FieldKind::Text { .. }, None | Some(Value::Null)) => Err(Problem::Missing),
        (FieldKind::Text { min, max }, Some(Value::String(text))) => {
            read_text(text, *min, *max).map(Value::from)
        }
        (FieldKind::Text { .. }, Some(_)) => Err(Problem::NotText),
        (FieldKind::Choice { default, .. }, None | Some(Value::Null)) => Ok(default.clone()),
        (FieldKind::Choice { choices, .. }, Some(value)) => choices
            .iter()
            .find(|choice| &choice.value == value)
            .map(|choice| choice.value.clone())
            .ok_or_else(|| {
                Problem::NotAChoice(choices.iter().map(|choice| plain(&choice.value)).collect())
            }),
    }
}

fn read_text(text: &str, min: u32, max: u32) -> Result<String, Problem> {
    let text = text.trim();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if text.chars().any(is_control) {
        Err(Problem::ControlCharacter)
    } else if length == 0 && min > 0 {
        Err(Problem::Missing)
    } else if length < min {
        Err(Problem::TooShort(min))
    } else if length > max {
        Err(Problem::TooLong(max))
    } else {
        Ok(text.to_owned())
    }
}

/// Control characters, line separators, and the marks that reverse the direction of text, by which
/// a page can be made to show something else than it holds. Joiners stay: emoji are made of them.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A form's texts as JSON: an empty field is one that was not sent, a choice gets its own type back.
pub(super) fn json_of_form(fields: &[Field], pairs: &[(String, String)]) -> Value {
    let object = pairs
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| {
            let kind = fields
                .iter()
                .find(|field| &field.name == name)
                .map(|field| &field.kind);
            let chosen = match kind {
                Some(FieldKind::Choice { choices, .. }) => choices
                    .iter()
                    .find(|choice| &choice.form_value() == text)
                    .map(|choice| choice.value.clone()),
                _ => None,
            };
            (
                name.clone(),
                chosen.unwrap_or_else(|| Value::from(text.as_str())),
            )
        });
    Value::Object(object.collect())
}
