//! The agents, and the form that starts one.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use openclaw_domain::{
    account::User,
    agent::{self, Agent, FieldKind as Kind},
    random::RunId,
    run::{self, Request, StartError},
};

use super::{Page, render, voice};
use crate::{
    http::{body::Form, query::Query, user::SignedIn},
    problem::{Problem, field_words},
    site::Site,
    view::{
        agent_form::{AgentForm, ChoiceOption, Field, FieldKind, Shortage},
        agents::AgentCard,
        shell::Nav,
    },
    words::Message,
};

pub(super) fn card(agent: &Agent) -> AgentCard {
    AgentCard {
        id: agent.id().to_owned(),
        name: agent.name().into(),
        summary: agent.description().into(),
        price: agent.price().get(),
        liked: None,
    }
}

/// What a form holds, and what is wrong with it.
#[derive(Default)]
struct Filled {
    values: BTreeMap<String, String>,
    errors: BTreeMap<String, Message>,
    error: Option<Message>,
    key: Option<String>,
}

pub(super) async fn form(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    Query(mut asked): Query<BTreeMap<String, String>>,
) -> Page {
    let agent = site.world.agents.find(&id).ok_or_else(Problem::not_found)?;
    if let Some(from) = asked.remove("from").and_then(|id| RunId::parse(&id))
        && let Some(run) = run::find(&site.world, &user.id, &from).await?
        && let Some(input) = run.input.as_object()
    {
        for (name, value) in input {
            let text = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::Array(tags) => {
                    let tags = tags.iter().filter_map(serde_json::Value::as_str);
                    tags.collect::<Vec<_>>().join(", ")
                }
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            asked.entry(name.clone()).or_insert(text);
        }
    }
    let done = asked.remove(voice::DONE);
    let filled = Filled {
        values: asked,
        ..Filled::default()
    };
    let mut form = form_of(&site, &user, agent, filled).await?;
    if let Some(voice) = &mut form.voice {
        voice.is_open = done.is_some();
        voice.done = done.as_deref().and_then(voice::done_words);
    }
    render(form)
}

/// The form with nothing filled in.
pub(super) async fn fresh(site: &Site, user: &User, agent: &Agent) -> Result<AgentForm, Problem> {
    form_of(site, user, agent, Filled::default()).await
}

async fn form_of(
    site: &Site,
    user: &User,
    agent: &Agent,
    filled: Filled,
) -> Result<AgentForm, Problem> {
    let (price, balance) = (agent.price().get(), user.balance.get());
    let key = filled
        .key
        .clone()
        .unwrap_or_else(|| RunId::new(site.world.now(), &*site.world.random).to_string());
    Ok(AgentForm {
        shell: site.shell(agent.name(), Nav::Agents, Some(user)),
        agent_id: agent.id().to_owned(),
        name: agent.name().into(),
        summary: agent.description().into(),
        fields: agent
            .fields()
            .iter()
            .map(|field| field_of(field, &filled))
            .collect(),
        error: filled.error,
        price,
        balance,
        shortage: (balance < price).then(|| shortage(site, price - balance)),
        idempotency_key: key,
        voice: voice::remembered(site, user, agent).await?,
    })
}

fn field_of(field: &agent::Field, filled: &Filled) -> Field {
    let (kind, default, required, max_length) = match &field.kind {
        Kind::Text { min, max } => (FieldKind::Text, String::new(), *min > 0, Some(*max)),
        Kind::LongText { min, max } => (FieldKind::LongText, String::new(), *min > 0, Some(*max)),
        Kind::Integer { min, max, default } => {
            let (min, max) = (*min, *max);
            (
                FieldKind::Number { min, max },
                default.to_string(),
                true,
                None,
            )
        }
        Kind::Tags { .. } => (FieldKind::Text, String::new(), false, None),
        Kind::FromRun { required, .. } => (FieldKind::Run, String::new(), *required, None),
        Kind::Choice { choices, default } => {
            let options = choices.iter().map(|choice| ChoiceOption {
                value: choice.form_value(),
                label: (&choice.label).into(),
            });
            let default = default
                .as_str()
                .map_or_else(|| default.to_string(), str::to_owned);
            (FieldKind::Choice(options.collect()), default, true, None)
        }
    };
    Field {
        name: field.name.clone(),
        label: (&field.label).into(),
        help: field.help.as_ref().map(Message::from),
        kind,
        value: filled.values.get(&field.name).cloned().unwrap_or(default),
        required,
        max_length,
        error: filled.errors.get(&field.name).cloned(),
        examples: field.examples.clone(),
    }
}

/// The smallest package that helps; the largest when none does.
fn shortage(site: &Site, missing: i64) -> Shortage {
    let packages = &site.world.settings.packages;
    let helps = packages
        .iter()
        .filter(|package| package.total().get() >= missing);
    let package = helps
        .min_by_key(|package| package.price)
        .or(packages.last());
    Shortage {
        missing,
        package_name: package.map(|package| package.name.as_str().into()),
        price_won: package.map_or(0, |package| package.price.get()),
        buy_url: package.map_or_else(
            || "/credits#packages".to_owned(),
            |package| format!("/credits?package={}#packages", package.id),
        ),
    }
}

/// Starts a run and goes to it; what is wrong is shown in the form, with everything still filled in.
pub(super) async fn start(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    mut form: Form,
) -> Page {
    let agent = site.world.agents.find(&id).ok_or_else(Problem::not_found)?;
    let key = form
        .take("idempotency_key")
        .filter(|key| (1..=255).contains(&key.len()));
    let inputs = match agent.inputs_of_form(&form.0) {
        Ok(inputs) => inputs,
        Err(faults) => {
            let mut filled = Filled {
                key,
                values: form.0.into_iter().collect(),
                ..Filled::default()
            };
            filled.errors = faults
                .iter()
                .map(|f| (f.field.clone(), field_words(&f.problem).1))
                .collect();
            return refused(
                form_of(&site, &user, agent, filled).await?,
                StatusCode::UNPROCESSABLE_ENTITY,
            );
        }
    };
    let request = Request {
        api_key: None,
        user: user.id.clone(),
        agent: Arc::clone(agent),
        inputs,
        variant: None,
        idempotency_key: key,
    };
    match run::start(&site.world, request).await {
        Ok(started) => Ok(Redirect::to(&format!("/runs/{}", started.run)).into_response()),
        Err(StartError::Database(error)) => Err(error.into()),
        Err(error) => {
            let problem = Problem::from(error);
            let filled = Filled {
                values: form.0.into_iter().collect(),
                error: Some(*problem.words),
                ..Filled::default()
            };
            refused(form_of(&site, &user, agent, filled).await?, problem.status)
        }
    }
}

pub(super) fn refused(form: AgentForm, status: StatusCode) -> Page {
    Ok((status, render(form)?).into_response())
}
