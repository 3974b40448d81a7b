//! `openclaw eval`: agents at work on the topics of `evals/`, measured against their rubrics.

mod baselines;
mod compare;
mod files;
mod html;
mod judge;
mod table;
mod work;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use openclaw_domain::eval::Report;

use crate::{agents, cli::text::say, config::Config, trial::Trial};
use files::Evals;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Eval {
    /// Only this agent; without it all that have a rubric.
    #[arg(long, value_name = "ID")]
    agent: Option<String>,
    /// The prompt's variant; without it any, by the variants' weights.
    #[arg(long, requires = "agent")]
    variant: Option<String>,
    /// Only topics of this category.
    #[arg(long)]
    category: Option<String>,
    /// Where the topics, rubrics and baselines are.
    #[arg(long, value_name = "FOLDER", default_value = "evals")]
    evals: PathBuf,
    /// Where to write the report.
    #[arg(long, value_name = "FILE", default_value = "target/reports/eval.html")]
    out: PathBuf,
    /// Print the reports as JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Let a model read and mark every result as well; it costs a call a result, and the marks are no
    /// part of the scores.
    #[arg(long)]
    judge: bool,
    /// Exit code 1 when a score is below its baseline by more than the rubric's tolerance.
    #[arg(long)]
    gate: bool,
    /// The baseline to hold the scores against; without it the one in the evals' folder.
    #[arg(long, value_name = "FILE", requires = "agent")]
    baseline: Option<PathBuf>,
    /// Keep these scores as the baseline.
    #[arg(long, conflicts_with_all = ["gate", "variant", "category", "baseline"])]
    update_baseline: bool,
    /// How many runs at a time.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=32))]
    parallel: u16,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Subcommand)]
enum Other {
    /// Compare two versions or variants of a prompt.
    Compare(compare::Compare),
}

/// A report beside the baseline that it could be held against.
struct Held {
    report: Report,
    against: baselines::Against,
}

impl Eval {
    /// Does it.
    pub(super) async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        if let Some(Other::Compare(compare)) = &self.other {
            return compare.run(config).await;
        }
        let (catalog, broken) = agents::load(config.agents.as_deref())?;
        if let Some(broken) = broken.first() {
            bail!("{}: {}: mend it first", broken.file, broken.reason);
        }
        let all = Evals::load(&self.evals, self.agent.as_deref())?;
        let trial = Trial::open(config).await?;
        trial.hurry();
        let judge = self.judge.then(|| judge::load(&self.evals)).transpose()?;
        let mut held = Vec::new();
        for evals in &all {
            let agent = super::agents::find(&catalog, &[], &evals.rubric.agent)?;
            if let Some(variant) = &self.variant {
                super::agents::check_variant(&agent, variant)?;
            }
            let job = work::Job {
                trial: &trial,
                agent: &agent,
                evals,
                variant: self.variant.as_deref(),
                category: self.category.as_deref(),
                parallel: self.parallel.into(),
                judge: judge.as_ref(),
            };
            let report = work::report(&job).await?;
            let against = baselines::against(
                &report,
                &evals.rubric,
                &self.evals,
                self.baseline.as_deref(),
            )?;
            held.push(Held { report, against });
        }
        self.tell(&held)?;
        if self.update_baseline {
            for held in &held {
                let path = baselines::keep(&held.report, &self.evals)?;
                eprintln!("wrote {}", path.display());
            }
        }
        if self.gate {
            return Ok(baselines::gate(&held));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn tell(&self, held: &[Held]) -> anyhow::Result<()> {
        if self.json {
            let reports: Vec<&Report> = held.iter().map(|held| &held.report).collect();
            say(&serde_json::to_string_pretty(&reports)?);
        } else {
            let tables: Vec<String> = held.iter().map(table::text).collect();
            say(&tables.join("\n"));
        }
        if let Some(folder) = self.out.parent() {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        }
        let page = html::page(held)?;
        std::fs::write(&self.out, page)
            .with_context(|| format!("{} cannot be written", self.out.display()))?;
        eprintln!("wrote {}", self.out.display());
        Ok(())
    }
}
