//! The rules a JSON schema must keep to be taken as an output format.

use serde_json::{Map, Value};

use crate::writer::{entries, resolve, types};

const DEPTH_MAX: usize = 64;
/// What the grammar cannot hold a model to.
const FORBIDDEN: [&str; 18] = [
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "maxItems",
    "uniqueItems",
];

/// Why a schema cannot be taken, if it cannot.
pub(super) fn check(schema: &Value) -> Result<(), String> {
    node(schema, schema, 0)
}

fn node(root: &Value, value: &Value, depth: usize) -> Result<(), String> {
    let Some(schema) = value.as_object() else {
        return Err("a schema must be an object".to_owned());
    };
    if depth > DEPTH_MAX {
        return Err("the schema is too complex".to_owned());
    }
    if let Some(word) = FORBIDDEN.iter().find(|word| schema.contains_key(**word)) {
        return Err(format!("property '{word}' is not supported"));
    }
    if let Some(least) = schema.get("minItems")
        && !matches!(least.as_u64(), Some(0 | 1))
    {
        return Err(format!(
            "'minItems' values other than 0 or 1 are not supported: {least}"
        ));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        return match resolve(root, target) {
            Some(_) => Ok(()),
            None => Err(format!("{target} cannot be resolved")),
        };
    }
    let is_object = types(schema).contains(&"object");
    if is_object && schema.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Err(
            "For 'object' type, 'additionalProperties' must be explicitly set to false".to_owned(),
        );
    }
    parts(schema).try_for_each(|part| node(root, part, depth + 1))
}

/// The schemas that a schema is made of.
fn parts(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let named = ["properties", "$defs", "definitions"];
    let listed = ["anyOf", "allOf"];
    let lists = listed
        .into_iter()
        .filter_map(|name| schema.get(name)?.as_array());
    named
        .into_iter()
        .flat_map(|name| entries(schema, name).map(|(_, part)| part))
        .chain(lists.flatten())
        .chain(schema.get("items"))
}
