//! By running both on the same topics now.

use std::{path::Path, process::ExitCode, sync::Arc};

use anyhow::bail;
use openclaw_domain::{
    agent::Agent,
    eval::{ModelKind, Report, Share},
};
use serde_json::json;

use super::{Compare, Side, verdict};
use crate::{
    agents,
    cli::{
        agents::{check_variant, find},
        eval::{
            files::Evals,
            work::{self, Job, tenths},
        },
        text::{Table, grouped, say, won, wrapped},
    },
    config::Config,
    trial::Trial,
};

/// A side, ready to run.
struct Ready {
    agent: Arc<Agent>,
    variant: Option<String>,
}

pub(super) async fn compare(wish: &Compare, config: &Config) -> anyhow::Result<ExitCode> {
    let (a, b) = (ready(&wish.a, config)?, ready(&wish.b, config)?);
    if a.agent.id() != b.agent.id() {
        let (a, b) = (a.agent.id(), b.agent.id());
        bail!("`{a}` and `{b}` are different agents: no rubric measures both");
    }
    let all = Evals::load(&wish.evals, Some(a.agent.id()))?;
    let Some(evals) = all.first() else {
        bail!("there is no rubric for `{}`", a.agent.id());
    };
    let trial = Trial::open(config).await?;
    trial.hurry();
    let mut reports = Vec::new();
    for side in [&a, &b] {
        let job = Job {
            trial: &trial,
            agent: &side.agent,
            evals,
            variant: side.variant.as_deref(),
            category: wish.category.as_deref(),
            parallel: wish.parallel.into(),
            judge: None,
        };
        reports.push(work::report(&job).await?);
    }
    let [a, b] = &reports[..] else {
        bail!("two sides make two reports");
    };
    if wish.json {
        say(&serde_json::to_string_pretty(&json!({ "a": a, "b": b }))?);
    } else {
        say(&table(wish, a, b));
    }
    Ok(ExitCode::SUCCESS)
}

/// The agent of a side: a folder's, or one that is served, whose present version alone is here.
fn ready(name: &str, config: &Config) -> anyhow::Result<Ready> {
    if Path::new(name).join("agent.toml").is_file() {
        let (catalog, broken) = agents::load(Some(Path::new(name)))?;
        if let Some(broken) = broken.first() {
            bail!("{}: {}", broken.file, broken.reason);
        }
        if let Some(agent) = catalog.iter().next() {
            return Ok(Ready {
                agent: Arc::clone(agent),
                variant: None,
            });
        }
    }
    let side = Side::parse(name);
    let (catalog, broken) = agents::load(config.agents.as_deref())?;
    let agent = find(&catalog, &broken, &side.agent)?;
    if let Some(version) = side.version.filter(|version| version != agent.version()) {
        bail!(
            "version {version} of `{}` is not here, only {}: name a folder that holds it",
            agent.id(),
            agent.version()
        );
    }
    if let Some(variant) = &side.variant {
        check_variant(&agent, variant)?;
    }
    Ok(Ready {
        agent,
        variant: side.variant,
    })
}

fn table(wish: &Compare, a: &Report, b: &Report) -> String {
    let by = match &a.model {
        ModelKind::Sandbox => "by the SANDBOX: this proves the plumbing, not the prompt".to_owned(),
        ModelKind::Real(model) => format!("by the model {model}"),
    };
    let mut table = Table::new([
        "score",
        &format!("A: {}", wish.a),
        &format!("B: {}", wish.b),
    ]);
    for category in &a.categories {
        let other = b
            .categories
            .iter()
            .find(|it| it.category == category.category);
        table.row([
            category.category.clone(),
            tenths(category.total),
            other.map_or_else(String::new, |it| tenths(it.total)),
        ]);
    }
    let mut row = |name: &str, of: &dyn Fn(&Report) -> String| {
        table.row([name.to_owned(), of(a), of(b)]);
    };
    row("all", &|it| tenths(it.total));
    row("succeeded", &|it| verdict::share(succeeded(it)));
    row("cost", &|it| won(it.spent.cost_milliwon));
    row("tokens", &|it| {
        grouped(it.spent.input_tokens + it.spent.output_tokens)
    });
    row("ms a run", &|it| grouped(it.spent.took_ms));
    let (better, worse) = wins(a, b);
    let sentences = [
        verdict::sentence("Success", succeeded(a), succeeded(b)),
        decided(better, worse),
    ];
    let sentences = sentences.map(|sentence| wrapped(&sentence, 78, 2));
    format!("{by}\n\n{table}\n{}", sentences.join("\n"))
}

fn succeeded(report: &Report) -> Share {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let all = report.results.len();
    Share {
        of: count(all - report.failed()),
        all: count(all),
    }
}

/// On how many topics B scored higher, and on how many A.
fn wins(a: &Report, b: &Report) -> (u32, u32) {
    let mut wins = (0, 0);
    for (a, b) in a.results.iter().zip(&b.results) {
        match b.total.cmp(&a.total) {
            std::cmp::Ordering::Greater => wins.0 += 1,
            std::cmp::Ordering::Less => wins.1 += 1,
            std::cmp::Ordering::Equal => {}
        }
    }
    wins
}

/// Of the topics that one side won, whether one won more than a coin would.
fn decided(better: u32, worse: u32) -> String {
    let share = Share {
        of: better,
        all: better + worse,
    };
    let (low, high) = share.interval();
    let seen = format!("B scored higher on {better} topics and A on {worse}");
    if share.all > 0 && low > 0.5 {
        format!("Scores: B is better. {seen}; chance alone is no likely reason.")
    } else if share.all > 0 && high < 0.5 {
        format!("Scores: A is better. {seen}; chance alone is no likely reason.")
    } else {
        format!("Scores: no difference is proved. {seen}, which chance alone explains.")
    }
}
