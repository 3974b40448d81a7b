//! The sample Shorts script: what the stand-in model writes when it is asked for one.
//!
//! It is prose by hand, not a model's work, and says so: the title begins with a mark and the
//! description names it a sample. It holds to the rules a real answer is checked by: one timeline
//! that ends where it was asked to, and narration that takes as long to say as the scene lasts.

mod brief;
mod compose;
mod english;
mod korean;
mod listing;
mod rewrite;
mod trends;

use serde_json::Value;

use brief::Brief;
pub(super) use trends::spoil;

/// A sample if the schema is of a kind that is known here.
pub(super) fn document(schema: &Value, user_text: &str) -> Option<Value> {
    let is_report = schema
        .get("properties")
        .is_some_and(|properties| properties.get("rising").is_some());
    if is_report {
        return trends::report(user_text);
    }
    script(schema, user_text)
}

/// A sample if the schema is the Shorts script's or that of a part of it, told by what it asks for.
fn script(schema: &Value, user_text: &str) -> Option<Value> {
    let properties = schema.get("properties")?;
    if let Some(item) = properties.get("item") {
        return rewrite::item(item, user_text);
    }
    if let Some(listing) = listing::listing(schema, user_text) {
        return Some(listing);
    }
    let is_script = ["title", "hooks", "scenes"]
        .iter()
        .all(|name| properties.get(name).is_some());
    is_script.then(|| {
        let brief = Brief::find(user_text);
        if brief.english {
            english::script(&brief)
        } else {
            korean::script(&brief)
        }
    })
}
