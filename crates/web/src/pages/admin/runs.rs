//! Everybody's runs, and one with all that is known of it: for the question why a run failed, what it
//! cost, and whether the credits are back.

use std::sync::Arc;

use axum::extract::{Path, State};
use openclaw_domain::{
    operator::{self, AttemptRecord, ListedRun, RunFilter, RunRecord},
    random::RunId,
    run::{RunStatus, Verdict},
};
use serde::Deserialize;

use super::{Page, ROWS, buyer, encoded, render};
use crate::{
    api::run_list::STATUSES,
    http::{query::Query, user::Admin},
    pages::runs::{agent_choices, agent_name, run_badge, status_choice},
    problem::Problem,
    site::Site,
    view::{
        admin::{Fact, Facts, RunRecordPage, RunsPage},
        format::{When, number},
        shell::Nav,
        table::{Cell, Table},
    },
    words::{Message, say},
};

/// A form sends every field, empty ones too.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    q: String,
    agent: String,
    status: String,
    before: String,
}

impl Wanted {
    fn filter(&self) -> RunFilter {
        RunFilter {
            agent: Some(self.agent.clone()).filter(|agent| !agent.is_empty()),
            status: RunStatus::from_word(&self.status),
            text: self.q.trim().to_owned(),
        }
    }

    /// The same list from there on.
    fn after(&self, last: &RunId) -> String {
        let [q, agent, status] = [&self.q, &self.agent, &self.status].map(|it| encoded(it));
        format!("/admin/runs?q={q}&agent={agent}&status={status}&before={last}")
    }
}

pub(super) async fn runs(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Query(wanted): Query<Wanted>,
) -> Page {
    let (filter, before) = (wanted.filter(), RunId::parse(&wanted.before));
    let found = operator::search_runs(&site.world, &filter, before.as_ref(), ROWS).await?;
    let last = found.last().filter(|_| found.len() == ROWS as usize);
    let columns = [
        "admin-run",
        "figures-agent",
        "admin-status",
        "col-user",
        "figures-model",
    ];
    let columns = columns.into_iter().chain(["col-when"]).map(say);
    render(RunsPage {
        shell: site.shell(say("admin-runs-page"), Nav::Admin, Some(&user)),
        agents: agent_choices(&site),
        agent: filter.agent.unwrap_or_default(),
        statuses: STATUSES.map(status_choice).into(),
        status: filter.status.map_or("", RunStatus::as_str).to_owned(),
        table: Table {
            name: say("admin-runs"),
            columns: columns.collect(),
            rows: found.iter().map(|run| row(&site, run)).collect(),
        },
        more_url: last.map(|last| wanted.after(&last.id)),
        text: wanted.q,
    })
}

/// Thousandths of a won as won with one decimal: most runs cost less than a hundred won.
pub(super) fn won_of(milliwon: i64) -> Message {
    let tenths = milliwon.saturating_add(99) / 100;
    say("admin-cost").with("won", format!("{}.{}", number(tenths / 10), tenths % 10))
}

fn row(site: &Site, run: &ListedRun) -> Vec<Cell> {
    let subject = if run.subject.is_empty() {
        say("admin-run-forgotten")
    } else {
        run.subject.as_str().into()
    };
    vec![
        Cell::Link {
            text: subject,
            url: format!("/admin/runs/{}", run.id),
        },
        Cell::Text(agent_name(site, &run.agent)),
        Cell::Badge(run_badge(run.status, run.failure)),
        Cell::Link {
            text: buyer(run.name.as_deref(), run.email.as_deref()),
            url: format!("/admin/users/{}", run.user),
        },
        Cell::Number(won_of(run.cost_milliwon)),
        Cell::Time(When::moment(run.created_at.0)),
    ]
}

