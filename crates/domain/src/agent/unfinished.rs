//! Reads JSON character by character as it is written: where its texts begin, what is in them, where
//! they end. What is no JSON is read as well as it goes; nothing relies on it.

/// What a character of the document was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Nothing that a reader sees.
    None,
    /// The quote before a text, at [`Reader::levels`].
    Begin,
    /// A character of a text, escapes undone.
    Text(char),
    /// The quote behind a text.
    End,
}

/// An object or a list that has begun and not ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// With the member that is being written.
    Object {
        /// Its name.
        member: String,
    },
    /// With the item that is being written.
    List {
        /// Its position, from 0.
        position: usize,
    },
}

/// The state between two characters.
#[derive(Debug, Default)]
pub(super) struct Reader {
    levels: Vec<Level>,
    /// A text next is the name of a member.
    awaits_name: bool,
    within: Within,
    /// The first half of a pair of `\\u` escapes.
    high: Option<u32>,
}

#[derive(Debug, Default, Clone, Copy)]
enum Within {
    /// Between texts.
    #[default]
    Structure,
    Text,
    /// Behind a backslash.
    Escape,
    /// In the four digits of a `\\u` escape.
    Unicode {
        digits: u8,
        code: u32,
    },
}

impl Reader {
    /// The objects and lists around what is being written, the outermost first.
    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// Takes the next character.
    pub(super) fn take(&mut self, character: char) -> Token {
        match self.within {
            Within::Structure => self.structure(character),
            Within::Text => match character {
                '"' => self.end(),
                '\\' => self.go_on(Within::Escape),
                character => self.tell(character),
            },
            Within::Escape => match character {
                'u' => self.go_on(Within::Unicode { digits: 0, code: 0 }),
                'n' => self.tell('\n'),
                't' => self.tell('\t'),
                'r' => self.tell('\r'),
                'b' => self.tell('\u{8}'),
                'f' => self.tell('\u{c}'),
                itself => self.tell(itself),
            },
            Within::Unicode { digits, code } => {
                let code = code * 16 + character.to_digit(16).unwrap_or(0);
                if digits < 3 {
                    let digits = digits + 1;
                    return self.go_on(Within::Unicode { digits, code });
                }
                self.unit(code)
            }
        }
    }

    fn go_on(&mut self, within: Within) -> Token {
        self.within = within;
        Token::None
    }

    fn structure(&mut self, character: char) -> Token {
        match character {
            '{' => {
                let member = String::new();
                self.levels.push(Level::Object { member });
                self.awaits_name = true;
            }
            '[' => {
                self.levels.push(Level::List { position: 0 });
                self.awaits_name = false;
            }
            '}' | ']' => {
                self.levels.pop();
                self.awaits_name = false;
            }
            ',' => match self.levels.last_mut() {
                Some(Level::List { position }) => *position += 1,
                Some(Level::Object { .. }) => self.awaits_name = true,
                None => {}
            },
            '"' => return self.begin(),
            _ => {}
        }
        Token::None
    }

    fn begin(&mut self) -> Token {
        self.within = Within::Text;
        match self.levels.last_mut() {
            Some(Level::Object { member }) if self.awaits_name => {
                member.clear();
                Token::None
            }
            _ => Token::Begin,
        }
    }

    fn end(&mut self) -> Token {
        self.within = Within::Structure;
        self.high = None;
        if std::mem::take(&mut self.awaits_name) {
            Token::None
        } else {
            Token::End
        }
    }

    /// A character of a name or of a text.
    fn tell(&mut self, character: char) -> Token {
        self.within = Within::Text;
        match self.levels.last_mut() {
            Some(Level::Object { member }) if self.awaits_name => {
                member.push(character);
                Token::None
            }
            _ => Token::Text(character),
        }
    }

    /// A code unit of UTF-16; what lies beyond 16 bits comes as two.
    fn unit(&mut self, code: u32) -> Token {
        match (self.high.take(), code) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(code);
                self.go_on(Within::Text)
            }
            (Some(high), 0xDC00..=0xDFFF) => {
                self.told_by(0x1_0000 + ((high - 0xD800) << 10) + (code - 0xDC00))
            }
            _ => self.told_by(code),
        }
    }

    fn told_by(&mut self, code: u32) -> Token {
        self.tell(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Every text of a document in its order, with how deep it lies.
    fn read(document: &str) -> Vec<(usize, String)> {
        let mut reader = Reader::default();
        let mut texts: Vec<(usize, String)> = Vec::new();
        let mut ended = 0;
        for character in document.chars() {
            match reader.take(character) {
                Token::Begin => texts.push((reader.levels().len(), String::new())),
                Token::Text(text) => texts.last_mut().unwrap().1.push(text),
                Token::End => ended += 1,
                Token::None => {}
            }
        }
        assert_eq!(ended, texts.len());
        assert!(reader.levels().is_empty(), "{document}");
        texts
    }

    fn texts(value: &Value, depth: usize) -> Vec<(usize, String)> {
        match value {
            Value::String(text) => vec![(depth, text.clone())],
            Value::Array(items) => items.iter().flat_map(|it| texts(it, depth + 1)).collect(),
            Value::Object(members) => members
                .values()
                .flat_map(|it| texts(it, depth + 1))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn every_text_of_every_document_is_found(value in json(), escapes in any::<bool>()) {
            let mut document = value.to_string();
            if escapes {
                let escaped = |unit: u16| format!("\\u{unit:04x}");
                document = document
                    .chars()
                    .map(|it| match it {
                        ' '..='~' => it.to_string(),
                        _ => it.encode_utf16(&mut [0; 2]).iter().map(|it| escaped(*it)).collect(),
                    })
                    .collect();
            }
            prop_assert_eq!(read(&document), texts(&value, 0));
        }

        #[test]
        fn whatever_a_model_says_is_taken(text in r#"[{}\[\]",:\\ u0-9a-f]*"#) {
            let mut reader = Reader::default();
            for character in text.chars() {
                reader.take(character);
            }
        }
    }

    #[test]
    fn half_a_pair_is_a_replacement_or_nothing() {
        let read = |document| read(document)[0].1.clone();
        assert_eq!(read(r#""a\udc00b""#), "a\u{fffd}b");
        assert_eq!(read(r#""a\ud800b""#), "ab");
    }
}
