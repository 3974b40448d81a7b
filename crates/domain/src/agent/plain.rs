//! A result part by part, as plain text to paste elsewhere.

use serde_json::Value;

use super::manifest::{LiveLabel, Text};
use crate::check;

/// Items no longer than this, in characters, are words of a list, and not lines of a text.
const LONGEST_WORD: usize = 30;

/// All texts of one labelled place of a result: its title, or its narration from first to last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainPart {
    /// What the place is called, without a position.
    pub label: Text,
    /// Hashtags in one line, words parted by commas, anything longer a line each.
    pub text: String,
}

/// The labelled parts of a result, in the order of the labels; a part without text is left out.
pub(super) fn parts(labels: &[LiveLabel], output: &Value) -> Vec<PlainPart> {
    let part = |label: &LiveLabel| {
        let texts = check::texts(output, &label.path);
        let texts: Vec<&str> = texts.into_iter().map(|(_, text)| text).collect();
        let text = texts.join(between(&texts, label.path.ends_with("[]")));
        let unnumbered = |words: &str| words.replace(" {n}", "").replace("{n}", "");
        let label = Text {
            ko: unnumbered(&label.label.ko),
            en: unnumbered(&label.label.en),
        };
        (!text.is_empty()).then_some(PlainPart { label, text })
    };
    labels.iter().filter_map(part).collect()
}

fn between(texts: &[&str], is_list: bool) -> &'static str {
    if is_list && texts.iter().all(|text| text.starts_with('#')) {
        " "
    } else if is_list
        && texts
            .iter()
            .all(|text| text.chars().count() <= LONGEST_WORD)
    {
        ", "
    } else {
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_part_is_as_it_is_pasted() {
        let label = |path: &str, name: &str| LiveLabel {
            path: path.to_owned(),
            label: Text {
                ko: name.to_owned(),
                en: name.to_owned(),
            },
        };
        let labels = [
            label("title", "제목"),
            label("scenes[].narration", "장면 {n} · 내레이션"),
            label("hashtags[]", "해시태그 {n}"),
            label("tags[]", "태그 {n}"),
            label("notes[]", "메모 {n}"),
            label("nothing", "없음"),
        ];
        let long = "한 줄에 하나씩 있어야 할 만큼 길게 쓴, 낱말이 아닌 문장이에요.";
        let output = json!({
            "title": "찬밥의 비밀",
            "scenes": [{"narration": "하나."}, {"narration": "둘."}],
            "hashtags": ["#밥", "#쇼츠"],
            "tags": ["찬밥", "계란"],
            "notes": ["짧음", long],
        });
        let found: Vec<_> = parts(&labels, &output)
            .into_iter()
            .map(|part| format!("{}: {}", part.label.ko, part.text))
            .collect();
        let notes = format!("메모: 짧음\n{long}");
        let expected = [
            "제목: 찬밥의 비밀",
            "장면 · 내레이션: 하나.\n둘.",
            "해시태그: #밥 #쇼츠",
            "태그: 찬밥, 계란",
            &notes,
        ];
        assert_eq!(found, expected);
    }
}
