//! No sentence is said twice.

use std::collections::BTreeMap;

use super::{Found, Subject, path, sentence::sentences};

/// Sentences of fewer letters may come again: 자. 네. Go!
const SHORT: usize = 5;

pub(super) fn findings(subject: &Subject<'_>, paths: &[String]) -> Found {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for (place, text) in path::all(subject.output, paths) {
        for sentence in sentences(text) {
            let letters: String = sentence
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect();
            if letters.chars().count() <= SHORT {
                continue;
            }
            if let Some(first) = said.get(&letters) {
                found.push((
                    place.clone(),
                    format!("`{sentence}` is said in {first} already: say something else"),
                ));
            } else {
                said.insert(letters, place.clone());
            }
        }
    }
    found
}
