//! The work: every topic once, a few at a time.

use std::sync::Arc;

use anyhow::bail;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use openclaw_domain::{
    agent::{Agent, Inputs},
    eval::{Heading, Report, Result, Spent, Topic},
    run::Failure,
};

use super::{files::Evals, judge::Judge};
use crate::{
    cli::agents::problem,
    trial::{Trial, Tried},
};

/// An agent to measure.
pub(super) struct Job<'a> {
    pub(super) trial: &'a Trial,
    pub(super) agent: &'a Arc<Agent>,
    pub(super) evals: &'a Evals,
    pub(super) variant: Option<&'a str>,
    pub(super) category: Option<&'a str>,
    pub(super) parallel: usize,
    pub(super) judge: Option<&'a Judge>,
}

/// Runs and measures every topic.
pub(super) async fn report(job: &Job<'_>) -> anyhow::Result<Report> {
    let questions = questions(job)?;
    eprintln!(
        "{} ({}) by {}: {} topics",
        job.agent.id(),
        job.agent.version(),
        job.trial.model,
        questions.len()
    );
    let results: Vec<Result> = stream::iter(questions.iter().map(|question| one(job, question)))
        .buffered(job.parallel)
        .inspect_ok(|result| {
            let failure = result.failure.as_deref().unwrap_or_default();
            eprintln!("· {}  {}  {failure}", result.topic, tenths(result.total));
        })
        .try_collect()
        .await?;
    let heading = Heading {
        agent: job.agent.id().to_owned(),
        version: job.agent.version().to_owned(),
        variant: job.variant.map(str::to_owned),
        model: job.trial.model.clone(),
        rubric: job.evals.fingerprint.clone(),
    };
    Ok(Report::new(heading, &job.evals.rubric, results))
}

/// A topic with what the agent is asked for it.
struct Question<'a> {
    category: &'a str,
    topic: &'a Topic,
    inputs: Inputs,
}

/// Every topic, its inputs checked before anything runs.
fn questions<'a>(job: &Job<'a>) -> anyhow::Result<Vec<Question<'a>>> {
    let mut questions = Vec::new();
    let chosen = |name: &str| job.category.is_none_or(|category| category == name);
    for category in job
        .evals
        .categories
        .iter()
        .filter(|it| chosen(&it.category))
    {
        for topic in &category.topics {
            let sent = job.evals.rubric.inputs_for(topic);
            let inputs = job.agent.inputs(&sent).map_err(|problems| {
                let lines = problem::lines(&problems);
                anyhow::anyhow!(
                    "the topic `{}` does not fit `{}`:\n{lines}",
                    topic.id,
                    job.agent.id()
                )
            })?;
            questions.push(Question {
                category: &category.category,
                topic,
                inputs,
            });
        }
    }
    if questions.is_empty() {
        let names = job.evals.categories.iter().map(|it| it.category.as_str());
        let names: Vec<&str> = names.collect();
        bail!("there is no such category; there are: {}", names.join(", "));
    }
    Ok(questions)
}

async fn one(job: &Job<'_>, question: &Question<'_>) -> anyhow::Result<Result> {
    let inputs = question.inputs.clone();
    let tried = job
        .trial
        .run(job.agent, inputs, job.variant, &mut |_| {})
        .await?;
    let rubric = &job.evals.rubric;
    let checks = match &tried.document {
        Some(document) => {
            let subject = job.agent.subject(&document.output, &document.input);
            rubric.score(&subject)
        }
        None => rubric.score_of_failure(),
    };
    let score_of = |name: &str| {
        let check = checks.iter().find(|check| check.name == name);
        check.map_or(0, |check| check.score.thousandths)
    };
    let judged = match (job.judge, &tried.document) {
        (Some(judge), Some(document)) => judge.mark(job.trial, document).await?,
        _ => None,
    };
    Ok(Result {
        topic: question.topic.id.clone(),
        category: question.category.to_owned(),
        total: rubric.total(score_of),
        failure: failure(&tried),
        checks,
        spent: spent(&tried),
        judged,
    })
}

fn failure(tried: &Tried) -> Option<String> {
    match (&tried.document, tried.run.failure) {
        (Some(_), _) => None,
        (None, failure) => Some(failure.unwrap_or(Failure::Storage).as_str().to_owned()),
    }
}

fn spent(tried: &Tried) -> Spent {
    let spent = &tried.spent;
    Spent {
        input_tokens: spent.usage.input_tokens.into(),
        output_tokens: spent.usage.output_tokens.into(),
        cost_milliwon: spent.cost_milliwon,
        took_ms: spent.took_ms,
    }
}

/// Thousandths as people read them: `98.7`.
pub(super) fn tenths(thousandths: u32) -> String {
    format!("{}.{}", thousandths / 10, thousandths % 10)
}
