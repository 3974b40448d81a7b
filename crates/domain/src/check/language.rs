//! Texts are in the language asked for.

use super::{Found, Subject, path};
use crate::speech::Language;

/// A text of so many letters is more than a name.
const LONG: usize = 8;

pub(super) fn findings(subject: &Subject<'_>, paths: &[String], input: &str) -> Found {
    let word = subject.input[input].as_str().unwrap_or_default();
    let Some(language) = Language::from_word(word) else {
        return Vec::new();
    };
    let texts = path::all(subject.output, paths);
    let name = match language {
        Language::Korean => "Korean",
        Language::English => "English",
    };
    let wrong: Found = texts
        .iter()
        .filter(|(_, text)| is_other(text, language))
        .map(|(place, _)| (place.clone(), format!("write it in {name}")))
        .collect();
    let (hangul, letters) = texts.iter().fold((0, 0), |sum, (_, text)| {
        let (hangul, letters) = count(text);
        (sum.0 + hangul, sum.1 + letters)
    });
    // All together, less than half: names alone do not make that.
    if wrong.is_empty() && language == Language::Korean && hangul * 2 < letters {
        return vec![(String::new(), format!("write the texts in {name}"))];
    }
    wrong
}

/// Whether a text is in the other language. Names and brands of it are fine.
fn is_other(text: &str, language: Language) -> bool {
    let (hangul, letters) = count(text);
    match language {
        Language::Korean => hangul == 0 && letters >= LONG,
        Language::English => hangul * 4 > letters,
    }
}

/// Hangul, and all letters.
fn count(text: &str) -> (usize, usize) {
    let hangul = text
        .chars()
        .filter(|c| matches!(c, '가'..='힣' | 'ㄱ'..='ㅣ'));
    (
        hangul.count(),
        text.chars().filter(|c| c.is_alphabetic()).count(),
    )
}
