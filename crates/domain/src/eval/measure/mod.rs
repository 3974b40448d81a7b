//! The measures a rubric is made of. Each reads places of the result that the rubric names, so none
//! knows an agent.

mod shape;
mod speech;
mod text;

use serde::{Deserialize, Serialize};

use super::{FULL, path};
use crate::check::{Check, Subject};

/// What a measure gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Score {
    /// From 0 to 1000, which is without fault.
    pub thousandths: u32,
    /// The worst that was found, for people; none where nothing was.
    pub note: Option<String>,
}

/// How something is measured, and by which limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Measure {
    /// There is a result, which the engine has held against the agent's schema and checks.
    Schema {},
    /// What is said takes as long as was asked for.
    Duration {
        /// What is said.
        texts: Vec<String>,
        /// The input with the seconds asked for.
        seconds: String,
        /// Per cent off that cost nothing.
        full_percent: u32,
        /// Per cent off that leave nothing.
        none_percent: u32,
    },
    /// Each text is said within a time.
    Spoken {
        /// Where the texts are.
        texts: Vec<String>,
        /// Milliseconds that cost nothing.
        full_ms: u32,
        /// Milliseconds that leave nothing.
        none_ms: u32,
    },
    /// A check finds nothing wrong: the same code that keeps results from creators.
    Check {
        /// The check with its parameters, as a manifest has it.
        of: Check,
        /// Thousandths that each finding costs.
        each: u32,
    },
    /// No scene is too short to see or too long to stay for.
    Density {
        /// Where each starts.
        starts: String,
        /// Where each ends.
        ends: String,
        /// Seconds at least.
        min: u32,
        /// Seconds at most.
        max: u32,
    },
    /// Sentences can be said and heard in one breath, in words of the language's own.
    Readability {
        /// Where the texts are.
        texts: Vec<String>,
        /// Letters of a sentence at most, spaces left out.
        max_letters: u32,
    },
    /// None of them comes twice.
    Distinct {
        /// Where they are.
        items: String,
    },
    /// It speaks of what was asked for.
    Mentions {
        /// Where the texts are.
        texts: Vec<String>,
        /// The input with the subject.
        subject: String,
        /// Per cent of the subject's words that are enough.
        full_percent: u32,
    },
}

impl Measure {
    /// Measures a result.
    pub(super) fn score(&self, subject: &Subject<'_>) -> Score {
        let output = subject.output;
        let said = |paths: &[String]| path::texts(output, paths);
        match self {
            Self::Schema {} => Score::full(),
            Self::Duration {
                texts,
                seconds,
                full_percent,
                none_percent,
            } => {
                let limits = (*full_percent, *none_percent);
                speech::duration(subject, &said(texts), seconds, limits)
            }
            Self::Spoken {
                texts,
                full_ms,
                none_ms,
            } => speech::spoken(subject, &said(texts), (*full_ms, *none_ms)),
            Self::Check { of, each } => check(of, *each, subject),
            Self::Density {
                starts,
                ends,
                min,
                max,
            } => shape::density(output, starts, ends, (*min, *max)),
            Self::Readability { texts, max_letters } => {
                text::readability(&said(texts), *max_letters)
            }
            Self::Distinct { items } => shape::distinct(output, items),
            Self::Mentions {
                texts,
                subject: input,
                full_percent,
            } => text::mentions(subject.input, input, &said(texts), *full_percent),
        }
    }
}

/// What a check's findings leave.
fn check(check: &Check, each: u32, subject: &Subject<'_>) -> Score {
    let found = check.findings(subject);
    let cost = u64::try_from(found.len())
        .unwrap_or(u64::MAX)
        .saturating_mul(each.into());
    Score::falling(cost, 0, FULL.into(), || {
        let first = found.first();
        first.map_or_else(String::new, |it| format!("{}: {}", it.place, it.reason))
    })
}

impl Score {
    /// Without fault.
    pub(super) fn full() -> Self {
        Self {
            thousandths: FULL,
            note: None,
        }
    }

    /// Nothing, and why.
    pub(super) fn none(note: impl Into<String>) -> Self {
        Self {
            thousandths: 0,
            note: Some(note.into()),
        }
    }

    /// So many good ones of all; nothing where there are none to look at.
    fn share(good: usize, all: usize, note: impl FnOnce() -> String) -> Self {
        if all == 0 {
            return Self::none("there is nothing to look at");
        }
        if good >= all {
            return Self::full();
        }
        Self {
            thousandths: u32::try_from(good * FULL as usize / all).unwrap_or(0),
            note: Some(note()),
        }
    }

    /// Full up to one limit, nothing from another, and evenly less in between.
    fn falling(value: u64, full: u64, zero: u64, note: impl FnOnce() -> String) -> Self {
        if value <= full {
            return Self::full();
        }
        let left = zero.saturating_sub(value) * u64::from(FULL);
        let thousandths = left / zero.saturating_sub(full).max(1);
        Self {
            thousandths: u32::try_from(thousandths).unwrap_or(0).min(FULL),
            note: Some(note()),
        }
    }
}

/// The beginning of a text, for a note.
fn brief(text: &str) -> String {
    const LONGEST: usize = 40;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_falls_evenly() {
        let score = |value| Score::falling(value, 10, 30, String::new).thousandths;
        assert_eq!(
            [0, 10, 15, 20, 30, 99].map(score),
            [1000, 1000, 750, 500, 0, 0]
        );
        assert_eq!(Score::share(0, 0, String::new).thousandths, 0);
        assert_eq!(Score::share(2, 3, String::new).thousandths, 666);
    }
}
