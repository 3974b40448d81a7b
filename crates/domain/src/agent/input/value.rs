//! One value, checked against its field's kind.

use serde_json::{Map, Value};

use super::{FieldKind, Problem, plain};
use crate::{agent::manifest::Field, random::RunId};

pub(super) fn read(kind: &FieldKind, sent: Option<&Value>) -> Result<Value, Problem> {
    let sent = sent.filter(|value| !value.is_null());
    match kind {
        FieldKind::Text { min, max } => read_text(sent, *min, *max, |_| false),
        FieldKind::LongText { min, max } => read_text(sent, *min, *max, |c| c == '\n'),
        FieldKind::Integer { min, max, default } => read_integer(sent, *min, *max, *default),
        FieldKind::Choice { choices, default } => {
            let Some(value) = sent else {
                return Ok(default.clone());
            };
            let found = choices.iter().find(|choice| &choice.value == value);
            found.map(|choice| choice.value.clone()).ok_or_else(|| {
                Problem::NotAChoice(choices.iter().map(|choice| plain(&choice.value)).collect())
            })
        }
        FieldKind::Tags { max_items, max } => read_tags(sent, *max_items, *max),
        FieldKind::FromRun { agents, required } => match sent {
            None if *required => Err(Problem::Missing),
            None => Ok(Value::Null),
            Some(value) => {
                let text = value.as_str().ok_or(Problem::NotText)?;
                let run = RunId::parse(text).ok_or_else(|| Problem::NoSuchRun(agents.clone()))?;
                Ok(Value::from(run.as_str()))
            }
        },
    }
}

/// A text that is no agent's input, by the same rules: trimmed, without control characters, of `min` to
/// `max` characters; lines where `lines` allows them.
pub fn check_text(text: &str, min: u32, max: u32, lines: bool) -> Result<String, Problem> {
    let value = read_text(Some(&Value::from(text)), min, max, |c| lines && c == '\n')?;
    Ok(plain(&value))
}

fn read_text(
    sent: Option<&Value>,
    min: u32,
    max: u32,
    allowed: impl Fn(char) -> bool,
) -> Result<Value, Problem> {
    let Some(value) = sent else {
        return if min == 0 {
            Ok(Value::from(""))
        } else {
            Err(Problem::Missing)
        };
    };
    let text = value.as_str().ok_or(Problem::NotText)?;
    // Forms send line breaks as CR LF.
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if text.chars().any(|c| is_control(c) && !allowed(c)) {
        Err(Problem::ControlCharacter)
    } else if length == 0 && min > 0 {
        Err(Problem::Missing)
    } else if length < min {
        Err(Problem::TooShort(min))
    } else if length > max {
        Err(Problem::TooLong(max))
    } else {
        Ok(Value::from(text))
    }
}

fn read_integer(sent: Option<&Value>, min: i64, max: i64, default: i64) -> Result<Value, Problem> {
    let Some(value) = sent else {
        return Ok(Value::from(default));
    };
    match value.as_i64().ok_or(Problem::NotInteger)? {
        number if number < min => Err(Problem::TooSmall(min)),
        number if number > max => Err(Problem::TooLarge(max)),
        number => Ok(Value::from(number)),
    }
}

fn read_tags(sent: Option<&Value>, max_items: u32, max: u32) -> Result<Value, Problem> {
    let Some(value) = sent else {
        return Ok(Value::Array(Vec::new()));
    };
    let items = value.as_array().ok_or(Problem::NotAList)?;
    if items.len() > usize::try_from(max_items).unwrap_or(usize::MAX) {
        return Err(Problem::TooMany(max_items));
    }
    let mut tags: Vec<Value> = Vec::new();
    for item in items {
        if !item.is_string() {
            return Err(Problem::NotAList);
        }
        let tag = read_text(Some(item), 1, max, |_| false)?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(Value::Array(tags))
}

/// Control characters, line separators, and the marks that reverse the direction of text, by which
/// a page can be made to show something else than it holds. Joiners stay: emoji are made of them.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A form's texts as JSON: an empty field is one that was not sent, a choice and a number get their
/// own type back, tags are parted at commas.
pub(in crate::agent) fn json_of_form(fields: &[Field], pairs: &[(String, String)]) -> Value {
    let object: Map<String, Value> = pairs
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| {
            let field = fields.iter().find(|field| &field.name == name);
            let value = field.and_then(|field| of_form(&field.kind, text));
            (
                name.clone(),
                value.unwrap_or_else(|| Value::from(text.as_str())),
            )
        })
        .collect();
    Value::Object(object)
}

fn of_form(kind: &FieldKind, text: &str) -> Option<Value> {
    match kind {
        FieldKind::Choice { choices, .. } => choices
            .iter()
            .find(|choice| choice.form_value() == text)
            .map(|choice| choice.value.clone()),
        FieldKind::Integer { .. } => text.trim().parse::<i64>().ok().map(Value::from),
        FieldKind::Tags { .. } => {
            let tags = text
                .split([',', '，', '\n'])
                .map(str::trim)
                .filter(|tag| !tag.is_empty());
            Some(tags.map(Value::from).collect())
        }
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::FromRun { .. } => None,
    }
}
