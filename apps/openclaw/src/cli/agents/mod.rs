//! `openclaw agents`: what is for rent, whether it is sound, and one run of it.

mod check;
mod list;
pub(super) mod problem;
mod run;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::bail;
use clap::{Args, Subcommand};
use openclaw_domain::agent::{Agent, Broken, Catalog};

use crate::config::Config;

#[derive(Subcommand)]
pub(super) enum Agents {
    /// List the agents that are for rent.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check agents, and name each broken one with its file and reason (exit code 1).
    Check {
        /// A folder of agents, or one agent's; without it those that are served.
        folder: Option<PathBuf>,
    },
    /// Run an agent once, without an account or credits; what it costs goes to the model's bill.
    Run(Run),
}

#[derive(Args)]
pub(super) struct Run {
    /// Which agent, as `list` names it.
    id: String,
    /// A file with its inputs as a JSON object; `-` reads them from the standard input.
    #[arg(long, value_name = "FILE")]
    input: PathBuf,
    /// The prompt's variant; without it any, by the variants' weights.
    #[arg(long)]
    variant: Option<String>,
    /// The format to print: json, or one of the agent's downloads. Without it, its first download.
    #[arg(long)]
    format: Option<String>,
    /// Write the result into this folder instead, in every format it has.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Do not show the result while it is being written.
    #[arg(long)]
    quiet: bool,
}

impl Agents {
    /// Does it.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::List { json } => list::list(config, json),
            Self::Check { folder } => check::check(config, folder.as_deref()),
            Self::Run(wish) => run::run(config, &wish).await,
        }
    }
}

/// Refuses a variant that the agent does not have.
pub(super) fn check_variant(agent: &Agent, variant: &str) -> anyhow::Result<()> {
    let variants: Vec<&str> = agent.variants().iter().map(|it| it.id.as_str()).collect();
    if !variants.contains(&variant) {
        bail!(
            "`{}` has no variant `{variant}`; it has: {}",
            agent.id(),
            variants.join(", ")
        );
    }
    Ok(())
}

/// The agent of that id, or what stands in its way.
pub(super) fn find(catalog: &Catalog, broken: &[Broken], id: &str) -> anyhow::Result<Arc<Agent>> {
    if let Some(agent) = catalog.find(id) {
        return Ok(Arc::clone(agent));
    }
    let folder = format!("{id}/");
    if let Some(broken) = broken.iter().find(|it| it.file.starts_with(&folder)) {
        bail!(
            "the agent `{id}` is broken: {}: {}",
            broken.file,
            broken.reason
        );
    }
    let ids: Vec<&str> = catalog.iter().map(|agent| agent.id()).collect();
    bail!("there is no agent `{id}`; there are: {}", ids.join(", "))
}
