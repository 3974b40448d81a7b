//! `openclaw agents check`.

use std::{path::Path, process::ExitCode};

use anyhow::bail;

use crate::{agents, cli::text::say, config::Config};

pub(super) fn check(config: &Config, folder: Option<&Path>) -> anyhow::Result<ExitCode> {
    let folder = folder.or(config.agents.as_deref());
    let (catalog, broken) = agents::load(folder)?;
    let mut lines = Vec::new();
    for agent in catalog.iter() {
        lines.push(format!(
            "ok      {}  version {}, {} credits, {} inputs",
            agent.id(),
            agent.version(),
            agent.price(),
            agent.fields().len(),
        ));
    }
    for broken in &broken {
        let reason = broken.reason.trim_end().replace('\n', "\n        ");
        lines.push(format!("BROKEN  {}\n        {reason}", broken.file));
    }
    if lines.is_empty() {
        let folder = folder.unwrap_or(Path::new("."));
        bail!(
            "there is no agent in {}: an agent is a folder with an agent.toml",
            folder.display()
        );
    }
    say(&lines.join("\n"));
    if broken.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{} broken.", broken.len()));
    Ok(ExitCode::FAILURE)
}
