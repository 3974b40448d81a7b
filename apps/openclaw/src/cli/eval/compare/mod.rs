//! `openclaw eval compare`: two versions or variants of a prompt, by what their runs came to, or by
//! running both now.

mod fresh;
mod past;
mod verdict;

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use crate::config::Config;

#[derive(Args)]
pub(super) struct Compare {
    /// The first: AGENT, AGENT@VERSION, AGENT/VARIANT or AGENT@VERSION/VARIANT; with --fresh an
    /// agent's folder too.
    a: String,
    /// The second.
    b: String,
    /// Run both now on the topics of the evaluations, instead of looking at past runs.
    #[arg(long)]
    fresh: bool,
    /// Past runs that ended in the last so many days.
    #[arg(long, default_value_t = 90, conflicts_with = "fresh", value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
    /// Only topics of this category.
    #[arg(long, requires = "fresh")]
    category: Option<String>,
    /// Where the topics and rubrics are.
    #[arg(
        long,
        value_name = "FOLDER",
        default_value = "evals",
        requires = "fresh"
    )]
    evals: PathBuf,
    /// How many runs at a time.
    #[arg(long, default_value_t = 4, requires = "fresh", value_parser = clap::value_parser!(u16).range(1..=32))]
    parallel: u16,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Compare {
    /// Does it.
    pub(super) async fn run(&self, config: &Config) -> anyhow::Result<ExitCode> {
        if self.fresh {
            fresh::compare(self, config).await
        } else {
            past::compare(self, config).await
        }
    }
}

/// What is compared: `shorts-script@2/spoken`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    agent: String,
    version: Option<String>,
    variant: Option<String>,
}

impl Side {
    fn parse(text: &str) -> Self {
        let (text, variant) = match text.split_once('/') {
            Some((text, variant)) => (text, Some(variant.to_owned())),
            None => (text, None),
        };
        let (agent, version) = match text.split_once('@') {
            Some((agent, version)) => (agent, Some(version.to_owned())),
            None => (text, None),
        };
        Self {
            agent: agent.to_owned(),
            version,
            variant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_names_an_agent_and_perhaps_more() {
        for (text, agent, version, variant) in [
            ("a", "a", None, None),
            ("a@2", "a", Some("2"), None),
            ("a/bold", "a", None, Some("bold")),
            ("a@2.1/bold", "a", Some("2.1"), Some("bold")),
        ] {
            let side = Side::parse(text);
            let found = (
                side.agent.as_str(),
                side.version.as_deref(),
                side.variant.as_deref(),
            );
            assert_eq!(found, (agent, version, variant), "{text}");
        }
    }
}
