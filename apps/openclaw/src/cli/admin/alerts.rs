//! `openclaw admin alerts`.

use std::process::ExitCode;

use anyhow::bail;
use openclaw_domain::{
    alert::{self, Alert},
    database::Statement,
    random::AlertId,
    world::World,
};
use serde_json::Value;

use super::json;
use crate::cli::text::{say, seoul, wrapped};

/// An alert in a few lines.
pub(super) fn line(alert: &Alert) -> String {
    let seen = alert.seen_at.map_or("", |_| "  (seen)");
    let order = alert.order.as_ref();
    let order = order.map_or_else(String::new, |order| format!("    order {order}\n"));
    format!(
        "{}  {}{seen}\n    alert {}\n{order}    {}",
        seoul(alert.created_at),
        alert.kind.as_str(),
        alert.id,
        wrapped(&alert.detail, 74, 4),
    )
}

pub(super) async fn list(
    world: &World,
    all: bool,
    limit: u32,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let alerts = alert::list(world, !all, None, limit).await?;
    if json {
        let all: Value = alerts.iter().map(json::alert).collect();
        say(&serde_json::to_string_pretty(&all)?);
    } else if alerts.is_empty() {
        say("No alerts.");
    } else {
        let lines: Vec<String> = alerts.iter().map(line).collect();
        say(&lines.join("\n"));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn seen(world: &World, id: &AlertId, actor: &str) -> anyhow::Result<ExitCode> {
    let statement = Statement::new("SELECT kind FROM alert WHERE id = ?1").bind(id);
    if world.database.read(statement).await?.first().is_none() {
        bail!("there is no alert {id}");
    }
    alert::mark_seen(world, id, actor).await?;
    say("Seen.");
    Ok(ExitCode::SUCCESS)
}
