//! The Korean sample.

use serde_json::{Value, json};

use super::{
    brief::Brief,
    compose::{self, Language},
    josa::particle,
    syllables,
};

mod lines;

const SYLLABLES_PER_SECOND: f64 = 5.0;
/// A topic longer than this is said in full nowhere but in the title.
const SPOKEN_TOPIC_MAX: usize = 14;
/// A topic longer than this is said in full once; later it is "this topic".
const REPEATED_TOPIC_MAX: usize = 8;
const TITLE_TOPIC_MAX: usize = 60;
const TAG_MAX: usize = 16;

pub(super) fn script(brief: &Brief) -> Value {
    let topic = Topic::new(&brief.topic);
    let fill = |line: &str| fill(line, brief, &topic);
    let language = Language {
        fill: &fill,
        measure: &syllables::count,
    };
    let plan = lines::plan(brief.seconds);
    let wanted = f64::from(brief.seconds) * SYLLABLES_PER_SECOND;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 900"
    )]
    let scenes = compose::scenes(&plan, &language, wanted as usize, brief.seconds);
    json!({
        "title": title(brief),
        "hooks": hooks(&topic, lines::points(brief.seconds)),
        "scenes": scenes,
        "call_to_action": call_to_action(brief),
        "hashtags": hashtags(brief, &topic),
        "description": format!(
            "연습장이 미리 써 둔 문장으로 만든 샘플 대본입니다. 실제 모델이 쓴 글이 아닙니다. 주제: {}",
            cut(&brief.topic, TITLE_TOPIC_MAX),
        ),
    })
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
            let spoken = if syllables::count(bare) <= SPOKEN_TOPIC_MAX {
                format!("‘{bare}’{} 질문", particle(bare, ("이라는", "라는")))
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
        let short = syllables::count(&tag) <= REPEATED_TOPIC_MAX;
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
    let fits = |from: &usize| syllables::count(&words[*from..].join(" ")) <= SPOKEN_TOPIC_MAX;
    let from = (0..words.len()).find(fits);
    from.map_or_else(|| "이 주제".to_owned(), |from| words[from..].join(" "))
}

fn fill(line: &str, brief: &Brief, topic: &Topic) -> String {
    let audience = match brief.audience.as_str() {
        "" => "처음이신 분",
        given if syllables::count(given) <= SPOKEN_TOPIC_MAX => given,
        _ => "이런 고민이 있는 분",
    };
    let with = |word: &str, pair| format!("{word}{}", particle(word, pair));
    line.replace("{주제}{을}", &with(&topic.spoken, ("을", "를")))
        .replace("{주제}{이}", &with(&topic.spoken, ("이", "가")))
        .replace("{그것}{을}", &with(&topic.again, ("을", "를")))
        .replace("{대상}{이라면}", &with(audience, ("이라면", "라면")))
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

fn hooks(topic: &Topic, points: &str) -> Value {
    let name = &topic.spoken;
    let question = topic.question.as_ref().map_or_else(
        || format!("{name}, 왜 늘 어렵게만 느껴질까요?"),
        |question| format!("{question}? 오늘 같이 풀어 봐요."),
    );
    json!([
        {"kind": "question", "text": question},
        {"kind": "number", "text": format!("{name}, {points}만 알면 충분합니다.")},
        {"kind": "contrast", "text": format!("{name}, 어려워 보여도 알고 보면 단순해요.")},
        {"kind": "secret", "text": format!("{name}, 아는 사람만 먼저 챙기는 것이 있어요.")},
        {"kind": "mistake", "text": format!("{name}, 대부분 첫 단추에서 막힙니다.")},
    ])
}

fn hashtags(brief: &Brief, topic: &Topic) -> Vec<String> {
    let letters: String = topic
        .tag
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .take(TAG_MAX)
        .collect();
    let platform = if brief.reels { "릴스" } else { "쇼츠" };
    [letters.as_str(), platform, "핵심정리", "샘플"]
        .iter()
        .map(|tag| format!("#{tag}"))
        .collect()
}

fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    text.chars().take(max - 1).chain(['…']).collect()
}
