//! Reading JSON schemas.

use serde_json::{Map, Value};

/// The schemas under a keyword that names them: `properties`, `$defs`.
pub(crate) fn entries<'a>(
    node: &'a Map<String, Value>,
    name: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    node.get(name)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// The types a schema allows: `"type": "string"` as well as `"type": ["string", "null"]`.
pub(crate) fn types(node: &Map<String, Value>) -> Vec<&str> {
    match node.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The schema a reference inside the same document means.
pub(crate) fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(reference.strip_prefix('#')?)
}
