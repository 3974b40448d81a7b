//! The text of a completion as it is being written: JSON that is not finished yet, turned into
//! pieces a person can read.
//!
//! Parsers of JSON, those of unfinished JSON too, read a text from its beginning, again for each of the
//! hundreds of pieces it comes in. This one goes on where it was. It proves nothing: what counts is the
//! whole document, which is parsed and checked when it is there.

use super::{
    manifest::{LiveLabel, Text},
    unfinished::{Level, Reader, Token},
};

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

/// Takes a completion's text piece by piece and tells what became readable.
pub struct LiveText<'a> {
    labels: Vec<(Vec<Step<'a>>, &'a Text)>,
    reader: Reader,
    /// The text under way, where it has a label.
    writing: Option<Fragment>,
}

/// A step of a label's path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Member(&'a str),
    Items,
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let of_part = |part| {
        let name = str::trim_end_matches(part, "[]");
        let lists = (part.len() - name.len()) / "[]".len();
        std::iter::once(Step::Member(name)).chain(std::iter::repeat_n(Step::Items, lists))
    };
    path.split('.').flat_map(of_part).collect()
}

impl<'a> LiveText<'a> {
    pub(super) fn new(labels: &'a [LiveLabel]) -> Self {
        let labels = labels.iter().map(|it| (steps(&it.path), &it.label));
        Self {
            labels: labels.collect(),
            reader: Reader::default(),
            writing: None,
        }
    }

    /// Takes the next piece of the completion, and answers what can be read since.
    pub fn push(&mut self, piece: &str) -> Vec<Fragment> {
        let mut fragments = Vec::new();
        for character in piece.chars() {
            match self.reader.take(character) {
                Token::Begin => self.writing = self.begin(),
                Token::Text(text) => {
                    if let Some(writing) = &mut self.writing {
                        writing.text.push(text);
                    }
                }
                Token::End => {
                    let whole = self.writing.take();
                    fragments.extend(whole.filter(|it| !it.text.is_empty()));
                }
                Token::None => {}
            }
        }
        if let Some(writing) = &mut self.writing
            && !writing.text.is_empty()
        {
            let text = std::mem::take(&mut writing.text);
            let (path, label) = (writing.path.clone(), writing.label.clone());
            fragments.push(Fragment { path, label, text });
        }
        fragments
    }

    /// A text begins: nothing of it is there yet.
    fn begin(&self) -> Option<Fragment> {
        let levels = self.reader.levels();
        let leads_here = |steps: &[Step<'_>]| {
            steps.len() == levels.len()
                && steps.iter().zip(levels).all(|pair| match pair {
                    (Step::Member(name), Level::Object { member }) => name == member,
                    (Step::Items, Level::List { .. }) => true,
                    _ => false,
                })
        };
        let (_, label) = self.labels.iter().find(|(steps, _)| leads_here(steps))?;
        Some(Fragment {
            path: path(levels),
            label: numbered(label, levels),
            text: String::new(),
        })
    }
}

fn path(levels: &[Level]) -> String {
    let mut path = String::new();
    for level in levels {
        match level {
            Level::Object { member } => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(member);
            }
            Level::List { position } => path.extend(["[", &position.to_string(), "]"]),
        }
    }
    path
}

/// The label with the number of the item in the innermost list.
fn numbered(label: &Text, levels: &[Level]) -> Text {
    let innermost = levels.iter().rev().find_map(|level| match level {
        Level::List { position } => Some(position + 1),
        Level::Object { .. } => None,
    });
    let number = innermost.unwrap_or(1).to_string();
    Text {
        ko: label.ko.replace("{n}", &number),
        en: label.en.replace("{n}", &number),
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

    #[test]
    fn what_comes_at_once_is_told_in_the_documents_order() {
        let label = |path: &str| LiveLabel {
            path: path.to_owned(),
            label: Text {
                ko: "{n}".to_owned(),
                en: "{n}".to_owned(),
            },
        };
        let labels = [label("a[].y"), label("a[].x"), label("b[][]"), label("c")];
        let mut live = LiveText::new(&labels);
        let mut told = Vec::new();
        for piece in [
            r#"{"a":[{"x":"1","y":"2","z":"-"},{"x":"3"#,
            r#"","y":"4"}],"b":[["5","6"],["7"]],"c":"8"}"#,
        ] {
            let fragments = live.push(piece);
            told.extend(
                fragments
                    .into_iter()
                    .map(|it| (it.path, it.label.ko, it.text)),
            );
        }
        let told: Vec<String> = told
            .iter()
            .map(|(path, number, text)| format!("{path} {number} {text}"))
            .collect();
        assert_eq!(
            told,
            [
                "a[0].x 1 1",
                "a[0].y 1 2",
                "a[1].x 2 3",
                "a[1].y 2 4",
                "b[0][0] 1 5",
                "b[0][1] 2 6",
                "b[1][0] 1 7",
                "c 1 8",
            ]
        );
    }
}
