//! The text of a completion as it is being written: JSON that is not finished yet, turned into
//! pieces a person can read.

use jiter::{JsonValue, PartialMode};

use super::manifest::{LiveLabel, Text};

/// A piece of text and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// The place in the document: `scenes[0].narration`.
    pub path: String,
    /// What to call the place.
    pub label: Text,
    /// What to append there.
    pub text: String,
}

/// Gathers a completion's text and tells what became readable.
pub struct LiveText<'a> {
    labels: &'a [LiveLabel],
    buffer: String,
    /// What was told already: place and how many bytes of its text. The document is written in
    /// order, so only the last place can still grow.
    told: Vec<(String, usize)>,
}

impl<'a> LiveText<'a> {
    pub(super) fn new(labels: &'a [LiveLabel]) -> Self {
        Self {
            labels,
            buffer: String::new(),
            told: Vec::new(),
        }
    }

    /// Takes the next piece of the completion, and answers what can be read since.
    pub fn push(&mut self, piece: &str) -> Vec<Fragment> {
        self.buffer.push_str(piece);
        // Not readable yet (cut in the middle of an escape, say): with the next piece, then.
        let Ok(document) = JsonValue::parse_with_config(
            self.buffer.as_bytes(),
            false,
            PartialMode::TrailingStrings,
        ) else {
            return Vec::new();
        };
        let mut texts = Vec::new();
        walk(&document, &mut Place::default(), &mut texts);
        let mut fragments = Vec::new();
        for (place, text) in texts {
            self.tell(&place, &text, &mut fragments);
        }
        fragments
    }

    fn tell(&mut self, place: &Place, text: &str, fragments: &mut Vec<Fragment>) {
        let Some(label) = self.labels.iter().find(|label| label.path == place.pattern) else {
            return;
        };
        let position = self.told.iter().position(|(path, _)| path == &place.path);
        let from = position.map_or(0, |position| self.told[position].1);
        let Some(new) = text.get(from..).filter(|new| !new.is_empty()) else {
            return;
        };
        match position {
            Some(position) => self.told[position].1 = text.len(),
            None => self.told.push((place.path.clone(), text.len())),
        }
        fragments.push(Fragment {
            path: place.path.clone(),
            label: place.number(&label.label),
            text: new.to_owned(),
        });
    }
}

/// A place in the document: as an address, and with its positions left out.
#[derive(Clone, Default)]
struct Place {
    path: String,
    pattern: String,
    position: usize,
}

impl Place {
    fn member(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{dot}{name}", self.path),
            pattern: format!("{}{dot}{name}", self.pattern),
            position: self.position,
        }
    }

    fn item(&self, position: usize) -> Self {
        Self {
            path: format!("{}[{position}]", self.path),
            pattern: format!("{}[]", self.pattern),
            position,
        }
    }

    fn number(&self, label: &Text) -> Text {
        let number = (self.position + 1).to_string();
        Text {
            ko: label.ko.replace("{n}", &number),
            en: label.en.replace("{n}", &number),
        }
    }
}

fn walk(value: &JsonValue<'_>, place: &mut Place, texts: &mut Vec<(Place, String)>) {
    match value {
        JsonValue::Str(text) => texts.push((place.clone(), text.clone().into_owned())),
        JsonValue::Array(items) => {
            for (position, item) in items.iter().enumerate() {
                walk(item, &mut place.item(position), texts);
            }
        }
        JsonValue::Object(members) => {
            for (name, member) in members.iter() {
                walk(member, &mut place.member(name), texts);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Vec<LiveLabel> {
        let label = |path: &str, ko: &str| LiveLabel {
            path: path.to_owned(),
            label: Text {
                ko: ko.to_owned(),
                en: ko.to_owned(),
            },
        };
        vec![
            label("title", "제목"),
            label("scenes[].narration", "장면 {n}"),
        ]
    }

    #[test]
    fn however_it_is_cut_the_pieces_join_to_the_texts() {
        let document = r#"{"title":"커피 \"세 잔\"\n\uD83D\uDE00","mood":"x","scenes":[{"start":0,"narration":"첫째"},{"start":3,"narration":"둘째"}]}"#;
        for size in 1..=document.chars().count() {
            let labels = labels();
            let mut live = LiveText::new(&labels);
            let characters: Vec<char> = document.chars().collect();
            let mut read: Vec<(String, String)> = Vec::new();
            for piece in characters.chunks(size) {
                for fragment in live.push(&piece.iter().collect::<String>()) {
                    match read
                        .iter_mut()
                        .find(|(label, _)| *label == fragment.label.ko)
                    {
                        Some((_, text)) => text.push_str(&fragment.text),
                        None => read.push((fragment.label.ko, fragment.text)),
                    }
                }
            }
            let expected = [
                ("제목", "커피 \"세 잔\"\n😀"),
                ("장면 1", "첫째"),
                ("장면 2", "둘째"),
            ]
            .map(|(label, text)| (label.to_owned(), text.to_owned()));
            assert_eq!(read, expected, "in pieces of {size}");
        }
    }
}
