//! A report for a terminal.

use openclaw_domain::eval::{CheckScore, FULL, ModelKind, Report, Result};

use super::{Held, baselines::Against, work::tenths};
use crate::cli::text::{Table, grouped, won, wrapped};

pub(super) fn text(held: &Held) -> String {
    let report = &held.report;
    let mut text = format!("{}\n\n{}", heading(report), categories(held));
    let faults = faults(report);
    if !faults.is_empty() {
        text += "\n";
        text += &faults;
    }
    if let Against::Nothing(reason) = &held.against {
        text.extend(["\n", &wrapped(reason, 78, 0), "\n"]);
    }
    text
}

/// Who wrote comes first: it decides what the figures mean.
fn heading(report: &Report) -> String {
    let agent = format!("{} version {}", report.agent, report.version);
    match &report.model {
        ModelKind::Sandbox => format!(
            "{agent} by the SANDBOX: this proves the plumbing, not the prompt.\nCost and time are the sandbox's too."
        ),
        ModelKind::Real(model) => format!("{agent} by the model {model}"),
    }
}

fn categories(held: &Held) -> String {
    let report = &held.report;
    let before = |category: Option<&str>| match (&held.against, category) {
        (Against::Nothing(_), _) => "-".to_owned(),
        (Against::Baseline { baseline, .. }, None) => tenths(baseline.total),
        (Against::Baseline { baseline, .. }, Some(name)) => {
            let scores = baseline.categories.get(name);
            scores.map_or("-".to_owned(), |scores| tenths(scores.total))
        }
    };
    let judged = |judged: Option<u32>| judged.map_or("-".to_owned(), tenths);
    let heading = [
        "category", "score", "baseline", "judge", "failed", "cost", "tokens", "ms",
    ];
    let mut table = Table::new(heading);
    for it in &report.categories {
        table.row([
            it.category.clone(),
            tenths(it.total),
            before(Some(&it.category)),
            judged(it.judged),
            format!("{}/{}", it.failed, it.topics),
            won(it.spent.cost_milliwon),
            grouped(it.spent.input_tokens + it.spent.output_tokens),
            grouped(it.spent.took_ms),
        ]);
    }
    table.row([
        "all".to_owned(),
        tenths(report.total),
        before(None),
        judged(report.judged()),
        format!("{}/{}", report.failed(), report.results.len()),
        won(report.spent.cost_milliwon),
        grouped(report.spent.input_tokens + report.spent.output_tokens),
        grouped(report.spent.took_ms),
    ]);
    table.to_string()
}

/// The checks that are not full, each with its worst result.
fn faults(report: &Report) -> String {
    let mut text = String::new();
    let names = report
        .results
        .first()
        .map(|result| result.checks.iter().map(|it| &it.name));
    for name in names.into_iter().flatten() {
        let scores: Vec<(&Result, &CheckScore)> = report
            .results
            .iter()
            .filter_map(|result| Some((result, result.check(name)?)))
            .collect();
        let sum: u32 = scores
            .iter()
            .map(|(_, check)| check.score.thousandths)
            .sum();
        let mean = sum / u32::try_from(scores.len().max(1)).unwrap_or(u32::MAX);
        let worst = scores
            .into_iter()
            .min_by_key(|(_, check)| check.score.thousandths);
        let Some((result, check)) = worst.filter(|(_, check)| check.score.thousandths < FULL)
        else {
            continue;
        };
        let note = check.score.note.as_deref().unwrap_or_default();
        let note = wrapped(&format!("{}: {note}", result.topic), 68, 10);
        let lines = format!("{:>5}  {name}\n          {note}\n", tenths(mean));
        text.push_str(&lines);
    }
    text
}
