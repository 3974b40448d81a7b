//! Our own arithmetic with what `YouTube` told, kept apart from it.

use jiff::Timestamp as Instant;
use serde_json::{Map, Value, json};

/// Our own arithmetic with the evidence, which is not YouTube's: views a day, views since they were
/// counted before, and the median. Shown only where the operator may show it.
#[must_use]
pub fn arithmetic(evidence: &Value) -> Value {
    let at = |value: &Value| value.as_str()?.parse::<Instant>().ok();
    let counted = at(&evidence["counted_at"]);
    let videos = evidence["videos"].as_array().map_or(&[][..], Vec::as_slice);
    let mut views: Vec<i64> = videos
        .iter()
        .filter_map(|video| video["views"].as_i64())
        .collect();
    views.sort_unstable();
    let rows = videos.iter().filter_map(|video| {
        let seen = video["views"].as_i64()?;
        let hours = (counted? - at(&video["published_at"])?).as_hours();
        let mut row = Map::new();
        row.insert("id".to_owned(), video["id"].clone());
        row.insert("views_a_day".to_owned(), json!(a_day(seen, hours)));
        let before = video["views_before"].as_i64();
        row.insert(
            "views_since".to_owned(),
            json!(before.map(|before| seen - before)),
        );
        Some(Value::Object(row))
    });
    json!({
        "median_views": views.get(views.len() / 2),
        "videos": rows.collect::<Vec<_>>(),
    })
}

/// Whole views a day; a video of some minutes counts as one of an hour.
fn a_day(views: i64, hours: i64) -> i64 {
    views.saturating_mul(24) / hours.max(1)
}
