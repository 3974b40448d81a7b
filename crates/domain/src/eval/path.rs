//! Places in a document: `title`, `hooks[].text`, `scenes[].start`.

use serde_json::Value;

/// Every value at the place, in order. A document without the place has none.
pub(super) fn values<'a>(document: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![document];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, is_list) = match step.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        found = found
            .into_iter()
            .filter_map(|value| value.get(name))
            .collect();
        if is_list {
            found = found
                .into_iter()
                .filter_map(Value::as_array)
                .flatten()
                .collect();
        }
    }
    found
}

/// Every text at the places.
pub(super) fn texts<'a>(document: &'a Value, paths: &[String]) -> Vec<&'a str> {
    let values = paths.iter().flat_map(|path| values(document, path));
    values.filter_map(Value::as_str).collect()
}

/// Every whole number at the place.
pub(super) fn integers(document: &Value, path: &str) -> Vec<i64> {
    let values = values(document, path).into_iter();
    values.filter_map(Value::as_i64).collect()
}
