//! The Korean sample.

use openclaw_domain::speech::{self, Language, PARTICLES};
use serde_json::{Value, json};

use super::{
    brief::Brief,
    compose::{self, Voice},
};

mod lines;

/// A topic longer than this is said in full nowhere but in the title.
const SPOKEN_TOPIC_MAX: u64 = 14;
/// A topic longer than this is said in full once; later it is "this topic".
const REPEATED_TOPIC_MAX: u64 = 8;
const TITLE_TOPIC_MAX: usize = 60;
const TAG_MAX: usize = 16;

/// A hook takes this long to say at most, in milliseconds.
const HOOK_MS: u64 = 3000;

pub(super) fn script(brief: &Brief) -> Value {
    let topic = Topic::new(&brief.topic);
    let fill = |line: &str| fill(line, brief, &topic);
    let voice = Voice {
        fill: &fill,
        tone: brief.tone,
        language: Language::Korean,
    };
    let plan = lines::plan(brief.seconds);
    json!({
        "title": title(brief),
        "hooks": hooks(brief, &topic, lines::points(brief.seconds)),
        "scenes": compose::scenes(&plan, &voice, brief.seconds),
        "call_to_action": call_to_action(brief),
        "thumbnail_text": "샘플: 이것만!",
        "hashtags": hashtags(brief, &topic),
        "description": format!(
            "연습장이 미리 써 둔 문장으로 만든 샘플 대본입니다. 실제 모델이 쓴 글이 아닙니다. 주제: {}",
            cut(&brief.topic, TITLE_TOPIC_MAX),
        ),
    })
}

/// A narration from sentences that no script has, about as long as the one before.
pub(super) fn other_narration(brief: &Brief, milliseconds: u64) -> String {
    let topic = Topic::new(&brief.topic);
    let fill = |line: &str| fill(line, brief, &topic);
    let voice = Voice {
        fill: &fill,
        tone: brief.tone,
        language: Language::Korean,
    };
    compose::narration(lines::OTHER, &voice, milliseconds)
}

/// Another hook of a kind.
pub(super) fn other_hook(kind: &str) -> &'static str {
    match kind {
        "question" => "이걸 왜 몰랐을까요?",
        "number" => "하나면 충분해요.",
        "contrast" => "알고 보면 반대예요.",
        "secret" => "조용히 챙기는 비결.",
        "mistake" => "다들 여기서 놓쳐요.",
        _ => "어제 있었던 일이에요.",
    }
}

fn syllables(text: &str) -> u64 {
    speech::read_out(text, Language::Korean).beats()
}

/// The particle of a pair that fits a word, named by its form after a vowel.
fn particle(word: &str, after_vowel: &str) -> &'static str {
    let pair = PARTICLES
        .into_iter()
        .find(|pair| pair.after_vowel == after_vowel);
    pair.map_or("", |pair| speech::particle(word, pair))
}

fn title(brief: &Brief) -> String {
    let topic = cut(&brief.topic, TITLE_TOPIC_MAX);
    let comma = if topic.ends_with(['?', '？', '…']) {
        ""
    } else {
        ","
    };
    format!("[샘플] {topic}{comma} 핵심만 {}초", brief.seconds)
}

/// The topic as a noun that takes particles, short enough to be said.
struct Topic {
    /// Said when it first comes up.
    spoken: String,
    /// Said when it has been named before.
    again: String,
    /// As a hashtag begins.
    tag: String,
    /// The topic itself, where it is a question.
    question: Option<String>,
}

impl Topic {
    fn new(topic: &str) -> Self {
        let bare = topic.trim_end_matches(['?', '？', ' ']);
        let tag = last_words(bare);
        let asks = bare.len() < topic.len() || bare.ends_with(['까', '죠']);
        let tells = ["니다", "세요", "해요", "어요", "아요", "나요"];
        if asks || tells.iter().any(|ending| bare.ends_with(ending)) {
            let again = "이 질문".to_owned();
            let spoken = if syllables(bare) <= SPOKEN_TOPIC_MAX {
                format!("‘{bare}’{} 질문", particle(bare, "라는"))
            } else {
                again.clone()
            };
            return Self {
                spoken,
                again,
                tag,
                question: Some(bare.to_owned()),
            };
        }
        let short = syllables(&tag) <= REPEATED_TOPIC_MAX;
        let again = if short {
            tag.clone()
        } else {
            "이 주제".to_owned()
        };
        Self {
            spoken: tag.clone(),
            again,
            tag,
            question: None,
        }
    }
}

