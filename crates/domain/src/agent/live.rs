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
///
/// Every piece has the whole document parsed anew, so what is done for each of its values counts: only
/// places with a label are looked at, and of a list only the items that can still grow.
pub struct LiveText<'a> {
    labels: Vec<(Vec<Step<'a>>, &'a Text)>,
    buffer: String,
    /// What was told already: place and how many bytes of its text. The document is written in
    /// order, so only the last place can still grow.
    told: Vec<(String, usize)>,
    /// The lists, and how many items each had: all but the last are whole.
    seen: Vec<(String, usize)>,
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
            buffer: String::new(),
            told: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// Takes the next piece of the completion, and answers what can be read since.
    pub fn push(&mut self, piece: &str) -> Vec<Fragment> {
        self.buffer.push_str(piece);
        let buffer = std::mem::take(&mut self.buffer);
        let mut fragments = Vec::new();
        // Not readable yet (cut in the middle of an escape, say): with the next piece, then.
        if let Ok(document) =
            JsonValue::parse_with_config(buffer.as_bytes(), false, PartialMode::TrailingStrings)
        {
            let all: Vec<usize> = (0..self.labels.len()).collect();
            self.walk(&document, &mut Place::default(), &all, &mut fragments);
        }
        self.buffer = buffer;
        fragments
    }

    /// Looks at a value where these labels can still apply.
    fn walk(
        &mut self,
        value: &JsonValue<'_>,
        place: &mut Place,
        labels: &[usize],
        fragments: &mut Vec<Fragment>,
    ) {
        match value {
            JsonValue::Str(text) => {
                let here = |label: &&usize| self.labels[**label].0.len() == place.depth;
                if let Some(label) = labels.iter().find(here) {
                    self.tell(place, self.labels[*label].1, text, fragments);
                }
            }
            JsonValue::Object(members) => {
                for (name, member) in members.iter() {
                    let further = self.further(labels, place.depth, Step::Member(name));
                    if !further.is_empty() {
                        let dot = if place.path.is_empty() { "" } else { "." };
                        let length = place.enter(&format!("{dot}{name}"));
                        self.walk(member, place, &further, fragments);
                        place.leave(length);
                    }
                }
            }
            JsonValue::Array(items) => {
                let further = self.further(labels, place.depth, Step::Items);
                if further.is_empty() {
                    return;
                }
                let first = self.seen(&place.path, items.len()).saturating_sub(1);
                let outer = place.position;
                for (position, item) in items.iter().enumerate().skip(first) {
                    let length = place.enter(&format!("[{position}]"));
                    place.position = position;
                    self.walk(item, place, &further, fragments);
                    place.leave(length);
                }
                place.position = outer;
            }
            _ => {}
        }
    }

    /// Those of the labels that take this step.
    fn further(&self, labels: &[usize], depth: usize, step: Step<'_>) -> Vec<usize> {
        let takes = |label: &&usize| self.labels[**label].0.get(depth) == Some(&step);
        labels.iter().filter(takes).copied().collect()
    }

    /// How many items a list had the last time; notes how many it has now.
    fn seen(&mut self, path: &str, now: usize) -> usize {
        if let Some((_, before)) = self.seen.iter_mut().find(|(seen, _)| seen == path) {
            return std::mem::replace(before, now);
        }
        self.seen.push((path.to_owned(), now));
        0
    }

    fn tell(&mut self, place: &Place, label: &Text, text: &str, fragments: &mut Vec<Fragment>) {
        let position = self.told.iter().position(|(path, _)| *path == place.path);
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
            label: place.number(label),
            text: new.to_owned(),
        });
    }
}

/// A place in the document.
#[derive(Default)]
struct Place {
    path: String,
    /// How many steps lead there.
    depth: usize,
    /// The position in the innermost list.
    position: usize,
}

impl Place {
    /// Goes a step further; answers what [`Place::leave`] wants to know.
    fn enter(&mut self, step: &str) -> usize {
        let length = self.path.len();
        self.path.push_str(step);
        self.depth += 1;
        length
    }

    fn leave(&mut self, length: usize) {
        self.path.truncate(length);
        self.depth -= 1;
    }

    fn number(&self, label: &Text) -> Text {
        let number = (self.position + 1).to_string();
        Text {
            ko: label.ko.replace("{n}", &number),
            en: label.en.replace("{n}", &number),
        }
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
