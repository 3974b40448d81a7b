//! `openclaw agents list`.

use std::process::ExitCode;

use openclaw_domain::agent::Agent;
use serde_json::{Value, json};

use crate::{
    agents,
    cli::text::{Table, say},
    config::Config,
};

pub(super) fn list(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let (catalog, broken) = agents::load(config.agents.as_deref())?;
    if json {
        let all: Value = catalog.iter().map(|agent| shown(agent)).collect();
        say(&serde_json::to_string_pretty(&all)?);
    } else {
        let mut table = Table::new(["agent", "name", "version", "credits", "downloads"]);
        for agent in catalog.iter() {
            let formats: Vec<&str> = agent
                .downloads()
                .iter()
                .map(|it| it.format.as_str())
                .collect();
            table.row([
                agent.id().to_owned(),
                agent.name().ko.clone(),
                agent.version().to_owned(),
                agent.price().to_string(),
                formats.join(", "),
            ]);
        }
        say(&table.to_string());
    }
    if !broken.is_empty() {
        eprintln!(
            "{} cannot be used; `openclaw agents check` says why.",
            broken.len()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(agent: &Agent) -> Value {
    json!({
        "id": agent.id(),
        "version": agent.version(),
        "price": agent.price(),
        "deadline_seconds": agent.deadline().as_secs(),
        "name": agent.name(),
        "description": agent.description(),
        "variants": agent.variants().iter().map(|it| it.id.as_str()).collect::<Vec<_>>(),
        "inputs": agent.fields(),
        "downloads": agent.downloads(),
    })
}
