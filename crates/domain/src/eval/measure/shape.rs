//! Lists and times.

use std::collections::HashSet;

use serde_json::Value;

use super::{Score, Subject, path};

/// Whole seconds, as inputs give them.
pub(super) fn seconds_asked(input: &Value, name: &str) -> Option<i64> {
    input
        .get(name)
        .and_then(Value::as_i64)
        .filter(|seconds| *seconds > 0)
}

/// Each scene begins where the last ended; the first at 0, and the last ends at the seconds asked.
pub(super) fn timeline(subject: &Subject<'_>, starts: &str, ends: &str, seconds: &str) -> Score {
    let starts = path::integers(subject.output, starts);
    let ends = path::integers(subject.output, ends);
    let Some(seconds) = seconds_asked(subject.input, seconds) else {
        return Score::none(format!("`{seconds}` is no number of seconds"));
    };
    if starts.is_empty() || starts.len() != ends.len() {
        return Score::none("there are no scenes with a start and an end");
    }
    let expected: Vec<i64> = [0].into_iter().chain(ends.iter().copied()).collect();
    let joints = starts
        .iter()
        .zip(&expected)
        .filter(|(start, at)| start == at)
        .count();
    let lasting = starts
        .iter()
        .zip(&ends)
        .filter(|(start, end)| start < end)
        .count();
    let last = usize::from(ends.last() == Some(&seconds));
    Score::share(joints + lasting + last, starts.len() * 2 + 1, || {
        format!("{starts:?} to {ends:?} of {seconds} s")
    })
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

pub(super) fn hashtags(output: &Value, place: &str, (min, max): (u32, u32)) -> Score {
    let found = path::texts(output, &[place.to_owned()]);
    let is_good = |tag: &str| {
        let word = tag.strip_prefix('#').unwrap_or_default();
        !word.is_empty()
            && word
                .chars()
                .all(|sign| sign.is_alphanumeric() || sign == '_')
    };
    let mut seen = HashSet::new();
    let good = found
        .iter()
        .filter(|tag| is_good(tag) && seen.insert(tag.to_lowercase()))
        .count();
    let wanted = found.len().clamp(min as usize, max as usize);
    let all = wanted.max(found.len());
    let extra = found.len().saturating_sub(max as usize);
    Score::share(good.saturating_sub(extra), all, || {
        format!("{min} to {max} different ones, not {}", found.join(" "))
    })
}

pub(super) fn count(output: &Value, place: &str, (min, max): (u32, u32)) -> Score {
    let found = u32::try_from(path::values(output, place).len()).unwrap_or(u32::MAX);
    let off = u64::from(min.saturating_sub(found) + found.saturating_sub(max));
    Score::falling(off, 0, u64::from(min.max(1)), || {
        format!("{found}, not {min} to {max}")
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
