//! The sample of one part written anew: a hook or a scene, other than the one before.

use openclaw_domain::speech;
use serde_json::{Value, json};

use super::{brief::Brief, english, korean};

/// The part, if the schema is that of a hook or of a scene.
pub(super) fn item(schema: &Value, user_text: &str) -> Option<Value> {
    let properties = schema.get("properties")?;
    let brief = Brief::find(user_text);
    let before = data(user_text, "item")?;
    let mut item = before.clone();
    if properties.get("kind").is_some() {
        let kind = before["kind"].as_str().unwrap_or_default();
        let other = if brief.english {
            english::other_hook(kind)
        } else {
            korean::other_hook(kind)
        };
        item["text"] = json!(other);
    } else {
        let said = before["narration"].as_str().unwrap_or_default();
        let time = speech::milliseconds(said, brief.tone, brief.language());
        let other = if brief.english {
            english::other_narration(&brief, time)
        } else {
            korean::other_narration(&brief, time)
        };
        item["narration"] = json!(other);
    }
    Some(json!({ "item": item }))
}

/// A block of data of that name in a prompt.
fn data(text: &str, name: &str) -> Option<Value> {
    let start = format!("<data name=\"{name}\">");
    let (_, after) = text.split_once(&start)?;
    let (json, _) = after.split_once("</data>")?;
    serde_json::from_str(json).ok()
}