pub(super) async fn run(
    State(site): State<Arc<Site>>,
    Admin(user): Admin,
    Path(id): Path<String>,
) -> Page {
    let id = RunId::parse(&id).ok_or_else(Problem::not_found)?;
    let record = operator::run_record(&site.world, &id).await?;
    let record = record.ok_or_else(Problem::not_found)?;
    let columns = [
        "col-provider",
        "col-model",
        "col-outcome",
        "col-tokens",
        "col-took",
    ];
    let columns = columns.into_iter().chain(["figures-model"]).map(say);
    render(RunRecordPage {
        shell: site.shell(say("admin-run-page"), Nav::Admin, Some(&user)),
        id: id.to_string(),
        headline: record.run.subject.clone(),
        facts: vec![work(&site, &record), outcome(&record)],
        attempts: Table {
            name: say("admin-attempts"),
            columns: columns.collect(),
            rows: record.attempts.iter().map(attempt).collect(),
        },
    })
}

fn fact(label: &'static str, value: Cell) -> Fact {
    Fact {
        label: say(label),
        value,
    }
}

/// Who asked what of whom.
fn work(site: &Site, record: &RunRecord) -> Facts {
    let run = &record.run;
    let variant = record.variant.as_deref().unwrap_or("–");
    let mut facts = vec![
        fact("figures-agent", Cell::Text(agent_name(site, &run.agent))),
        fact(
            "admin-prompt",
            Cell::code(format!("{} · {variant}", record.version)),
        ),
        fact(
            "col-user",
            Cell::Link {
                text: buyer(run.name.as_deref(), run.email.as_deref()),
                url: format!("/admin/users/{}", run.user),
            },
        ),
        fact(
            "admin-run-began",
            Cell::Time(When::moment(run.created_at.0)),
        ),
    ];
    if let Some(at) = record.settled_at {
        facts.push(fact("admin-run-ended", Cell::Time(When::moment(at.0))));
    }
    if let Some(parent) = &record.parent {
        let url = format!("/admin/runs/{parent}");
        let text = say("admin-run-parent-open");
        facts.push(fact("admin-run-parent", Cell::Link { text, url }));
    }
    Facts {
        heading: say("admin-run-work"),
        facts,
    }
}

/// What came of it, for the user and for us.
fn outcome(record: &RunRecord) -> Facts {
    let run = &record.run;
    let mut facts = vec![
        fact(
            "admin-status",
            Cell::Badge(run_badge(run.status, run.failure)),
        ),
        fact("col-credits", Cell::Number(paid(run))),
        fact("figures-model", Cell::Number(won_of(run.cost_milliwon))),
        fact(
            "admin-run-repairs",
            Cell::Number(number(record.repairs).into()),
        ),
    ];
    if let Some(failure) = run.failure {
        facts.insert(1, fact("admin-run-failure", Cell::code(failure.as_str())));
    }
    if let Some(checks) = &record.failed_checks {
        let checks = checks.replace(',', ", ");
        facts.push(fact("admin-run-checks", Cell::code(checks)));
    }
    if let Some((verdict, reason)) = &record.rating {
        let thumb = match verdict {
            Verdict::Up => say("admin-liked"),
            Verdict::Down => say("admin-disliked"),
        };
        facts.push(fact("admin-run-rating", Cell::Text(thumb)));
        if !reason.is_empty() {
            facts.push(fact("admin-run-reason", Cell::text(reason.as_str())));
        }
    }
    Facts {
        heading: say("admin-run-outcome"),
        facts,
    }
}

/// What was paid, and whether it went back.
fn paid(run: &ListedRun) -> Message {
    let credits = number(run.price.get());
    match run.status {
        RunStatus::Failed => say("admin-run-returned").with("credits", credits),
        RunStatus::Running | RunStatus::Succeeded => credits.into(),
    }
}

fn attempt(it: &AttemptRecord) -> Vec<Cell> {
    let tokens = say("admin-tokens")
        .with("read", number(it.input_tokens))
        .with("written", number(it.output_tokens));
    let cost = if it.is_estimate {
        say("admin-estimate").with("cost", won_of(it.cost_milliwon))
    } else {
        won_of(it.cost_milliwon)
    };
    vec![
        Cell::code(it.provider.clone()),
        Cell::code(it.model.clone()),
        Cell::code(it.outcome.clone()),
        Cell::Number(tokens),
        Cell::Number(say("admin-took").with("ms", number(it.duration_ms))),
        Cell::Number(cost),
    ]
}
