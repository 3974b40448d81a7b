//! The list of runs, and a run: live, done or failed.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use futures::{TryFutureExt as _, try_join};
use openclaw_domain::{
    account::Language,
    agent::Agent,
    random::RunId,
    run::{Failure, Filter, Run, RunStatus, TRENDS},
};

use super::{Page, render, results, wants_fragment};
use crate::{
    api::{
        events::stage_label,
        run_list::{RunsQuery, STATUSES},
        runs::{own_run, result},
    },
    http::{
        query::Query,
        reader::Spoken,
        user::{SignedIn, encoded},
    },
    problem::Problem,
    site::Site,
    view::{
        badge::Badge,
        choice::Choice,
        format::When,
        result::Download,
        run::{Failed, Input, Next, RunPage, RunState, Running, Stage, StageState, Succeeded},
        runs::{MoreRuns, RunRow, Runs},
        shell::Nav,
    },
    words::{Message, say, verbatim},
};

/// The stages that a run goes through, in order; a repair comes in between. A part written anew
/// takes what was found from the result that it is of.
fn stages(agent: Option<&Agent>, run: &Run) -> Vec<&'static str> {
    let searches = run.rewrite.is_none() && agent.is_some_and(|agent| agent.has_step(TRENDS));
    let first = searches.then_some("searching");
    first
        .into_iter()
        .chain(["writing", "checking", "saving"])
        .collect()
}

fn short_label(stage: &str) -> Message {
    match stage {
        "searching" => say("stage-searching-short"),
        "writing" => say("stage-writing-short"),
        "checking" => say("stage-checking-short"),
        _ => say("stage-saving-short"),
    }
}

pub(super) fn agent_name(site: &Site, id: &str) -> Message {
    site.world
        .agents
        .find(id)
        .map_or_else(|| verbatim(id), |agent| agent.name().into())
}

pub(super) fn row(site: &Site, run: &Run) -> RunRow {
    let credits = match run.status {
        RunStatus::Running | RunStatus::Succeeded => run.price.get(),
        RunStatus::Failed => 0,
    };
    RunRow {
        id: run.id.to_string(),
        title: run.title.clone().unwrap_or_else(|| run.subject.clone()),
        agent: agent_name(site, &run.agent_id),
        when: When::moment(run.created_at.0),
        badge: run_badge(run.status, run.failure),
        credits,
    }
}

pub(super) fn run_badge(status: RunStatus, failure: Option<Failure>) -> Badge {
    match status {
        RunStatus::Failed if failure == Some(Failure::StoppedByUser) => Badge::run_stopped(),
        RunStatus::Running => Badge::run_running(),
        RunStatus::Succeeded => Badge::run_succeeded(),
        RunStatus::Failed => Badge::run_failed(),
    }
}

pub(super) async fn runs(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(wanted): Query<RunsQuery>,
    headers: HeaderMap,
) -> Page {
    let (found, last) = wanted.found(&site, &user).await?;
    let more_url = last.map(|last| after(&wanted, &last));
    let rows = found.iter().map(|run| row(&site, run)).collect();
    if wants_fragment(&headers) {
        return render(MoreRuns { rows, more_url });
    }
    render(Runs {
        shell: site.shell(say("runs-page"), Nav::Runs, Some(&user)),
        is_filtered: wanted.filter()? != Filter::default(),
        text: wanted.q,
        agents: agent_choices(&site),
        agent: wanted.agent,
        statuses: STATUSES.map(status_choice).into(),
        status: wanted.status,
        rows,
        more_url,
    })
}

/// The same list from there on.
fn after(wanted: &RunsQuery, last: &RunId) -> String {
    let RunsQuery {
        q, agent, status, ..
    } = wanted;
    let filter = [("q", q), ("agent", agent), ("status", status)];
    let mut address = format!("/runs?before={last}");
    for (name, value) in filter.iter().filter(|(_, value)| !value.is_empty()) {
        address.extend(["&", name, "=", &encoded(value)]);
    }
    address
}

/// Every agent, to filter by.
pub(super) fn agent_choices(site: &Site) -> Vec<Choice> {
    let agents = site.world.agents.iter();
    let choice = |agent: &Arc<Agent>| Choice {
        code: agent.id().to_owned(),
        label: agent.name().into(),
    };
    agents.map(choice).collect()
}

/// A state to filter by: whatever the reason, one that failed.
pub(super) fn status_choice(status: RunStatus) -> Choice {
    Choice {
        code: status.as_str().to_owned(),
        label: match status {
            RunStatus::Running => Badge::run_running().label,
            RunStatus::Succeeded => Badge::run_succeeded().label,
            RunStatus::Failed => say("runs-status-failed"),
        },
    }
}

pub(super) async fn run(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Spoken(language): Spoken,
    Path(id): Path<String>,
) -> Page {
    let run = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&run.agent_id);
    let state = match run.status {
        RunStatus::Running => RunState::Running(running(&site, agent.map(|agent| &**agent), &run)),
        RunStatus::Failed => RunState::Failed(Failed {
            reason: run.failure.map_or_else(|| verbatim(""), failure_words),
            refunded: run.price.get(),
            is_stopped: run.failure == Some(Failure::StoppedByUser),
        }),
        RunStatus::Succeeded => {
            let agent = agent.ok_or_else(Problem::not_found)?;
            RunState::Succeeded(succeeded(&site, agent, &run, language.into()).await?)
        }
    };
    let title = run.title.clone().unwrap_or_else(|| run.subject.clone());
    render(RunPage {
        shell: site.shell(title.as_str(), Nav::Runs, Some(&user)),
        id: run.id.to_string(),
        title,
        agent: agent_name(&site, &run.agent_id),
        when: When::moment(run.created_at.0),
        credits: run.price.get(),
        inputs: agent.map(|agent| inputs(agent, &run)).unwrap_or_default(),
        again_url: again_url(&run),
        state,
    })
}

