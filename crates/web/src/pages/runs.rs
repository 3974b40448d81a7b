//! The list of runs, and a run: live, done or failed.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::HeaderMap,
};
use openclaw_domain::{
    agent::{Agent, Document},
    random::RunId,
    run::{self, Failure, Run, RunStatus},
};

use super::{Page, render, wants_fragment};
use crate::{
    api::{
        PageQuery,
        events::stage_label,
        runs::{own_run, result},
    },
    http::{query::Query, user::SignedIn},
    problem::Problem,
    site::Site,
    view::{
        badge::Badge,
        format::When,
        run::{Failed, Input, RunPage, RunState, Running, Stage, StageState, Succeeded},
        runs::{MoreRuns, RunRow, Runs},
        shell::Nav,
    },
};

/// The stages that every run goes through; a repair comes in between.
const STAGES: [(&str, &str); 3] = [
    ("writing", "대본 쓰기"),
    ("checking", "빠진 곳 확인"),
    ("saving", "저장"),
];

fn agent_name(site: &Site, id: &str) -> String {
    site.world
        .agents
        .find(id)
        .map_or_else(|| id.to_owned(), |agent| agent.name().ko.clone())
}

pub(super) fn row(site: &Site, run: &Run) -> RunRow {
    let (badge, credits) = match run.status {
        RunStatus::Running => (Badge::run_running(), run.price.get()),
        RunStatus::Succeeded => (Badge::run_succeeded(), run.price.get()),
        RunStatus::Failed => (Badge::run_failed(), 0),
    };
    RunRow {
        id: run.id.to_string(),
        title: run.title.clone().unwrap_or_else(|| run.subject.clone()),
        agent: agent_name(site, &run.agent_id),
        when: When::moment(run.created_at.0),
        badge,
        credits,
    }
}

pub(super) async fn runs(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(page): Query<PageQuery>,
    headers: HeaderMap,
) -> Page {
    let before = page.cursor(RunId::parse)?;
    let found = run::list(&site.world, &user.id, before.as_ref(), page.limit()).await?;
    let full = found.len() == page.limit() as usize;
    let more_url = found
        .last()
        .filter(|_| full)
        .map(|run| format!("/runs?before={}", run.id));
    let rows = found.iter().map(|run| row(&site, run)).collect();
    if wants_fragment(&headers) {
        return render(&MoreRuns { rows, more_url });
    }
    render(&Runs {
        shell: site.shell("기록", Nav::Runs, Some(&user)),
        rows,
        more_url,
    })
}

pub(super) async fn run(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Page {
    let run = own_run(&site, &user, &id).await?;
    let agent = site.world.agents.find(&run.agent_id);
    let state = match run.status {
        RunStatus::Running => RunState::Running(running(&site, &run)),
        RunStatus::Failed => RunState::Failed(Failed {
            reason: run.failure.map_or("", failure_words).to_owned(),
            refunded: run.price.get(),
        }),
        RunStatus::Succeeded => {
            let document = result(&site, &run).await?.ok_or_else(Problem::internal)?;
            let agent = agent.ok_or_else(Problem::not_found)?;
            RunState::Succeeded(succeeded(agent, &run, &document)?)
        }
    };
    let title = run.title.clone().unwrap_or_else(|| run.subject.clone());
    render(&RunPage {
        shell: site.shell(&title, Nav::Runs, Some(&user)),
        id: run.id.to_string(),
        title,
        agent: agent_name(&site, &run.agent_id),
        when: When::moment(run.created_at.0),
        credits: run.price.get(),
        inputs: agent.map(|agent| inputs(agent, &run)).unwrap_or_default(),
        again_url: format!("/agents/{}?from={}", run.agent_id, run.id),
        state,
    })
}

fn running(site: &Site, run: &Run) -> Running {
    let stages = STAGES
        .iter()
        .enumerate()
        .map(|(index, (key, label))| Stage {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            state: if index == 0 {
                StageState::Active
            } else {
                StageState::Waiting
            },
        });
    Running {
        stage_label: stage_label(STAGES[0].0).to_owned(),
        stages: stages.collect(),
        blocks: Vec::new(),
        events_url: format!("/api/runs/{}/events", run.id),
        deadline_unix_millis: run.deadline_at.0,
        now_unix_millis: site.world.now().0,
    }
}

fn succeeded(agent: &Agent, run: &Run, document: &Document) -> Result<Succeeded, Problem> {
    let page = agent.page(document);
    let text = agent.download(document, "txt").transpose();
    let (Ok(result_html), Ok(text)) = (page, text) else {
        tracing::error!(run = %run.id, "a result cannot be rendered");
        return Err(Problem::internal());
    };
    let download = |format: &str| format!("/api/runs/{}/download?format={format}", run.id);
    Ok(Succeeded {
        result_html,
        plain_text: text.map(|text| text.content).unwrap_or_default(),
        txt_url: download("txt"),
        md_url: download("md"),
    })
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
                .map_or(text, |choice| choice.label.ko.clone()),
            openclaw_domain::agent::FieldKind::Text { .. } => text,
        }
    };
    let filled = agent.fields().iter().filter_map(|field| {
        let value = shown(run.input.get(&field.name)?, field);
        (!value.is_empty()).then(|| Input {
            label: field.label.ko.clone(),
            value,
        })
    });
    filled.collect()
}

/// Why a run failed, in words; what follows on the page says that the credits are back.
fn failure_words(failure: Failure) -> &'static str {
    match failure {
        Failure::Deadline => "글을 쓰는 AI가 제때 답하지 않았어요.",
        Failure::Declined => "글을 쓰는 AI가 이 주제로는 쓰지 않겠다고 했어요. 주제를 바꿔 보세요.",
        Failure::Incomplete => "글이 중간에 끊겼어요.",
        Failure::Unavailable => "글을 쓰는 AI와 연결되지 않았어요.",
        Failure::Misconfigured => "저희 쪽 설정에 문제가 있어 확인하고 있어요.",
        Failure::InvalidOutput => "쓸 수 있는 모양의 대본이 나오지 않았어요.",
        Failure::Storage => "결과를 저장하지 못했어요.",
    }
}
