//! What others wrote, as data in a prompt: JSON in which nothing can end the block it stands in or
//! look like a part of the conversation. A model reads it as the same text.

use std::fmt::Write as _;

use minijinja::{Error, ErrorKind, Value};

/// `{{ input | data("input") }}`: a block of data with a name.
pub(super) fn data(value: &Value, name: &str) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    let json = serde_json::to_value(value)
        .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(data_block(name, &json))
}

/// A block of data: `<data name="…">`, one line of JSON, `</data>`. The JSON has no `<`, `>`, `&`,
/// backtick, control character or invisible mark in it (they are escaped as JSON escapes them), so
/// that neither a tag nor a fence nor a line of its own can be made inside.
#[must_use]
pub fn data_block(name: &str, json: &serde_json::Value) -> String {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect();
    format!(
        "<data name=\"{name}\">\n{}\n</data>",
        escaped(&json.to_string())
    )
}

/// In JSON, characters like these stand in strings alone, where an escape means the same.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, '<' | '>' | '&' | '`') || is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// What is not seen but may be read: control characters, line separators, marks of direction and
/// width, tag characters, variation selectors beyond emoji's.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}
