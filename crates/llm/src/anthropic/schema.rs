//! A JSON schema in the words that Anthropic's structured output knows.
//!
//! What its grammar cannot hold a model to (lengths, ranges, patterns) is told in the description
//! instead, as the provider's own clients do; our checks hold the answer to it afterwards.

use serde_json::{Map, Value, json};

/// What passes as it is, on a schema of any type.
const KEPT: [&str; 11] = [
    "$ref",
    "$defs",
    "type",
    "enum",
    "const",
    "anyOf",
    "allOf",
    "properties",
    "required",
    "items",
    "title",
];
/// The formats that are known.
const FORMATS: [&str; 9] = [
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "uri",
    "ipv4",
    "uuid",
];

/// The same schema, adapted.
pub(super) fn adapted(schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let mut out = Map::new();
    let mut told = Vec::new();
    for (name, value) in schema {
        match (name.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                let named = named.iter().map(|(name, it)| (name.clone(), adapted(it)));
                out.insert(name.clone(), Value::Object(named.collect()));
            }
            ("oneOf" | "anyOf", Value::Array(options)) => {
                let options = options.iter().map(adapted).collect();
                out.insert("anyOf".to_owned(), Value::Array(options));
            }
            ("allOf", Value::Array(parts)) => {
                out.insert(name.clone(), parts.iter().map(adapted).collect());
            }
            ("items", _) => {
                out.insert(name.clone(), adapted(value));
            }
            ("format", Value::String(format)) if FORMATS.contains(&format.as_str()) => {
                out.insert(name.clone(), value.clone());
            }
            ("minItems", _) if value == &json!(0) || value == &json!(1) => {
                out.insert(name.clone(), value.clone());
            }
            ("additionalProperties" | "description" | "$schema" | "$id", _) => {}
            (kept, _) if KEPT.contains(&kept) => {
                out.insert(name.clone(), value.clone());
            }
            (other, _) => told.push(format!("{other}: {value}")),
        }
    }
    if out.contains_key("properties") || out.get("type") == Some(&json!("object")) {
        out.insert("additionalProperties".to_owned(), json!(false));
    }
    let words = schema.get("description").and_then(Value::as_str);
    let told = (!told.is_empty()).then(|| format!("{{{}}}", told.join(", ")));
    let description: Vec<&str> = words.into_iter().chain(told.as_deref()).collect();
    if !description.is_empty() {
        out.insert("description".to_owned(), json!(description.join("\n\n")));
    }
    Value::Object(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::adapted;

    #[test]
    fn what_the_grammar_cannot_hold_is_told_in_words() {
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["title", "hooks", "link"],
            "properties": {
                "title": {"type": "string", "description": "제목", "minLength": 1, "maxLength": 100},
                "hooks": {"type": "array", "minItems": 3, "items": {"type": "object",
                    "properties": {"kind": {"enum": ["question", "number"]}}}},
                "link": {"oneOf": [{"type": "string", "format": "uri"}, {"type": "null"}]},
                "pages": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/page"}},
            },
            "$defs": {"page": {"type": "integer", "minimum": 1}},
        });
        assert_eq!(
            adapted(&schema),
            json!({
                "type": "object",
                "required": ["title", "hooks", "link"],
                "properties": {
                    "title": {"type": "string", "description": "제목\n\n{minLength: 1, maxLength: 100}"},
                    "hooks": {"type": "array", "description": "{minItems: 3}", "items": {"type": "object",
                        "properties": {"kind": {"enum": ["question", "number"]}},
                        "additionalProperties": false}},
                    "link": {"anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}]},
                    "pages": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/page"}},
                },
                "$defs": {"page": {"type": "integer", "description": "{minimum: 1}"}},
                "additionalProperties": false,
            })
        );
    }
}
