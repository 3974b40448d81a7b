//! What each version and variant of a prompt came to: what is kept, what is tried, what is dropped.

use std::sync::Arc;

use axum::extract::State;
use openclaw_domain::{
    run::{self, VariantStats},
    time::DAY,
};
use serde::Deserialize;

use super::{Page, figures::percent, render, runs::won_of};
use crate::{
    http::{query::Query, user::Admin},
    pages::runs::agent_name,
    site::Site,
    view::{
        admin::PromptsPage,
        choice::Choice,
        format::number,
        shell::Nav,
        table::{Cell, Table},
    },
    words::say,
};

/// The span that is shown unless another is chosen, in days.
const USUAL: u32 = 30;
/// The others.
const SPANS: [u32; 2] = [7, 90];

const COLUMNS: [&str; 11] = [
    "figures-agent",
    "admin-prompt",
    "figures-runs",
    "admin-succeeded",
    "admin-run-repairs",
    "admin-liked",
    "admin-disliked",
    "admin-tokens-each",
    "admin-cost-each",
    "figures-credits",
    "admin-failures",
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    days: String,
}

pub(super) async fn prompts(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Query(wanted): Query<Wanted>,
) -> Page {
    let chosen = SPANS
        .into_iter()
        .find(|days| days.to_string() == wanted.days);
    let days = chosen.unwrap_or(USUAL);
    // The end is not part of a span; a run that has just ended is.
    let until = site.world.now().plus(std::time::Duration::from_millis(1));
    let from = site.world.now().minus(DAY * days);
    let stats = run::stats(&site.world, None, from, until).await?;
    render(PromptsPage {
        shell: site.shell(say("admin-prompts-page"), Nav::Admin, Some(&user)),
        usual_days: USUAL,
        spans: SPANS.map(choice).into(),
        days: chosen.map_or_else(String::new, |days| days.to_string()),
        table: Table {
            name: say("admin-prompts"),
            columns: COLUMNS.map(say).into(),
            rows: stats.iter().map(|it| row(&site, it)).collect(),
        },
    })
}

fn choice(span: u32) -> Choice {
    Choice {
        code: span.to_string(),
        label: say("admin-days").with("days", span),
    }
}

/// How many of a hundred.
fn share(part: i64, whole: i64) -> Cell {
    Cell::Number(percent(part.saturating_mul(100).checked_div(whole)))
}

/// For each run, rounded up: a cost is not made smaller.
fn each(sum: i64, runs: i64) -> i64 {
    sum.saturating_add(runs.saturating_sub(1))
        .checked_div(runs)
        .unwrap_or_default()
}

fn row(site: &Site, it: &VariantStats) -> Vec<Cell> {
    let variant = if it.variant.is_empty() {
        "–"
    } else {
        &it.variant
    };
    let count = |value: i64| Cell::Number(number(value).into());
    let failures: Vec<String> = it
        .failures
        .iter()
        .map(|(code, runs)| format!("{code} {runs}"))
        .collect();
    let tokens = it.input_tokens.saturating_add(it.output_tokens);
    vec![
        Cell::Text(agent_name(site, &it.agent)),
        Cell::code(format!("{} · {variant}", it.version)),
        count(it.runs),
        share(it.succeeded, it.runs),
        share(it.repaired, it.runs),
        count(it.up),
        count(it.down),
        count(each(tokens, it.runs)),
        Cell::Number(won_of(each(it.cost_milliwon, it.runs))),
        count(it.revenue_credits),
        Cell::code(failures.join(", ")),
    ]
}
