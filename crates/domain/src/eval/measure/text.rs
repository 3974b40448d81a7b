//! Words and sentences.

use serde_json::Value;

use super::{Score, brief};
use crate::check::sentence::sentences;

/// Phrases that translations leave in Korean, and that nobody says.
const TRANSLATED: [&str; 8] = [
    "에 대해서 알아보도록 하겠습니다",
    "하는 것이 중요합니다",
    "에 있어서",
    "라고 할 수 있습니다",
    "되어집니다",
    "되어진",
    "가지고 있습니다",
    "함으로써",
];

pub(super) fn readability(texts: &[&str], max_letters: u32) -> Score {
    let all: Vec<&str> = texts.iter().flat_map(|text| sentences(text)).collect();
    // An English word has about twice as many letters as the Korean one has syllables.
    let length = |sentence: &str| {
        let (hangul, others) = sentence.chars().filter(|sign| sign.is_alphanumeric()).fold(
            (0, 0),
            |(hangul, others), sign| match sign {
                '가'..='힣' => (hangul + 1, others),
                _ => (hangul, others + 1),
            },
        );
        hangul + others / 2
    };
    let is_hard = |sentence: &&&str| {
        length(sentence) > max_letters || TRANSLATED.iter().any(|phrase| sentence.contains(phrase))
    };
    let hard: Vec<&&str> = all.iter().filter(is_hard).collect();
    Score::share(all.len() - hard.len(), all.len(), || {
        hard.first()
            .map(|sentence| brief(sentence))
            .unwrap_or_default()
    })
}

/// How much of the subject's words the texts take up. Of a Korean word its beginning is enough:
/// particles and endings vary.
pub(super) fn mentions(input: &Value, name: &str, texts: &[&str], full_percent: u32) -> Score {
    let subject = input.get(name).and_then(Value::as_str).unwrap_or_default();
    let all = texts.join(" ").to_lowercase();
    let words: Vec<String> = subject
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| word.chars().count() >= 2)
        .map(|word| word.to_lowercase().chars().take(stem(word)).collect())
        .collect();
    if words.is_empty() {
        return Score::full();
    }
    let missing: Vec<&str> = words
        .iter()
        .filter(|word| !all.contains(word.as_str()))
        .map(String::as_str)
        .collect();
    let found = words.len() - missing.len();
    let wanted = (words.len() * full_percent as usize).div_ceil(100).max(1);
    Score::share(found, wanted, || {
        format!("nothing of {}", missing.join(", "))
    })
}

/// How many characters of a word stay the same in its forms.
fn stem(word: &str) -> usize {
    let is_korean = word.chars().any(|sign| ('가'..='힣').contains(&sign));
    if is_korean { 2 } else { 5 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn long_and_translated_sentences_are_hard() {
        assert_eq!(
            readability(&["짧아요. 이 문장은 열 글자가 넘어요."], 10).thousandths,
            500
        );
        assert_eq!(
            readability(&["오늘은 커피에 대해서 알아보도록 하겠습니다."], 40).thousandths,
            0
        );
        assert_eq!(readability(&["Boil it first."], 10).thousandths, 1000);
    }

    #[test]
    fn a_subject_counts_as_mentioned_in_any_form() {
        let input = json!({"topic": "자취생 전기료 줄이는 법"});
        let said = |text| mentions(&input, "topic", &[text], 60).thousandths;
        assert_eq!(said("자취생이라면 전기료부터 내려야죠"), 1000);
        assert_eq!(said("자취방에서 하는 요리"), 500);
        assert_eq!(said("자취생 전기료 줄이는 세 가지"), 1000);
        assert_eq!(said("하루 10분 습관"), 0);
        assert_eq!(mentions(&json!({}), "topic", &["x"], 60).thousandths, 1000);
    }
}
