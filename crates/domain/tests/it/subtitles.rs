//! Subtitles of any script at all: what is said, in order, each line in its scene's time.

use openclaw_domain::account::Language;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{document, script_agent};

/// A line of subtitles: from when to when in milliseconds, and its text.
type Cue = (u64, u64, String);

/// A scene: how many seconds it lasts, and what is said.
fn scenes() -> impl Strategy<Value = Vec<(i64, String)>> {
    let word = prop_oneof![
        6 => "[가-힣]{1,9}[.!?…,]?",
        2 => "[A-Za-z0-9]{1,40}[.!?]?",
        1 => "(-->|<b>|&|\\{\\\\an8\\}|00:00:01,000|1|\\[|\")",
        1 => "\\PC{1,5}",
    ];
    let space =
        prop_oneof![8 => Just(" "), 1 => Just("\r\n"), 1 => Just("\n\n\t"), 1 => Just("\u{2028}")];
    let said = prop::collection::vec((word, space), 0..30).prop_map(|words| {
        words
            .into_iter()
            .map(|(word, space)| word + space)
            .collect()
    });
    prop::collection::vec((1..=12_i64, said), 0..8)
}

fn files(scenes: &[Value]) -> [String; 2] {
    let mut document = document();
    document.output["scenes"] = json!(scenes);
    ["srt", "vtt"].map(|format| {
        let file = script_agent().download(&document, format, Language::Korean);
        file.expect(format).expect(format).content().to_owned()
    })
}

fn timeline(scenes: &[(i64, String)]) -> Vec<Value> {
    let mut at = 0;
    let scenes = scenes.iter().map(|(seconds, said)| {
        let start = at;
        at += seconds;
        json!({"start": start, "end": at, "narration": said, "on_screen_text": "", "shot": ""})
    });
    scenes.collect()
}

fn milliseconds(clock: &str, point: char) -> u64 {
    let (whole, part) = clock.split_once(point).expect("milliseconds");
    let units: Vec<u64> = whole
        .split(':')
        .map(|it| it.parse().expect("a number"))
        .collect();
    let [hours, minutes, seconds] = units[..] else {
        panic!("{clock} is no time");
    };
    assert!(minutes < 60 && seconds < 60 && part.len() == 3, "{clock}");
    ((hours * 60 + minutes) * 60 + seconds) * 1000 + part.parse::<u64>().expect("a number")
}

fn cue(times: &str, text: &[&str], point: char) -> Cue {
    let (start, end) = times.split_once(" --> ").expect("two times");
    let text = text
        .iter()
        .filter(|line| !line.contains("· ai-generated ·"));
    let text = text.copied().collect::<Vec<_>>().join("\n");
    (milliseconds(start, point), milliseconds(end, point), text)
}

/// As a player reads it: blocks between empty lines, numbered from 1.
fn read_srt(file: &str) -> Vec<Cue> {
    let blocks = file.trim_end().split("\r\n\r\n").zip(1..);
    let cues = blocks.map(|(block, number)| {
        let lines: Vec<&str> = block.split("\r\n").collect();
        assert_eq!(lines[0], number.to_string(), "{file}");
        assert!(lines.len() > 2, "{file}");
        cue(lines[1], &lines[2..], ',')
    });
    cues.collect()
}

fn read_vtt(file: &str) -> Vec<Cue> {
    let mut blocks = file.trim_end().split("\n\n");
    assert_eq!(blocks.next(), Some("WEBVTT"));
    assert!(
        blocks.next().expect("a note").starts_with("NOTE\n"),
        "{file}"
    );
    let cues = blocks.map(|block| {
        let lines: Vec<&str> = block.split('\n').collect();
        let (start, end, text) = cue(lines[0], &lines[1..], '.');
        assert!(!text.contains(['<', '>']), "{file}");
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
        (start, end, text)
    });
    cues.collect()
}

proptest! {
    #[test]
    fn every_word_is_shown_in_order_and_in_its_scene(scenes in scenes()) {
        let [srt, vtt] = files(&timeline(&scenes));
        let cues = read_srt(&srt);
        prop_assert_eq!(&read_vtt(&vtt), &cues);
        let mut at = 0;
        for (start, end, _) in &cues {
            prop_assert!(at <= *start && start <= end, "{srt}");
            at = *end;
        }
        let mut cues = cues.iter().filter(|(_, _, text)| !text.is_empty()).peekable();
        let mut scene_start = 0;
        for (seconds, said) in &scenes {
            let scene_end = scene_start + u64::try_from(*seconds).expect("a length") * 1000;
            let words: Vec<String> = said.split_whitespace().map(|it| it.replace("-->", "→")).collect();
            let mut shown = Vec::new();
            while shown.len() < words.len() {
                let (start, end, text) = cues.next().expect("a cue for each word");
                prop_assert!(scene_start <= *start && *end <= scene_end, "{srt}");
                shown.extend(text.split(' ').map(str::to_owned));
                if shown.len() == words.len() {
                    prop_assert_eq!(*end, scene_end, "it is shown until its scene ends");
                }
            }
            prop_assert_eq!(shown, words);
            scene_start = scene_end;
        }
        prop_assert!(cues.next().is_none(), "nothing else is shown");
    }

    /// A model may write any times; what the checks would refuse is no reason to fail.
    #[test]
    fn no_times_make_it_stumble(times in prop::collection::vec((any::<i64>(), any::<i64>()), 0..5)) {
        let scenes = times.iter().map(|(start, end)| {
            json!({"start": start, "end": end, "narration": "하나. 둘.", "on_screen_text": "", "shot": ""})
        });
        let scenes: Vec<Value> = scenes.collect();
        let [srt, vtt] = files(&scenes);
        prop_assert_eq!(read_srt(&srt).len(), read_vtt(&vtt).len());
        let mut output = document().output;
        output["scenes"] = json!(scenes);
        let refused = script_agent().findings(&output, &document().input);
        prop_assert!(!refused.is_empty(), "{scenes:?}");
    }
}
