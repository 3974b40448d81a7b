//! Whether a schema says only what is obeyed here.

use serde_json::Value;

/// What a limit limits.
#[derive(Clone, Copy)]
pub(super) enum Measure {
    Number,
    Characters,
    Items,
}

type IsKept = fn(&f64, &f64) -> bool;

/// The limits, and what of a size and the limit is within it.
pub(super) const LIMITS: [(&str, Measure, IsKept); 6] = [
    ("minimum", Measure::Number, f64::ge),
    ("maximum", Measure::Number, f64::le),
    ("minLength", Measure::Characters, f64::ge),
    ("maxLength", Measure::Characters, f64::le),
    ("minItems", Measure::Items, f64::ge),
    ("maxItems", Measure::Items, f64::le),
];

/// What only tells people and models something.
const TOLD: [&str; 7] = [
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
];
const TYPES: [&str; 7] = [
    "null", "boolean", "object", "array", "string", "number", "integer",
];
/// So often may one definition only lead to another.
const MOST_REFERENCES: usize = 16;

/// Why a schema cannot be used; the reason begins with the place.
pub(in crate::agent) fn check(schema: &Value) -> Result<(), String> {
    checked(schema, schema, "#")
}

/// What `$ref` leads to.
pub(super) fn target<'a>(root: &'a Value, schema: &Value) -> Option<&'a Value> {
    let name = schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?;
    root.get("$defs")?.get(name)
}

fn checked(root: &Value, schema: &Value, place: &str) -> Result<(), String> {
    let Value::Object(keywords) = schema else {
        return Err(format!("{place}: {schema} is no schema"));
    };
    for (keyword, value) in keywords {
        let place = format!("{place}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                for (name, schema) in named {
                    checked(root, schema, &format!("{place}/{name}"))?;
                }
            }
            ("items", _) => checked(root, value, &place)?,
            ("anyOf", Value::Array(forms)) if !forms.is_empty() => {
                for (number, form) in forms.iter().enumerate() {
                    checked(root, form, &format!("{place}/{number}"))?;
                }
            }
            ("type", _) if are(value, |name| TYPES.contains(&name)) => {}
            ("required", Value::Array(_)) if are(value, |_| true) => {}
            ("enum", Value::Array(values)) if !values.is_empty() => {}
            ("additionalProperties", Value::Bool(_)) | ("const", _) => {}
            ("$ref", _) if target(root, schema).is_some() => {
                if leads_nowhere(root, schema, 0) {
                    return Err(format!("{place}: {value} leads back to itself"));
                }
            }
            (told, _) if TOLD.contains(&told) => {}
            (limit, _) if is_limit(limit, value) => {}
            (known, _) if is_known(known) => return Err(format!("{place}: {value} is no value")),
            _ => {
                return Err(format!(
                    "{place}: the keyword is not among those obeyed here"
                ));
            }
        }
    }
    Ok(())
}

/// Whether it is a text, or a list of texts, that all are as wanted.
fn are(value: &Value, wanted: impl Fn(&str) -> bool) -> bool {
    let is = |value: &Value| value.as_str().is_some_and(&wanted);
    match value {
        Value::Array(values) => values.iter().all(is),
        one => is(one),
    }
}

fn is_limit(keyword: &str, value: &Value) -> bool {
    LIMITS.iter().any(|(name, measure, _)| {
        let is_size = match measure {
            Measure::Number => value.is_number(),
            Measure::Characters | Measure::Items => value.is_u64(),
        };
        *name == keyword && is_size
    })
}

fn is_known(keyword: &str) -> bool {
    let others = [
        "properties",
        "$defs",
        "items",
        "anyOf",
        "type",
        "required",
        "enum",
        "additionalProperties",
        "$ref",
    ];
    others.contains(&keyword) || LIMITS.iter().any(|(name, ..)| *name == keyword)
}

/// Whether references go round without coming to a part of the document.
fn leads_nowhere(root: &Value, schema: &Value, references: usize) -> bool {
    let forms = schema.get("anyOf").and_then(Value::as_array);
    let mut forms = forms.into_iter().flatten();
    references > MOST_REFERENCES
        || target(root, schema).is_some_and(|it| leads_nowhere(root, it, references + 1))
        || forms.any(|form| leads_nowhere(root, form, references))
}
