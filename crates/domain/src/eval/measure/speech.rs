//! How long it takes to say.

use serde_json::Value;

use super::{Score, Subject, brief, shape::seconds_asked};
use crate::speech::{Language, Tone, milliseconds};

/// What is said in all takes as long as was asked for.
pub(super) fn duration(
    subject: &Subject<'_>,
    texts: &[&str],
    seconds: &str,
    (full, none): (u32, u32),
) -> Score {
    let Some(asked) = seconds_asked(subject.input, seconds) else {
        return Score::none(format!("`{seconds}` is no number of seconds"));
    };
    let asked_ms = asked.unsigned_abs() * 1_000;
    // With the pauses between them.
    let said_ms = spoken_ms(&texts.join("\n"), subject.input);
    let off = said_ms.abs_diff(asked_ms) * 1_000 / asked_ms;
    Score::falling(off, u64::from(full) * 10, u64::from(none) * 10, || {
        format!("{} s of {asked} s", tenths(said_ms))
    })
}

/// Each text is said within a time.
pub(super) fn spoken(subject: &Subject<'_>, texts: &[&str], (full, none): (u32, u32)) -> Score {
    if texts.is_empty() {
        return Score::none("there is nothing to look at");
    }
    let scores = texts.iter().map(|text| {
        let ms = spoken_ms(text, subject.input);
        Score::falling(ms, full.into(), none.into(), || {
            format!("{} s: {}", tenths(ms), brief(text))
        })
    });
    let scores: Vec<Score> = scores.collect();
    let sum: u32 = scores.iter().map(|score| score.thousandths).sum();
    let worst = scores.into_iter().min_by_key(|score| score.thousandths);
    Score {
        thousandths: sum / u32::try_from(texts.len()).unwrap_or(u32::MAX),
        note: worst.and_then(|score| score.note),
    }
}

/// In the tone and the language that were asked for; to a friend, in Korean, where none were.
fn spoken_ms(text: &str, input: &Value) -> u64 {
    let asked = |name: &str| input.get(name).and_then(Value::as_str);
    let tone = asked("tone").and_then(Tone::from_word);
    let language = asked("language").and_then(Language::from_word);
    let (tone, language) = (
        tone.unwrap_or(Tone::Friendly),
        language.unwrap_or(Language::Korean),
    );
    milliseconds(text, tone, language)
}

fn tenths(ms: u64) -> String {
    format!("{}.{}", ms / 1_000, ms % 1_000 / 100)
}
