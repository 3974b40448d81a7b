//! `openclaw agents run`: the result goes to the standard output, everything else beside it.

use std::{
    io::{Read as _, Write as _},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use openclaw_domain::{
    account::Language,
    agent::{Agent, Document, Inputs},
    eval::ModelKind,
    run::{Event, Failure},
};
use serde_json::Value;

use super::{Run, check_variant, find, problem};
use crate::{
    agents,
    cli::text::{grouped, say, won},
    config::Config,
    trial::{Spent, Trial},
};

const JSON: &str = "json";

pub(super) async fn run(config: &Config, wish: &Run) -> anyhow::Result<ExitCode> {
    let (catalog, broken) = agents::load(config.agents.as_deref())?;
    let agent = find(&catalog, &broken, &wish.id)?;
    let format = format_of(&agent, wish.format.as_deref())?;
    let inputs = read_inputs(&agent, &wish.input)?;
    if let Some(folder) = &wish.out {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    }
    if let Some(variant) = &wish.variant {
        check_variant(&agent, variant)?;
    }
    let trial = Trial::open(config).await?;
    eprintln!("{}", heading(&agent, &trial.model));
    let mut progress = Progress::new(wish.quiet);
    let tried = trial
        .run(&agent, inputs, wish.variant.as_deref(), &mut |event| {
            progress.hear(event);
        })
        .await?;
    progress.end();
    eprintln!("{}", footer(&tried.spent, &trial.model));
    let Some(document) = tried.document else {
        let failure = tried.run.failure.unwrap_or(Failure::Storage);
        let (code, advice) = (failure.as_str(), advice(failure));
        eprintln!("openclaw: the run failed: {code}: {advice}");
        return Ok(ExitCode::FAILURE);
    };
    match &wish.out {
        Some(folder) => write_all(&agent, &document, folder)?,
        None => say(&rendered(&agent, &document, &format)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn heading(agent: &Agent, model: &ModelKind) -> String {
    let (name, version) = (&agent.name().ko, agent.version());
    match model {
        ModelKind::Sandbox => {
            format!("{name} ({version}) by the SANDBOX: a sample, written by no model")
        }
        ModelKind::Real(model) => format!("{name} ({version}) by {model}"),
    }
}

fn footer(spent: &Spent, model: &ModelKind) -> String {
    let usage = spent.usage;
    let cost = won(spent.cost_milliwon);
    let cost = match model {
        ModelKind::Sandbox => format!("{cost} as a model would have cost"),
        ModelKind::Real(_) => cost,
    };
    format!(
        "{}.{:03} s, {} tokens in ({} cached), {} out, {cost}",
        spent.took_ms / 1_000,
        spent.took_ms % 1_000,
        grouped(usage.input_tokens.into()),
        grouped(usage.cached_tokens.into()),
        grouped(usage.output_tokens.into()),
    )
}

/// What to do about a run that failed.
fn advice(failure: Failure) -> &'static str {
    match failure {
        Failure::Deadline => "it was not done at its deadline; try again, or a faster model",
        Failure::Declined => "the model declined these inputs; try others",
        Failure::Incomplete => "the answer was cut short; raise `max_output_tokens`",
        Failure::Unavailable => "the model is busy or out of reach; try again later",
        Failure::Misconfigured => "the model refuses our request; `openclaw doctor` looks why",
        Failure::InvalidOutput => "the result did not pass its checks, not after the repair either",
        Failure::ChecksFailed => {
            "the result did not pass the agent's checks, after one repair; the log names them"
        }
        Failure::SourceQuota => {
            "YouTube's quota of the day is used up, and nothing is known of this niche yet"
        }
        Failure::SourceUnavailable => "YouTube is out of reach; try again later",
        Failure::SourceMisconfigured => "YouTube refuses our request; `openclaw doctor` looks why",
        Failure::NothingFound => "YouTube shows too little of this niche; try a wider one",
        Failure::Storage => "the result could not be kept; is the disk full?",
        Failure::Stopped | Failure::StoppedByUser => "it was stopped before it was done",
    }
}

fn format_of(agent: &Agent, asked: Option<&str>) -> anyhow::Result<String> {
    let formats: Vec<&str> = agent
        .downloads()
        .iter()
        .map(|it| it.format.as_str())
        .collect();
    let first = formats.first().copied().unwrap_or(JSON);
    let format = asked.unwrap_or(first);
    if !formats.contains(&format) && format != JSON {
        let others = formats.iter().copied().filter(|it| *it != JSON);
        let all: Vec<&str> = [JSON].into_iter().chain(others).collect();
        bail!(
            "`{}` has no format `{format}`; it has: {}",
            agent.id(),
            all.join(", ")
        );
    }
    Ok(format.to_owned())
}

fn read_inputs(agent: &Agent, file: &Path) -> anyhow::Result<Inputs> {
    let (text, name) = if file == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        read.context("the standard input cannot be read")?;
        (text, "the standard input".to_owned())
    } else {
        let name = file.display().to_string();
        let text =
            std::fs::read_to_string(file).with_context(|| format!("{name} cannot be read"))?;
        (text, name)
    };
    let sent: Value = serde_json::from_str(&text).with_context(|| format!("{name} is no JSON"))?;
    agent.inputs(&sent).map_err(|problems| {
        let lines = problem::lines(&problems);
        anyhow::anyhow!("{name} does not fit `{}`:\n{lines}", agent.id())
    })
}

fn rendered(agent: &Agent, document: &Document, format: &str) -> anyhow::Result<String> {
    match agent.download(document, format, Language::Korean) {
        Some(rendered) => Ok(rendered
            .context("the result cannot be rendered")?
            .content()
            .to_owned()),
        None => Ok(serde_json::to_string_pretty(document)?),
    }
}

fn write_all(agent: &Arc<Agent>, document: &Document, folder: &Path) -> anyhow::Result<()> {
    let page = agent
        .page(document, Language::Korean)
        .context("the page cannot be rendered")?;
    let mut files = vec![("html".to_owned(), page.content().to_owned())];
    let formats = agent.downloads().iter().map(|it| it.format.clone());
    for format in formats.chain([JSON.to_owned()]) {
        if !files.iter().any(|(known, _)| *known == format) {
            let text = rendered(agent, document, &format)?;
            files.push((format, text));
        }
    }
    for (format, text) in files {
        let path = folder.join(format!("result.{format}"));
        std::fs::write(&path, text)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        eprintln!("wrote {}", path.display());
    }
    Ok(())
}

/// Shows a run as it goes.
struct Progress {
    is_quiet: bool,
    /// The part that is being written.
    part: Option<String>,
}

impl Progress {
    fn new(is_quiet: bool) -> Self {
        Self {
            is_quiet,
            part: None,
        }
    }

    fn hear(&mut self, event: &Event) {
        match event {
            Event::Stage(stage) => {
                self.end();
                eprintln!("· {stage}");
            }
            Event::Text(_) if self.is_quiet => {}
            Event::Text(fragment) => {
                if self.part.as_ref() != Some(&fragment.path) {
                    self.end();
                    eprint!("  {}: ", fragment.label.ko);
                    self.part = Some(fragment.path.clone());
                }
                eprint!("{}", fragment.text);
                let _ = std::io::stderr().flush();
            }
            Event::Restart => {
                self.end();
                eprintln!("· another attempt, from the beginning");
            }
            Event::Done(_) => self.end(),
        }
    }

    /// Ends the line of the part that is being written.
    fn end(&mut self) {
        if self.part.take().is_some() {
            eprintln!();
        }
    }
}