/// The form with the same inputs; for a part that was not written anew, the result it is of.
fn again_url(run: &Run) -> String {
    match &run.rewrite {
        Some(rewrite) if run.status == RunStatus::Failed => format!("/runs/{}", rewrite.parent),
        _ => format!("/agents/{}?from={}", run.agent_id, run.id),
    }
}

fn running(site: &Site, agent: Option<&Agent>, run: &Run) -> Running {
    let keys = stages(agent, run);
    let stages = keys.iter().enumerate().map(|(index, key)| Stage {
        key: (*key).to_owned(),
        label: short_label(key),
        state: if index == 0 {
            StageState::Active
        } else {
            StageState::Waiting
        },
    });
    Running {
        stage_label: stage_label(keys[0]),
        stages: stages.collect(),
        blocks: Vec::new(),
        events_url: format!("/api/runs/{}/events", run.id),
        deadline_unix_millis: run.deadline_at.0,
        now_unix_millis: site.world.now().0,
        stop_url: format!("/runs/{}/stop", run.id),
    }
}

async fn succeeded(
    site: &Site,
    agent: &Agent,
    run: &Run,
    language: Language,
) -> Result<Succeeded, Problem> {
    let (document, revisions, rated) = try_join!(
        result(site, run),
        results::revisions(site, run).err_into(),
        results::rated(site, run).err_into(),
    )?;
    let document = &document.ok_or_else(Problem::result_unreadable)?;
    let page = agent.page(document, language);
    let text = agent.download(document, "txt", language).transpose();
    let (Ok(result_html), Ok(text)) = (page, text) else {
        tracing::error!(run = %run.id, "a result cannot be rendered");
        return Err(Problem::internal());
    };
    let downloads = agent.downloads().iter().map(|it| Download {
        format: it.format.clone(),
        url: format!(
            "/api/runs/{}/download?format={}&language={}",
            run.id,
            it.format,
            language.as_str()
        ),
    });
    Ok(Succeeded {
        result_html,
        plain_text: text
            .map(|text| text.content().to_owned())
            .unwrap_or_default(),
        parts: results::parts(agent, document),
        nexts: nexts(site, run),
        downloads: downloads.collect(),
        script: results::script_tools(site, agent, run, document),
        revisions,
        rated,
    })
}

/// The agents that take this run's result from here.
fn nexts(site: &Site, run: &Run) -> Vec<Next> {
    let title = run.title.as_deref().unwrap_or(&run.subject);
    let next = |agent: &Arc<Agent>| {
        let filled = agent.filled_from(&run.agent_id, run.id.as_str(), title)?;
        let query = filled.map(|(name, value)| format!("{name}={}", encoded(&value)));
        Some(Next {
            agent: agent.name().into(),
            price: agent.price().get(),
            url: format!("/agents/{}?{}", agent.id(), query.join("&")),
        })
    };
    site.world.agents.iter().filter_map(next).collect()
}

/// What was asked, in the words of the form; fields left empty are left out.
fn inputs(agent: &Agent, run: &Run) -> Vec<Input> {
    let shown = |value: &serde_json::Value, field: &openclaw_domain::agent::Field| {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        match &field.kind {
            openclaw_domain::agent::FieldKind::Choice { choices, .. } => choices
                .iter()
                .find(|choice| &choice.value == value)
                .map_or_else(|| verbatim(text), |choice| (&choice.label).into()),
            openclaw_domain::agent::FieldKind::Tags { .. } => {
                let tags = value.as_array().into_iter().flatten();
                let tags: Vec<_> = tags.filter_map(|tag| tag.as_str()).collect();
                verbatim(tags.join(", "))
            }
            _ if value.is_null() => verbatim(String::new()),
            _ => verbatim(text),
        }
    };
    let filled = agent.fields().iter().filter_map(|field| {
        let value = shown(run.input.get(&field.name)?, field);
        (!value.is_empty()).then(|| Input {
            label: (&field.label).into(),
            value,
        })
    });
    filled.collect()
}

/// Why a run failed, in words; what follows on the page says that the credits are back.
fn failure_words(failure: Failure) -> Message {
    match failure {
        Failure::Deadline => say("failure-deadline"),
        Failure::Declined => say("failure-declined"),
        Failure::Incomplete => say("failure-incomplete"),
        Failure::Unavailable => say("failure-unavailable"),
        Failure::Misconfigured => say("failure-misconfigured"),
        Failure::InvalidOutput => say("failure-invalid-output"),
        Failure::ChecksFailed => say("failure-checks-failed"),
        Failure::SourceQuota => say("failure-source-quota"),
        Failure::SourceUnavailable => say("failure-source-unavailable"),
        Failure::SourceMisconfigured => say("failure-source-misconfigured"),
        Failure::NothingFound => say("failure-nothing-found"),
        Failure::Storage => say("failure-storage"),
        Failure::Stopped => say("failure-stopped"),
        Failure::StoppedByUser => say("failure-stopped-by-user"),
    }
}
