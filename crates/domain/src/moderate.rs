//! A look at what a user wrote, before anything is paid.

use std::time::Duration;

use futures::future::{Either, select};
use serde_json::Value;

use super::StartError;
use crate::{port::moderation::Verdict, world::World};

/// Nobody who starts a run waits longer for it.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Refuses texts that no model shall be given. Without a verdict in time the run goes on: the
/// models have their own guard, and a run that they decline is refunded.
pub(super) async fn moderate(world: &World, written: &Value) -> Result<(), StartError> {
    let Some(moderation) = &world.moderation else {
        return Ok(());
    };
    let text = texts(written);
    if text.trim().is_empty() {
        return Ok(());
    }
    let reason = match select(moderation.check(&text), world.clock.sleep(PATIENCE)).await {
        Either::Left((Ok(Verdict::Fine), _)) => return Ok(()),
        Either::Left((Ok(Verdict::Flagged { categories }), _)) => {
            tracing::info!(?categories, "an input is refused");
            return Err(StartError::Flagged { categories });
        }
        Either::Left((Err(error), _)) => error.to_string(),
        Either::Right(_) => "no verdict in time".to_owned(),
    };
    metrics::counter!("openclaw_moderation_skipped_total").increment(1);
    tracing::warn!(reason, "nobody looked at an input");
    Ok(())
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
