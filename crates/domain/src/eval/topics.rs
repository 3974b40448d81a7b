//! Topics: what creators ask for, by category.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Broken;

/// `topics/<category>.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its name in reports: `cooking`.
    pub category: String,
    /// What is asked for.
    #[serde(rename = "topic")]
    pub topics: Vec<Topic>,
}

/// One thing that a creator could ask for.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Topic {
    /// Its name in reports, the only one of all categories: `cooking-pasta`.
    pub id: String,
    /// Everything that agents may ask for; a rubric says which field answers which input.
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

impl Category {
    /// Reads one; `file` is its name in messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, Broken> {
        let broken = |reason: String| Broken {
            file: file.to_owned(),
            reason,
        };
        let category: Self = toml::from_str(text).map_err(|error| broken(error.to_string()))?;
        for (position, topic) in category.topics.iter().enumerate() {
            let before = &category.topics[..position];
            if before.iter().any(|other| other.id == topic.id) {
                return Err(broken(format!("there are two topics `{}`", topic.id)));
            }
        }
        Ok(category)
    }
}

/// A short hash of a rubric and the topics: scores are only comparable where it is the same.
#[must_use]
pub fn fingerprint<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = texts.into_iter().collect();
    let mut hash = crate::random::sha256_hex(all.join("\n\0\n").as_bytes());
    hash.truncate(16);
    hash
}