/// The last words carry a Korean phrase's noun: they are what stays of a long topic.
fn last_words(topic: &str) -> String {
    let words: Vec<&str> = topic.split(' ').collect();
    let fits = |from: &usize| syllables(&words[*from..].join(" ")) <= SPOKEN_TOPIC_MAX;
    let from = (0..words.len()).find(fits);
    from.map_or_else(|| "이 주제".to_owned(), |from| words[from..].join(" "))
}

fn fill(line: &str, brief: &Brief, topic: &Topic) -> String {
    let audience = match brief.audience.as_str() {
        "" => "처음이신 분",
        given if syllables(given) <= SPOKEN_TOPIC_MAX => given,
        _ => "이런 고민이 있는 분",
    };
    let with = |word: &str, form| format!("{word}{}", particle(word, form));
    line.replace("{주제}{을}", &with(&topic.spoken, "를"))
        .replace("{주제}{이}", &with(&topic.spoken, "가"))
        .replace("{그것}{을}", &with(&topic.again, "를"))
        .replace("{대상}{이라면}", &with(audience, "라면"))
        .replace("{주제}", &topic.spoken)
        .replace("{그것}", &topic.again)
        .replace("{행동}", &call_to_action(brief))
}

/// What the user wants people to do, as a sentence.
fn call_to_action(brief: &Brief) -> String {
    let given = brief.call_to_action.trim_end_matches(['?', ' ']);
    if given.is_empty() {
        return "도움이 됐다면 저장해 두고 오늘 하나만 해 보세요.".to_owned();
    }
    if given.ends_with(['요', '다', '죠', '자']) {
        return format!("{given}.");
    }
    format!("{given}, 잊지 마세요.")
}

/// One of each kind, each in the fullest form that can be said in time.
fn hooks(brief: &Brief, topic: &Topic, points: &str) -> Value {
    let (name, again) = (&topic.spoken, &topic.again);
    let question = topic.question.as_ref().map(|it| format!("{it}?"));
    let kinds = [
        (
            "question",
            vec![
                question.unwrap_or_else(|| format!("{name}, 왜 늘 어려울까요?")),
                format!("{again}, 왜 어려울까요?"),
                "왜 늘 어려울까요?".to_owned(),
            ],
        ),
        (
            "number",
            vec![
                format!("{name}, {points}면 돼요."),
                format!("{again}, {points}."),
                format!("{points}면 충분해요."),
            ],
        ),
        (
            "contrast",
            vec![
                format!("{name}, 알고 보면 단순해요."),
                format!("{again}, 의외로 쉬워요."),
                "어려워 보여도 쉬워요.".to_owned(),
            ],
        ),
        (
            "secret",
            vec![
                format!("{name}, 아는 사람만 챙겨요."),
                "아는 사람만 챙겨요.".to_owned(),
            ],
        ),
        (
            "mistake",
            vec![
                format!("{name}, 대부분 여기서 막혀요."),
                "대부분 여기서 막혀요.".to_owned(),
            ],
        ),
    ];
    let fits = |text: &String| speech::milliseconds(text, brief.tone, Language::Korean) <= HOOK_MS;
    let hooks = kinds.into_iter().filter_map(|(kind, texts)| {
        let text = texts.into_iter().find(fits)?;
        Some(json!({"kind": kind, "text": text}))
    });
    hooks.collect()
}

fn hashtags(brief: &Brief, topic: &Topic) -> Vec<String> {
    let letters: String = topic
        .tag
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .take(TAG_MAX)
        .collect();
    // A number alone is no hashtag.
    let letters = if letters.chars().all(|c| c.is_ascii_digit()) {
        format!("주제{letters}")
    } else {
        letters
    };
    let platform = if brief.reels { "릴스" } else { "쇼츠" };
    let mut tags: Vec<String> = Vec::new();
    for name in [letters.as_str(), platform, "핵심정리", "샘플"] {
        let tag = format!("#{name}");
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}
