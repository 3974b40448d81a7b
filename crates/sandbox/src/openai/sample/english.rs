//! The English sample.

use serde_json::{Value, json};

use super::{
    brief::Brief,
    compose::{self, Language, Scene},
};

mod lines;

/// A calm voice-over: 150 words a minute.
const WORDS_PER_MINUTE: u32 = 150;
const SPOKEN_WORDS_MAX: usize = 8;

pub(super) fn script(brief: &Brief) -> Value {
    let topic = spoken(&brief.topic);
    let fill = |line: &str| {
        let audience = if brief.audience.is_empty() {
            "just starting out"
        } else {
            &brief.audience
        };
        line.replace("{topic}", &topic)
            .replace("{Topic}", &capital(&topic))
            .replace("{audience}", audience)
            .replace("{action}", &call_to_action(brief))
    };
    let measure = |text: &str| text.split_whitespace().count();
    let language = Language {
        fill: &fill,
        measure: &measure,
    };
    let plan: Vec<&Scene> = lines::plan(brief.seconds);
    let words = usize::try_from(brief.seconds * WORDS_PER_MINUTE / 60).unwrap_or_default();
    let tag: String = topic
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(24)
        .collect();
    let tag = if tag.is_empty() {
        "topic".to_owned()
    } else {
        tag
    };
    let platform = if brief.reels { "#reels" } else { "#shorts" };
    let title_topic: String = capital(&brief.topic).chars().take(60).collect();
    json!({
        "title": format!("[샘플] Sample: {title_topic} in {} seconds", brief.seconds),
        "hooks": [
            {"kind": "question", "text": format!("Why does {topic} always feel harder than it is?")},
            {"kind": "number", "text": format!("{}: all you need is this one order.", capital(&topic))},
            {"kind": "contrast", "text": format!("{} looks hard. It is not.", capital(&topic))},
            {"kind": "secret", "text": format!("People who are good at {topic} start here.")},
            {"kind": "mistake", "text": format!("Most people get {topic} wrong at step one.")},
        ],
        "scenes": compose::scenes(&plan, &language, words, brief.seconds),
        "call_to_action": call_to_action(brief),
        "hashtags": [format!("#{tag}"), platform, "#explained", "#sample"],
        "description": format!(
            "샘플 (sample): made from sentences written in advance, not by a model. Topic: {}.",
            brief.topic,
        ),
    })
}

fn spoken(topic: &str) -> String {
    let topic = topic.trim_end_matches(['?', ' ']);
    if topic.split_whitespace().count() <= SPOKEN_WORDS_MAX {
        return topic.to_owned();
    }
    "this topic".to_owned()
}

fn call_to_action(brief: &Brief) -> String {
    if brief.call_to_action.is_empty() {
        return "Save this and try one step today.".to_owned();
    }
    format!("{}.", capital(&brief.call_to_action))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
