//! What a model wrote: read as it comes, checked, shown and taken home.

use std::collections::BTreeMap;

use openclaw_domain::{
    account::Language,
    agent::{Agent, Document, LABEL},
};
use serde_json::{Value, json};

use crate::agent::ours;

/// The text of a completion of the script agent.
pub(crate) fn output(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let agent = ours("shorts-script");
    let mut live = agent.live_text();
    for piece in pieces(&text, 7) {
        drop(live.push(piece));
    }
    let Ok(output) = serde_json::from_str::<Value>(&text) else {
        return;
    };
    if !agent.schema_problems(&output).is_empty() {
        return;
    }
    shown_as_it_comes(&agent, &output);
    let input = json!({
        "topic": "계란볶음밥", "seconds": 15, "tone": "friendly", "persona": "none", "audience": "",
        "platform": "youtube_shorts", "language": "ko", "call_to_action": "", "report": null,
    });
    let is_usable = agent.findings(&output, &input).is_empty();
    drop(agent.title_of(&output));
    drop(agent.plain_parts(&output));
    let document = Document {
        agent: agent.id().to_owned(),
        version: agent.version().to_owned(),
        model: "model".to_owned(),
        created_at: 0,
        input,
        output,
        evidence: Value::Null,
        run: None,
    };
    taken_home(&agent, &document, is_usable);
}

/// Pieces of so many bytes, or a few more where a character would be cut.
fn pieces(mut text: &str, length: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let cut = (length..text.len()).find(|at| text.is_char_boundary(*at));
        let (piece, rest) = text.split_at(cut.unwrap_or(text.len()));
        pieces.push(piece);
        text = rest;
    }
    pieces
}

/// Each place says at the end what it says when all came at once, and never took anything back.
fn shown_as_it_comes(agent: &Agent, output: &Value) {
    let text = output.to_string();
    let told = |length: usize| {
        let mut live = agent.live_text();
        let mut places = BTreeMap::<String, String>::new();
        for piece in pieces(&text, length) {
            for fragment in live.push(piece) {
                places
                    .entry(fragment.path)
                    .or_default()
                    .push_str(&fragment.text);
            }
        }
        places
    };
    let whole = told(text.len());
    for length in [1, 5, 64] {
        assert_eq!(told(length), whole, "pieces of {length} bytes");
    }
}

/// Every file is made and says that it was generated. Subtitles of a script that passed the checks
/// follow each other.
fn taken_home(agent: &Agent, document: &Document, is_usable: bool) {
    for language in [Language::Korean, Language::English] {
        let page = agent.page(document, language).expect("a page");
        assert!(page.content().contains(LABEL), "{}", page.content());
        for download in agent.downloads() {
            let file = agent.download(document, &download.format, language);
            let file = file.expect("a format of its own").expect("a file");
            let content = file.content();
            assert!(content.contains(LABEL), "{content}");
            if is_usable && ["srt", "vtt"].contains(&download.format.as_str()) {
                in_order(content);
            }
        }
    }
}

/// No cue begins before the one before it has ended, and none ends before it begins.
fn in_order(subtitles: &str) {
    let clock = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().expect("a time")
    };
    let mut at = 0;
    for line in subtitles.lines().filter(|line| line.contains(" --> ")) {
        let (start, end) = line.split_once(" --> ").expect("two times");
        let (start, end) = (clock(start), clock(end));
        assert!(at <= start && start <= end, "{subtitles}");
        at = end;
    }
}
