//! What a result must be besides fitting its schema: named checks, which an agent's manifest takes
//! with its parameters. Each answers what is wrong, where, and what to do about it, in words that the
//! model that wrote it can act on; `openclaw eval` scores with the same code.

mod claims;
mod evidence;
mod form;
mod language;
mod particles;
mod path;
mod repeats;
pub(crate) mod sentence;
mod speech;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use path::texts;

use crate::agent::{Script, ScriptShape};

/// What is checked.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What was written; it fits the agent's schema.
    pub output: &'a Value,
    /// What was asked.
    pub input: &'a Value,
    /// Where the script is, where the result is one.
    pub script: Option<&'a ScriptShape>,
    /// What steps gathered, by their names; null where there is nothing.
    pub evidence: &'a Value,
}

impl Subject<'_> {
    fn script(&self) -> Option<Script> {
        let shape = self.script?;
        Some(Script::read(shape, self.output, self.input))
    }
}

/// Something that is wrong with a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check that found it: `speech.duration`.
    pub check: &'static str,
    /// Where: `scenes[2].narration`; empty for the whole.
    pub place: String,
    /// What is wrong, and what to do about it.
    pub reason: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            check,
            place,
            reason,
        } = self;
        if place.is_empty() {
            write!(f, "[{check}] {reason}")
        } else {
            write!(f, "[{check}] {place}: {reason}")
        }
    }
}

/// A check with its parameters, as `[[check]]` in a manifest has it. Paths are like
/// `scenes[].narration`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "name", deny_unknown_fields)]
pub enum Check {
    /// The scenes follow each other without gaps, from 0 to the length asked for.
    #[serde(rename = "timeline")]
    Timeline {
        /// The shortest and the longest scene, in seconds.
        scene_seconds: [i64; 2],
    },
    /// The narration takes as long to say as was asked for, and no scene's more than its time.
    #[serde(rename = "speech.duration")]
    SpeechDuration {
        /// How far all together may be off.
        tolerance_percent: u64,
        /// How far a scene's narration may run over: its ends are whole seconds.
        scene_tolerance_ms: u64,
    },
    /// There are enough hooks, each of another kind, each short enough.
    #[serde(rename = "hooks")]
    Hooks {
        /// The fewest.
        at_least: usize,
        /// The longest one takes to say.
        longest_ms: u64,
    },
    /// Hashtags: how many, and that each is one.
    #[serde(rename = "hashtags")]
    Hashtags {
        /// Where they are.
        path: String,
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// Texts have so many characters.
    #[serde(rename = "length")]
    Length {
        /// Where they are.
        path: String,
        /// The fewest.
        #[serde(default)]
        min: usize,
        /// The most.
        max: usize,
    },
    /// A list has so many items.
    #[serde(rename = "items")]
    Items {
        /// The list.
        path: String,
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
    },
    /// No sentence is said twice.
    #[serde(rename = "no_repeats")]
    NoRepeats {
        /// Where the sentences are.
        paths: Vec<String>,
    },
    /// Nothing is promised that advertising law forbids: cures, certain profits.
    #[serde(rename = "claims")]
    Claims {
        /// Where they could be.
        paths: Vec<String>,
    },
    /// Korean particles have the form that the word before them takes.
    #[serde(rename = "particles")]
    Particles {
        /// Where they are.
        paths: Vec<String>,
        /// Inputs whose values are looked for as words before a particle.
        #[serde(default)]
        words: Vec<String>,
    },
    /// Every item of these lists cites evidence, rightly; what does not is left out of the result.
    #[serde(rename = "evidence")]
    Evidence {
        /// The step that gathered the evidence.
        from: String,
        /// The lists.
        lists: Vec<String>,
        /// How many items of a list must be left.
        at_least: BTreeMap<String, usize>,
    },
    /// The texts are in the language asked for.
    #[serde(rename = "language")]
    Language {
        /// The texts.
        paths: Vec<String>,
        /// The input with the language.
        input: String,
    },
}

impl Check {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Timeline { .. } => "timeline",
            Self::SpeechDuration { .. } => "speech.duration",
            Self::Hooks { .. } => "hooks",
            Self::Hashtags { .. } => "hashtags",
            Self::Length { .. } => "length",
            Self::Items { .. } => "items",
            Self::NoRepeats { .. } => "no_repeats",
            Self::Claims { .. } => "claims",
            Self::Particles { .. } => "particles",
            Self::Evidence { .. } => "evidence",
            Self::Language { .. } => "language",
        }
    }

    /// The inputs that it names.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = &String> {
        let (words, input) = match self {
            Self::Particles { words, .. } => (words.as_slice(), None),
            Self::Language { input, .. } => (&[][..], Some(input)),
            _ => (&[][..], None),
        };
        words.iter().chain(input)
    }

    /// Whether it needs to know where the script is.
    #[must_use]
    pub fn needs_script(&self) -> bool {
        matches!(
            self,
            Self::Timeline { .. } | Self::SpeechDuration { .. } | Self::Hooks { .. }
        )
    }

    /// Everything it finds wrong; empty when all is well.
    #[must_use]
    pub fn findings(&self, subject: &Subject<'_>) -> Vec<Finding> {
        let found = match self {
            Self::Timeline { scene_seconds } => speech::timeline(subject, *scene_seconds),
            Self::SpeechDuration {
                tolerance_percent,
                scene_tolerance_ms,
            } => speech::duration(subject, *tolerance_percent, *scene_tolerance_ms),
            Self::Hooks {
                at_least,
                longest_ms,
            } => speech::hooks(subject, *at_least, *longest_ms),
            Self::Hashtags { path, min, max } => form::hashtags(subject, path, *min, *max),
            Self::Length { path, min, max } => form::length(subject, path, *min, *max),
            Self::Items { path, min, max } => form::items(subject, path, *min, *max),
            Self::NoRepeats { paths } => repeats::findings(subject, paths),
            Self::Claims { paths } => claims::findings(subject, paths),
            Self::Particles { paths, words } => particles::findings(subject, paths, words),
            Self::Evidence {
                from,
                lists,
                at_least,
            } => evidence::findings(subject, from, lists, at_least),
            Self::Language { paths, input } => language::findings(subject, paths, input),
        };
        let check = self.name();
        let finding = |(place, reason)| Finding {
            check,
            place,
            reason,
        };
        found.into_iter().map(finding).collect()
    }
}

/// A place and what is wrong there.
type Found = Vec<(String, String)>;
