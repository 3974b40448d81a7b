//! A look at what a user wrote, before anything is paid or kept for models to read.

use std::time::Duration;

use futures::future::{Either, select};
use serde_json::Value;

use crate::{port::moderation::Verdict, world::World};

/// Nobody who starts a run waits longer for it.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Why these texts are to be given to no model: the provider's categories. `None` without a verdict in
/// time, too: the models have their own guard, and a run that they decline is refunded.
pub(crate) async fn flagged(world: &World, written: &Value) -> Option<Vec<String>> {
    let moderation = world.moderation.as_ref()?;
    let text = texts(written);
    if text.trim().is_empty() {
        return None;
    }
    let reason = match select(moderation.check(&text), world.clock.sleep(PATIENCE)).await {
        Either::Left((Ok(Verdict::Fine), _)) => return None,
        Either::Left((Ok(Verdict::Flagged { categories }), _)) => {
            tracing::info!(?categories, "an input is refused");
            return Some(categories);
        }
        Either::Left((Err(error), _)) => error.to_string(),
        Either::Right(_) => "no verdict in time".to_owned(),
    };
    metrics::counter!("openclaw_moderation_skipped_total").increment(1);
    tracing::warn!(reason, "nobody looked at an input");
    None
}

/// Every text of what was written, a line each.
fn texts(written: &Value) -> String {
    let mut lines = Vec::new();
    gather(written, &mut lines);
    lines.join("\n")
}

fn gather<'a>(value: &'a Value, lines: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => lines.push(text),
        Value::Array(values) => values.iter().for_each(|it| gather(it, lines)),
        Value::Object(members) => members.values().for_each(|it| gather(it, lines)),
        _ => {}
    }
}
