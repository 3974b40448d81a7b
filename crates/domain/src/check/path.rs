//! Texts of a document by a path: `title`, `hashtags[]`, `scenes[].narration`.

use serde_json::Value;

/// Every text at the path, each with its own place: `scenes[2].narration`.
#[must_use]
pub fn texts<'a>(document: &'a Value, path: &str) -> Vec<(String, &'a str)> {
    let mut found = vec![(String::new(), document)];
    for step in path.split('.') {
        let (name, is_list) = step
            .strip_suffix("[]")
            .map_or((step, false), |name| (name, true));
        found = found
            .into_iter()
            .flat_map(|(place, value)| {
                let dot = if place.is_empty() { "" } else { "." };
                let place = format!("{place}{dot}{name}");
                let value = &value[name];
                match value.as_array().filter(|_| is_list) {
                    Some(items) => (0..)
                        .zip(items)
                        .map(|(i, item)| (format!("{place}[{i}]"), item))
                        .collect(),
                    None if is_list => Vec::new(),
                    None => vec![(place, value)],
                }
            })
            .collect();
    }
    found
        .into_iter()
        .filter_map(|(place, value)| Some((place, value.as_str()?)))
        .collect()
}

/// The texts at all of the paths.
pub(super) fn all<'a>(document: &'a Value, paths: &[String]) -> Vec<(String, &'a str)> {
    paths
        .iter()
        .flat_map(|path| texts(document, path))
        .collect()
}
