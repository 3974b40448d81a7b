//! What every model's stand-in writes: a document that fits whatever JSON schema it is asked for,
//! one kind of script known by heart ([`sample`]), and what a fault makes of it.

mod generate;
mod pace;
mod pattern;
mod sample;
mod schema;

use serde_json::{Value, json};

pub(crate) use pace::{Frame, Pace, sse, streamed, written_by};
pub(crate) use schema::{entries, resolve, types};

use crate::faults::FaultKind;

const REFUSAL: &str = "I'm sorry, but I can't help with that. (sandbox)";
/// A few characters a piece, as tokens are.
const PIECE_CHARS: usize = 4;

/// What the text is to look like.
#[derive(Debug)]
pub(crate) enum Format {
    Text,
    JsonObject,
    Schema(Value),
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Completed,
    Refused,
    /// At the most tokens it may have.
    Incomplete,
    /// By a filter of what may be said.
    Filtered,
    Failed,
}

/// What was written, and how it ended.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) text: String,
    pub(crate) ending: Ending,
}

/// Writes, or what a fault makes of it. `room` is the most tokens the text may have.
pub(crate) fn write(
    format: &Format,
    user_text: &str,
    room: u64,
    fault: Option<&FaultKind>,
) -> Written {
    let text = compose(format, user_text, fault);
    let half = |ending| Written {
        text: first_part(&text, 1, 2),
        ending,
    };
    let needed = tokens(&text);
    match fault {
        Some(FaultKind::Refusal) => Written {
            text: REFUSAL.to_owned(),
            ending: Ending::Refused,
        },
        Some(FaultKind::Incomplete) => half(Ending::Incomplete),
        Some(FaultKind::Filtered) => half(Ending::Filtered),
        Some(FaultKind::Failed) => half(Ending::Failed),
        Some(FaultKind::Malformed) => half(Ending::Completed),
        _ if needed > room => Written {
            text: first_part(&text, room, needed),
            ending: Ending::Incomplete,
        },
        _ => Written {
            text,
            ending: Ending::Completed,
        },
    }
}

fn compose(format: &Format, user_text: &str, fault: Option<&FaultKind>) -> String {
    match format {
        Format::Text => "연습장이 쓴 샘플 답입니다. 실제 모델의 글이 아닙니다.".to_owned(),
        Format::JsonObject => json!({"sample": true, "text": "샘플"}).to_string(),
        Format::Schema(schema) => {
            let sample = sample::document(schema, user_text);
            let mut document = generate::document(schema, sample.as_ref());
            if fault == Some(&FaultKind::Drift) {
                document = drifted(document);
            }
            if fault == Some(&FaultKind::Unproved) {
                sample::spoil(&mut document);
            }
            document.to_string()
        }
    }
}

/// The same document without its first property: strict schemas require every one.
fn drifted(document: Value) -> Value {
    match document {
        Value::Object(mut object) if !object.is_empty() => {
            let first = object.keys().next().cloned().unwrap_or_default();
            object.shift_remove(&first);
            Value::Object(object)
        }
        _ => json!([]),
    }
}

/// The first `part` of `whole` parts of a text.
fn first_part(text: &str, part: u64, whole: u64) -> String {
    let count = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let keep = count.saturating_mul(part) / whole.max(1);
    text.chars()
        .take(usize::try_from(keep).unwrap_or(usize::MAX))
        .collect()
}

/// The text as a model tells it: piece by piece.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let pieces = chars.chunks(PIECE_CHARS);
    pieces.map(|piece| piece.iter().collect()).collect()
}

/// About as many tokens as the real models count: two for three Hangul blocks, one for four letters.
pub(crate) fn tokens(text: &str) -> u64 {
    let hangul = text.chars().filter(|c| matches!(c, '가'..='힣')).count();
    let others = text.chars().count() - hangul;
    u64::try_from(hangul * 2 / 3 + others / 4 + 1).unwrap_or(u64::MAX)
}
