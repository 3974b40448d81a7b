//! The rules a JSON schema must keep to be taken in strict mode.

use serde_json::{Map, Value};

use super::errors::ApiError;
use crate::writer::{entries, resolve, types};

const NAME_MAX: usize = 64;
const DEPTH_MAX: usize = 10;
const PROPERTIES_MAX: usize = 5_000;
const FORBIDDEN: [&str; 15] = [
    "allOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "uniqueItems",
    "contains",
    "unevaluatedProperties",
];

/// The schema of a `json_schema` format, if name and schema are in order. `at` is where the format
/// stands in the request.
pub(super) fn read_format(format: &Value, at: &str) -> Result<Value, ApiError> {
    let missing = |field: &str| {
        let param = format!("{at}.{field}");
        let message = format!("Missing required parameter: '{param}'.");
        ApiError::invalid(Some(&param), Some("missing_required_parameter"), message)
    };
    let name = format.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| missing("name"))?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > NAME_MAX || !name.chars().all(allowed) {
        let param = format!("{at}.name");
        let message = format!(
            "Invalid '{param}': string does not match pattern. Expected a string that matches the \
             pattern '^[a-zA-Z0-9_-]{{1,64}}$'."
        );
        let code = Some("invalid_value");
        return Err(ApiError::invalid(Some(&param), code, message));
    }
    let schema = format.get("schema").filter(|schema| schema.is_object());
    let schema = schema.ok_or_else(|| missing("schema"))?;
    if format.get("strict").and_then(Value::as_bool) == Some(true) {
        check(schema).map_err(|why| {
            let message = format!("Invalid schema for response_format '{name}': {why}");
            let code = Some("invalid_json_schema");
            ApiError::invalid(Some(&format!("{at}.schema")), code, message)
        })?;
    }
    Ok(schema.clone())
}

fn check(schema: &Value) -> Result<(), String> {
    let kind = &schema["type"];
    if kind != "object" {
        return Err(format!(
            "schema must be a JSON Schema of 'type: \"object\"', got 'type: {kind}'."
        ));
    }
    if schema.get("anyOf").is_some() {
        return Err("In context=(), 'anyOf' is not permitted at the root.".to_owned());
    }
    let mut walk = Walk {
        root: schema,
        properties: 0,
    };
    walk.node(schema, "", 0)
}

struct Walk<'a> {
    root: &'a Value,
    properties: usize,
}

impl Walk<'_> {
    fn node(&mut self, node: &Value, at: &str, depth: usize) -> Result<(), String> {
        let fail = |why: &str| Err(format!("In context=({at}), {why}"));
        let Some(node) = node.as_object() else {
            return fail("schema must be an object.");
        };
        if depth > DEPTH_MAX {
            return fail("the schema exceeds 10 levels of nesting.");
        }
        if let Some(word) = FORBIDDEN.iter().find(|word| node.contains_key(**word)) {
            return fail(&format!("'{word}' is not permitted."));
        }
        for (name, inner) in entries(node, "$defs").chain(entries(node, "definitions")) {
            self.node(inner, &format!("{at}'$defs', '{name}', "), 0)?;
        }
        if let Some(reference) = node.get("$ref") {
            return match reference
                .as_str()
                .and_then(|target| resolve(self.root, target))
            {
                Some(_) => Ok(()),
                None => fail(&format!("reference {reference} cannot be resolved.")),
            };
        }
        if let Some(options) = node.get("anyOf") {
            let options = options.as_array().filter(|options| !options.is_empty());
            let Some(options) = options else {
                return fail("'anyOf' must be a list.");
            };
            for (index, option) in options.iter().enumerate() {
                self.node(option, &format!("{at}'anyOf', '{index}', "), depth)?;
            }
            return Ok(());
        }
        let types = types(node);
        let fixed = node.contains_key("enum") || node.contains_key("const");
        if types.is_empty() && !fixed {
            return fail("schema must have a 'type' key.");
        }
        if types.contains(&"object") {
            self.object(node, at, depth)?;
        }
        if types.contains(&"array") {
            let Some(items) = node.get("items") else {
                return fail("array schema missing items.");
            };
            self.node(items, &format!("{at}'items', "), depth + 1)?;
        }
        Ok(())
    }

    fn object(&mut self, node: &Map<String, Value>, at: &str, depth: usize) -> Result<(), String> {
        let fail = |why: &str| Err(format!("In context=({at}), {why}"));
        if node.get("additionalProperties") != Some(&Value::Bool(false)) {
            return fail("'additionalProperties' is required to be supplied and to be false.");
        }
        let listed = node
            .get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let required: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
        for (name, property) in entries(node, "properties") {
            self.properties += 1;
            if !required.contains(&name.as_str()) {
                return fail(&format!(
                    "'required' is required to be supplied and to be an array including every \
                     key in properties. Missing '{name}'."
                ));
            }
            self.node(
                property,
                &format!("{at}'properties', '{name}', "),
                depth + 1,
            )?;
        }
        let known = |name: &&str| {
            node.get("properties")
                .is_some_and(|all| all.get(*name).is_some())
        };
        if let Some(extra) = required.iter().find(|name| !known(name)) {
            return fail(&format!("'required' has the extra key '{extra}'."));
        }
        if self.properties > PROPERTIES_MAX {
            return fail("the schema exceeds 5000 properties.");
        }
        Ok(())
    }
}
