//! Lists and times.

use std::collections::HashSet;

use serde_json::Value;

use super::{Score, path};

/// Whole seconds, as inputs give them.
pub(super) fn seconds_asked(input: &Value, name: &str) -> Option<i64> {
    input
        .get(name)
        .and_then(Value::as_i64)
        .filter(|seconds| *seconds > 0)
}

pub(super) fn density(output: &Value, starts: &str, ends: &str, (min, max): (u32, u32)) -> Score {
    let lengths: Vec<i64> = path::integers(output, starts)
        .into_iter()
        .zip(path::integers(output, ends))
        .map(|(start, end)| end - start)
        .collect();
    let limits = i64::from(min)..=i64::from(max);
    let good = lengths
        .iter()
        .filter(|length| limits.contains(length))
        .count();
    Score::share(good, lengths.len(), || {
        format!("scenes of {lengths:?} s, not {min} to {max}")
    })
}

pub(super) fn distinct(output: &Value, place: &str) -> Score {
    let found = path::values(output, place);
    let different: HashSet<String> = found.iter().map(ToString::to_string).collect();
    Score::share(different.len(), found.len(), || {
        format!(
            "{} of {} are repetitions",
            found.len() - different.len(),
            found.len()
        )
    })
}
