//! The sample of what stands around a video: titles, description, tags. Told by what the schema asks
//! for, whichever agent it is of.

use serde_json::{Value, json};

use super::brief::Brief;

/// A title with more of the topic than this is cut on a phone.
const TITLE_TOPIC_MAX: usize = 26;
const TAG_MAX: usize = 20;

/// A sample if the schema has titles to choose from and tags.
pub(super) fn listing(schema: &Value, user_text: &str) -> Option<Value> {
    let properties = schema.get("properties")?;
    let is_listing = ["titles", "description", "hashtags"]
        .iter()
        .all(|name| properties.get(name).is_some());
    if !is_listing {
        return None;
    }
    let brief = Brief::find(user_text);
    let mut listing = if brief.english {
        english(&brief)
    } else {
        korean(&brief)
    };
    if properties["titles"]["items"]["type"] == "string" {
        let titles = listing["titles"].as_array()?;
        listing["titles"] = titles.iter().map(|title| title["text"].clone()).collect();
    }
    Some(listing)
}

fn korean(brief: &Brief) -> Value {
    let topic = cut(&brief.topic, TITLE_TOPIC_MAX);
    let words = words(&brief.topic);
    let platform = if brief.reels { "릴스" } else { "쇼츠" };
    let known = ["초보", "꿀팁", "따라하기", "일상", "정리", "순서", platform];
    json!({
        "main_keyword": topic,
        "titles": [
            title("search", &format!("[샘플] {topic}"), "찾는 말이 맨 앞에 있어요."),
            title("benefit", &format!("[샘플] {topic}: 오늘 바로 해 보기"), "보고 나서 할 수 있는 것을 말해요."),
            title("curiosity", &format!("[샘플] {topic}: 놓치기 쉬운 한 가지"), "답이 영상 안에 있어요."),
        ],
        "description": format!(
            "‘{topic}’ 이야기를 짧게 담았어요. 연습장이 미리 써 둔 문장으로 만든 샘플이고, 실제 모델이 쓴 글이 아니에요. 다시 볼 때 편하도록 저장해 두세요."
        ),
        "tags": tags(&words, &known),
        "hashtags": hashtags(&words, &[platform, "꿀팁", "샘플"]),
        "pinned_comment": "오늘 바로 해 볼 한 가지는 무엇인가요?",
    })
}

fn english(brief: &Brief) -> Value {
    let topic = cut(&brief.topic, TITLE_TOPIC_MAX);
    let words = words(&brief.topic);
    let known = [
        "how to",
        "beginners",
        "tips",
        "daily life",
        "short video",
        "step by step",
        "guide",
    ];
    json!({
        "main_keyword": topic,
        "titles": [
            title("search", &format!("[Sample] {topic}"), "What people type stands first."),
            title("benefit", &format!("[Sample] {topic}: try it today"), "It says what you can do after it."),
            title("curiosity", &format!("[Sample] {topic}: what most people miss"), "The answer is in the video."),
        ],
        "description": format!(
            "A short video about {topic}. The sandbox made this sample of sentences written by hand, no model wrote it. Save it so that you find it again."
        ),
        "tags": tags(&words, &known),
        "hashtags": hashtags(&words, &["shorts", "tips", "sample"]),
        "pinned_comment": "Which part will you try first?",
    })
}

fn title(style: &str, text: &str, reason: &str) -> Value {
    json!({"style": style, "text": text, "reason": reason})
}

/// The topic's words, letters and digits alone, each once; numbers are no words.
fn words(topic: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in topic.split(|sign: char| !sign.is_alphanumeric()) {
        let word = cut(word, TAG_MAX);
        let is_number = word.chars().all(|sign| sign.is_ascii_digit());
        if word.chars().count() >= 2 && !is_number {
            add(&mut words, word);
        }
    }
    words
}

fn tags(words: &[String], known: &[&str]) -> Vec<String> {
    let mut tags: Vec<String> = words.iter().take(5).cloned().collect();
    for word in known.iter().chain(&["샘플", "sample"]) {
        add(&mut tags, (*word).to_owned());
    }
    tags
}

fn hashtags(words: &[String], known: &[&str]) -> Vec<String> {
    let mut tags = Vec::new();
    for word in words
        .iter()
        .take(2)
        .map(String::as_str)
        .chain(known.iter().copied())
    {
        add(&mut tags, format!("#{word}"));
    }
    tags
}

/// Adds a word that is not there yet.
fn add(words: &mut Vec<String>, word: String) {
    let is_new = !words
        .iter()
        .any(|known| known.to_lowercase() == word.to_lowercase());
    if is_new {
        words.push(word);
    }
}

/// As many whole words of a text as fit into so many characters, without marks at the end: more
/// follows there.
fn cut(text: &str, max: usize) -> String {
    let short: String = text.chars().take(max).collect();
    let is_whole = short.len() == text.len() || text[short.len()..].starts_with(' ');
    let words = match short.rfind(' ') {
        Some(end) if !is_whole => &short[..end],
        _ => &short,
    };
    words
        .trim_end_matches(['?', '？', '!', ',', ' '])
        .to_owned()
}
