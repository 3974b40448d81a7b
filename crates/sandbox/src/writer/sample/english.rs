//! The English sample.

use openclaw_domain::speech::{self, Language};
use serde_json::{Value, json};

use super::{
    brief::Brief,
    compose::{self, Scene, Voice},
};

mod lines;

/// A hook takes this long to say at most, in milliseconds.
const HOOK_MS: u64 = 3000;
const CAPTION_MAX: usize = 28;
const SPOKEN_WORDS_MAX: usize = 8;

/// What turns a line into words.
fn filled(brief: &Brief, line: &str) -> String {
    let topic = spoken(&brief.topic);
    let audience = if brief.audience.is_empty() {
        "just starting out"
    } else {
        &brief.audience
    };
    line.replace("{topic}", &topic)
        .replace("{Topic}", &capital(&topic))
        .replace("{audience}", audience)
        .replace("{action}", &call_to_action(brief))
}

/// A narration from sentences that no script has, about as long as the one before.
pub(super) fn other_narration(brief: &Brief, milliseconds: u64) -> String {
    let fill = |line: &str| filled(brief, line);
    let voice = Voice {
        fill: &fill,
        tone: brief.tone,
        language: Language::English,
    };
    compose::narration(lines::OTHER, &voice, milliseconds)
}

/// Another hook of a kind.
pub(super) fn other_hook(kind: &str) -> &'static str {
    match kind {
        "question" => "Why did nobody say this?",
        "number" => "One thing is enough.",
        "contrast" => "It is the other way around.",
        "secret" => "What the quiet ones do.",
        "mistake" => "This is where it slips.",
        _ => "This happened yesterday.",
    }
}

pub(super) fn script(brief: &Brief) -> Value {
    let topic = spoken(&brief.topic);
    let fill = |line: &str| filled(brief, line);
    let voice = Voice {
        fill: &fill,
        tone: brief.tone,
        language: Language::English,
    };
    let plan: Vec<&Scene> = lines::plan(brief.seconds);
    let mut scenes = compose::scenes(&plan, &voice, brief.seconds);
    for scene in &mut scenes {
        let caption = scene["on_screen_text"].as_str().unwrap_or_default();
        if caption.chars().count() > CAPTION_MAX {
            scene["on_screen_text"] = json!("Just this");
        }
    }
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
        "hooks": hooks(brief, &topic),
        "scenes": scenes,
        "call_to_action": call_to_action(brief),
        "thumbnail_text": "Sample: just this",
        "hashtags": [format!("#{tag}"), platform, "#explained", "#sample"],
        "description": format!(
            "샘플 (sample): made from sentences written in advance, not by a model. Topic: {}.",
            brief.topic,
        ),
    })
}

/// One of each kind, with the topic where that can be said in time.
fn hooks(brief: &Brief, topic: &str) -> Value {
    let name = capital(topic);
    let kinds = [
        (
            "question",
            format!("Why is {topic} so hard?"),
            "Why is it so hard?",
        ),
        (
            "number",
            format!("{name}: one order, that is all."),
            "One order is all it takes.",
        ),
        (
            "contrast",
            format!("{name} looks hard. It is not."),
            "It looks hard. It is not.",
        ),
        (
            "secret",
            format!("Good at {topic}? They start here."),
            "This is where they start.",
        ),
        (
            "mistake",
            format!("{name} goes wrong at step one."),
            "It goes wrong at step one.",
        ),
    ];
    let hooks = kinds.map(|(kind, full, short)| {
        let fits = speech::milliseconds(&full, brief.tone, Language::English) <= HOOK_MS;
        json!({"kind": kind, "text": if fits { full.as_str() } else { short }})
    });
    Value::Array(hooks.into())
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
