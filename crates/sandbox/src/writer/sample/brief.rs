//! What the user asked for, found in the text of the request.

use openclaw_domain::speech::{Language, Tone};
use serde_json::{Map, Value};

const SECONDS_DEFAULT: u32 = 30;
const SECONDS_MIN: u32 = 10;
const SECONDS_MAX: u32 = 180;

/// The wishes behind a script.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Brief {
    pub(super) topic: String,
    pub(super) seconds: u32,
    pub(super) tone: Tone,
    pub(super) audience: String,
    pub(super) call_to_action: String,
    pub(super) reels: bool,
    pub(super) english: bool,
}

impl Brief {
    /// Reads the first JSON object with a topic, wherever it stands; guesses where there is none.
    pub(super) fn find(text: &str) -> Self {
        let object = first_object(text).unwrap_or_default();
        let field = |name: &str| object.get(name).and_then(Value::as_str).map(tidy);
        let english = field("language").is_some_and(|language| language.starts_with("en"));
        let platform = field("platform").unwrap_or_default().to_lowercase();
        let fallback = if english {
            "a ten minute habit"
        } else {
            "하루 10분 습관"
        };
        let seconds = object
            .get("seconds")
            .and_then(number)
            .or_else(|| seconds_in(text));
        Self {
            topic: field("topic")
                .filter(|s| !s.is_empty())
                .unwrap_or_else(|| fallback.to_owned()),
            seconds: seconds
                .unwrap_or(SECONDS_DEFAULT)
                .clamp(SECONDS_MIN, SECONDS_MAX),
            tone: field("tone")
                .and_then(|tone| Tone::from_word(&tone))
                .unwrap_or(Tone::Friendly),
            audience: field("audience").unwrap_or_default(),
            call_to_action: field("call_to_action").unwrap_or_default(),
            reels: ["reel", "insta", "릴스", "인스타"]
                .iter()
                .any(|name| platform.contains(name)),
            english,
        }
    }
}

impl Brief {
    /// The language that the script is said in.
    pub(super) fn language(&self) -> Language {
        if self.english {
            Language::English
        } else {
            Language::Korean
        }
    }
}

fn first_object(text: &str) -> Option<Map<String, Value>> {
    text.match_indices('{').find_map(|(at, _)| {
        let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        match values.next() {
            Some(Ok(Value::Object(object))) if object.contains_key("topic") => Some(object),
            _ => None,
        }
    })
}

/// `30` as well as `"30초"`.
fn number(value: &Value) -> Option<u32> {
    let number = value.as_u64().or_else(|| digits_at_start(value.as_str()?));
    number.and_then(|number| u32::try_from(number).ok())
}

fn digits_at_start(text: &str) -> Option<u64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text[..end].parse().ok()
}

/// The number before 초 or "seconds", for input that is plain prose.
fn seconds_in(text: &str) -> Option<u32> {
    ["초", "sec"]
        .iter()
        .flat_map(|unit| text.match_indices(unit))
        .find_map(|(at, _)| {
            let before = text[..at].trim_end_matches([' ', '-']);
            let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            before[start..].parse().ok()
        })
}

/// One line, single spaces, no marks at the end.
fn tidy(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_end_matches(['.', ',', '!', '~', '…', ' '])
        .to_owned()
}
