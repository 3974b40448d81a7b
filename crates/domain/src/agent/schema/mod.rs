//! The part of JSON Schema that the output of an agent is described by: what every provider can hold
//! a model to, and plain limits. A schema that says more is refused when its agent is loaded, with
//! the keyword's name, instead of being half obeyed.
//!
//! What is read here means what it means in JSON Schema 2020-12: the tests hold it to a whole
//! implementation, which would be a sixth of the Worker.

mod read;

#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::{Map, Value};

pub(super) use read::check;
use read::{LIMITS, Measure, target};

/// As many problems as somebody mends at once.
const TOLD: usize = 10;

/// What of a document does not fit a schema that [`check`] has passed, each with its place; no more
/// than ten.
pub(super) fn problems(schema: &Value, document: &Value) -> Vec<String> {
    let mut search = Search {
        root: schema,
        found: Vec::new(),
    };
    search.look(schema, document, &Place::Root);
    search.found.truncate(TOLD);
    search.found
}

/// Where in a document, as a JSON pointer.
enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(outer, name) => write!(f, "{outer}/{name}"),
            Self::Item(outer, number) => write!(f, "{outer}/{number}"),
        }
    }
}

struct Search<'a> {
    root: &'a Value,
    found: Vec<String>,
}

impl Search<'_> {
    fn tell(&mut self, place: &Place<'_>, problem: impl fmt::Display) {
        self.found.push(format!("{place}: {problem}"));
    }

    fn look(&mut self, schema: &Value, document: &Value, place: &Place<'_>) {
        if let Some(schema) = target(self.root, schema) {
            self.look(schema, document, place);
        }
        if let Some(types) = schema.get("type")
            && !one_or_many(types).any(|name| is_of(document, name))
        {
            self.tell(place, format_args!("is not of type {types}"));
        }
        if let Some(Value::Array(values)) = schema.get("enum")
            && !values.iter().any(|value| same(value, document))
        {
            let values = Value::Array(values.clone());
            self.tell(place, format_args!("is none of {values}"));
        }
        if let Some(value) = schema.get("const")
            && !same(value, document)
        {
            self.tell(place, format_args!("is not {value}"));
        }
        for (keyword, measure, is_kept) in LIMITS {
            let limit = schema.get(keyword).and_then(Value::as_f64);
            if let (Some(limit), Some(size)) = (limit, measure.of(document))
                && !is_kept(&size, &limit)
            {
                self.tell(place, format_args!("is {size}; {keyword} is {limit}"));
            }
        }
        self.look_for_one_form(schema, document, place);
        match document {
            Value::Object(members) => self.look_into(schema, members, place),
            Value::Array(items) => {
                for (number, item) in items.iter().enumerate() {
                    self.look(&schema["items"], item, &Place::Item(place, number));
                }
            }
            _ => {}
        }
    }

    fn look_for_one_form(&mut self, schema: &Value, document: &Value, place: &Place<'_>) {
        let Some(Value::Array(forms)) = schema.get("anyOf") else {
            return;
        };
        let mut fits = |form| {
            let mut search = Search {
                root: self.root,
                found: Vec::new(),
            };
            search.look(form, document, place);
            search.found.is_empty()
        };
        if !forms.iter().any(&mut fits) {
            self.tell(place, "fits none of the forms of `anyOf`");
        }
    }

    fn look_into(&mut self, schema: &Value, members: &Map<String, Value>, place: &Place<'_>) {
        for name in one_or_many(&schema["required"]) {
            if !members.contains_key(name) {
                self.tell(place, format_args!("\"{name}\" is missing"));
            }
        }
        for (name, value) in members {
            match schema["properties"].get(name) {
                Some(schema) => self.look(schema, value, &Place::Member(place, name)),
                None if schema["additionalProperties"] == false => {
                    self.tell(place, format_args!("\"{name}\" is not known"));
                }
                None => {}
            }
        }
    }
}

/// The text, or the texts of a list.
fn one_or_many(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().into_iter().flatten();
    many.chain([value]).filter_map(Value::as_str)
}

fn is_of(document: &Value, name: &str) -> bool {
    match name {
        "null" => document.is_null(),
        "boolean" => document.is_boolean(),
        "object" => document.is_object(),
        "array" => document.is_array(),
        "string" => document.is_string(),
        "number" => document.is_number(),
        "integer" => {
            let whole = |number: f64| number.fract() == 0.0;
            document.is_i64() || document.is_u64() || document.as_f64().is_some_and(whole)
        }
        _ => false,
    }
}

/// Equal, where 1 is 1.0 and members have no order.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_in_other = |(name, value)| other.get(name).is_some_and(|it| same(value, it));
            one.len() == other.len() && one.iter().all(is_in_other)
        }
        _ => one == other,
    }
}

impl Measure {
    /// The size that a limit is for; `None` where the limit says nothing of such a value.
    #[expect(clippy::cast_precision_loss, reason = "no document is that long")]
    fn of(self, document: &Value) -> Option<f64> {
        match self {
            Self::Number => document.as_f64(),
            Self::Characters => document.as_str().map(|text| text.chars().count() as f64),
            Self::Items => document.as_array().map(|items| items.len() as f64),
        }
    }
}
