//! The report as a page of its own: no script, nothing fetched.

use anyhow::Context as _;
use minijinja::{Environment, context, value::Serde};
use openclaw_domain::eval::{Baseline, ModelKind, Report, Shortfall};
use serde::Serialize;

use super::{Held, baselines::Against, work::tenths};
use crate::cli::text::{grouped, won};

const NAME: &str = "report.html";

/// What the page shows of a report.
#[derive(Serialize)]
struct Section<'a> {
    report: &'a Report,
    is_sandbox: bool,
    /// The names of the checks, in the rubric's order.
    checks: Vec<&'a str>,
    baseline: Option<&'a Baseline>,
    shortfalls: &'a [Shortfall],
    /// Why there is no baseline.
    because: Option<&'a str>,
}

pub(super) fn page(held: &[Held]) -> anyhow::Result<String> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    templates.add_filter("score", |thousandths: u32| tenths(thousandths));
    templates.add_filter("won", |milliwon: i64| won(milliwon));
    templates.add_filter("grouped", |number: i64| grouped(number));
    templates.add_template(NAME, include_str!("report.html"))?;
    let sections: Vec<Section<'_>> = held.iter().map(section).collect();
    let values = context! { sections => Serde(&sections) };
    let page = templates.get_template(NAME)?.render(values);
    page.context("the report cannot be rendered")
}

fn section(held: &Held) -> Section<'_> {
    let report = &held.report;
    let first = report.results.first();
    let checks = first.map(|result| result.checks.iter().map(|check| check.name.as_str()));
    let (baseline, shortfalls, because) = match &held.against {
        Against::Nothing(reason) => (None, &[][..], Some(reason.as_str())),
        Against::Baseline {
            baseline,
            shortfalls,
            ..
        } => (Some(baseline), shortfalls.as_slice(), None),
    };
    Section {
        report,
        is_sandbox: report.model == ModelKind::Sandbox,
        checks: checks.into_iter().flatten().collect(),
        baseline,
        shortfalls,
        because,
    }
}
