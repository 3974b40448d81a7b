//! Files to take home: their form, and the label in every one of them.

use openclaw_domain::{
    account::Language,
    agent::{Catalog, LABEL, builtin},
};
use serde_json::{Value, json};

use crate::support::{document, script_agent};

fn file(format: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut document = document();
    change(&mut document.output);
    let file = script_agent()
        .download(&document, format, Language::Korean)
        .expect(format)
        .expect(format);
    file.content().to_owned()
}

#[test]
fn every_file_and_the_page_say_that_ai_wrote_it() {
    let (agent, document) = (script_agent(), document());
    let formats: Vec<&str> = agent
        .downloads()
        .iter()
        .map(|it| it.format.as_str())
        .collect();
    assert_eq!(formats, ["txt", "md", "srt", "vtt", "json"]);
    for format in formats {
        let file = agent
            .download(&document, format, Language::Korean)
            .expect(format)
            .expect(format);
        assert!(
            file.content().contains(LABEL),
            "{format}: {}",
            file.content()
        );
        let for_programs = ["ai-generated", "ai_generated"];
        assert!(
            for_programs.iter().any(|it| file.content().contains(it)),
            "{format}"
        );
    }
    let page = agent.page(&document, Language::Korean).expect("a page");
    assert!(
        page.content()
            .starts_with("<p class=\"result-label\" data-ai-generated=\"true\"")
    );
    assert!(page.content().contains(LABEL));
}

#[test]
fn subrip_begins_with_the_label_and_goes_on_without_overlap() {
    let srt = file("srt", |_| ());
    assert!(srt.starts_with("1\r\n00:00:00,000 --> 00:00:0"), "{srt}");
    let lines: Vec<&str> = srt.split("\r\n").collect();
    let label = "[AI 생성 · ai-generated · OpenClaw]";
    assert_eq!(
        lines[2..5],
        [label, "볶음밥이 왜 집에서는 늘 질척할까요?", ""]
    );
    assert_eq!(srt.matches(label).count(), 1);
    let clock = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().expect("a time")
    };
    let mut at = 0;
    let times: Vec<&str> = srt.lines().filter(|line| line.contains("-->")).collect();
    assert!(times.len() >= 5, "{srt}");
    for line in times {
        let (start, end) = line.split_once(" --> ").expect("two times");
        assert!(at <= clock(start) && clock(start) < clock(end), "{srt}");
        at = clock(end);
    }
    assert_eq!(at, 15_000);
}

#[test]
fn webvtt_has_a_note_and_what_is_said_cannot_end_a_cue() {
    let vtt = file("vtt", |output| {
        output["scenes"][0]["narration"] = json!("<b>굵게</b> & 00:00:01.000 --> 00:00:02.000 끝.");
    });
    assert!(vtt.starts_with("WEBVTT\n\nNOTE\nai-generated: true; agent: shorts-script 2; model: gpt-6-luna\n\n00:00:00.000 --> "), "{vtt}");
    assert!(vtt.contains("&lt;b&gt;굵게&lt;/b&gt; &amp;"), "{vtt}");
    let arrows = vtt.matches("-->").count();
    assert_eq!(
        arrows,
        vtt.lines().filter(|line| line.contains("-->")).count()
    );
    assert!(!vtt.contains("00:00:01.000 --> 00:00:02.000 끝"), "{vtt}");
}

#[test]
fn json_has_the_label_before_all_else() {
    let json: Value = serde_json::from_str(&file("json", |_| ())).expect("JSON");
    let keys: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(keys[..3], ["ai_generated", "label", "generator"]);
    assert_eq!(json["output"], document().output);
}

#[test]
fn a_script_that_says_nothing_is_labelled_all_the_same() {
    for format in ["srt", "vtt"] {
        let file = file(format, |output| output["scenes"] = json!([]));
        assert!(
            file.contains("[AI 생성 · ai-generated · OpenClaw]"),
            "{format}: {file}"
        );
    }
}

/// Whether a letter of Hangul is in it.
fn has_hangul(text: &str) -> bool {
    text.chars().any(|c| ('가'..='힣').contains(&c))
}

#[test]
fn who_reads_english_gets_everything_around_the_result_in_english() {
    let (agents, _) = Catalog::load(builtin());
    for agent in agents.iter() {
        for (name, text) in agent.words() {
            let words = format!("{}: {name}: {text:?}", agent.id());
            assert!(!text.en.is_empty() && !has_hangul(&text.en), "{words}");
            assert!(!text.ko.is_empty(), "{words}");
        }
    }
    let agent = script_agent();
    let mut document = document();
    for value in [&mut document.output, &mut document.input] {
        in_english(value);
    }
    let mut rendered = vec![agent.page(&document, Language::English).expect("a page")];
    for format in ["txt", "md"] {
        let file = agent.download(&document, format, Language::English);
        rendered.push(file.expect(format).expect(format));
    }
    for file in rendered {
        let text = file.content();
        assert!(text.contains("AI-generated · AI 생성"), "{text}");
        assert!(!has_hangul(&text.replace(LABEL, "")), "{text}");
        assert!(text.contains("Scenes") && text.contains("15 s"), "{text}");
    }
}

/// The same with every Korean text in it replaced.
fn in_english(value: &mut Value) {
    match value {
        Value::String(text) if has_hangul(text) => "words".clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(in_english),
        Value::Object(fields) => fields.values_mut().for_each(in_english),
        _ => {}
    }
}
