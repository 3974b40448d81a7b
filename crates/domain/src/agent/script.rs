//! A result that is a script: scenes on a timeline with what is said in each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::speech::{self, Language, Tone};

/// Where a result keeps its script, by names of its own. A scene has `start` and `end` in whole
/// seconds; a hook has `kind` and `text`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptShape {
    /// The list of scenes.
    pub scenes: String,
    /// What is said in a scene.
    pub narration: String,
    /// What a scene shows as text.
    pub caption: String,
    /// The list of hooks.
    pub hooks: String,
    /// The input with the length in seconds.
    pub seconds: String,
    /// The input with the tone.
    pub tone: String,
    /// The input with the language.
    pub language: String,
}

impl ScriptShape {
    /// The inputs that it names, by their keys in the manifest.
    pub(super) fn inputs(&self) -> [(&'static str, &str); 3] {
        [
            ("seconds", &self.seconds),
            ("tone", &self.tone),
            ("language", &self.language),
        ]
    }
}

/// A scene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scene {
    /// Its place, from 1.
    pub number: usize,
    /// Seconds from the beginning.
    pub start: i64,
    /// Seconds from the beginning.
    pub end: i64,
    /// What is said.
    pub narration: String,
    /// What is shown as text.
    pub caption: String,
    /// How long the narration takes to say, in milliseconds.
    pub speech_ms: u64,
}

impl Scene {
    /// How long it is, in milliseconds.
    #[must_use]
    pub fn length_ms(&self) -> u64 {
        u64::try_from(self.end.saturating_sub(self.start)).map_or(0, |it| it.saturating_mul(1000))
    }
}

/// A hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hook {
    /// `question`, `number`, …
    pub kind: String,
    /// What is said.
    pub text: String,
    /// How long it takes to say, in milliseconds.
    pub speech_ms: u64,
}

/// A script, read from a result and what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its scenes, in order.
    pub scenes: Vec<Scene>,
    /// Its hooks.
    pub hooks: Vec<Hook>,
    /// The length asked for, in seconds.
    pub seconds: u64,
    /// How it is said.
    pub tone: Tone,
    /// The language it is said in.
    pub language: Language,
    /// How long all scenes together take to say, in milliseconds.
    pub speech_ms: u64,
}

impl Script {
    /// Reads the script; what is missing or of another type is empty or 0.
    #[must_use]
    pub fn read(shape: &ScriptShape, output: &Value, input: &Value) -> Self {
        let word = |name: &str| input[name].as_str().unwrap_or_default();
        let tone = Tone::from_word(word(&shape.tone)).unwrap_or(Tone::Friendly);
        let language = Language::from_word(word(&shape.language)).unwrap_or(Language::Korean);
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        let said = |text: &str| speech::milliseconds(text, tone, language);
        let scenes: Vec<Scene> = (1..)
            .zip(list(&output[&shape.scenes]))
            .map(|(number, item)| {
                let narration = text(item, &shape.narration);
                Scene {
                    number,
                    start: item["start"].as_i64().unwrap_or(0),
                    end: item["end"].as_i64().unwrap_or(0),
                    caption: text(item, &shape.caption),
                    speech_ms: said(&narration),
                    narration,
                }
            })
            .collect();
        let hooks = list(&output[&shape.hooks]).iter().map(|item| {
            let words = text(item, "text");
            Hook {
                kind: text(item, "kind"),
                speech_ms: said(&words),
                text: words,
            }
        });
        let narrations: Vec<&str> = scenes
            .iter()
            .map(|scene| scene.narration.as_str())
            .collect();
        Self {
            speech_ms: said(&narrations.join("\n")),
            hooks: hooks.collect(),
            seconds: input[&shape.seconds].as_u64().unwrap_or(0),
            scenes,
            tone,
            language,
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
