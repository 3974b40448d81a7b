//! `GET /api/runs`: what was made, found by words, agent and state.

use std::sync::Arc;

use axum::{Json, extract::State};
use openclaw_domain::{
    account::User,
    agent::{Problem as FieldFault, check_text},
    random::RunId,
    run::{self, Filter, Run, RunStatus},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{PageQuery, runs::RunBody};
use crate::{
    http::{query::Query, user::SignedIn},
    problem::Problem,
    site::Site,
};

/// A page of runs, newest first.
#[derive(Serialize, ToSchema)]
pub(super) struct Runs {
    runs: Vec<RunBody>,
    /// The `before` of the next page; null on the last one.
    next: Option<String>,
}

/// Which runs, and where the page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RunsQuery {
    /// The `next` of the page before; the first page without it.
    before: Option<String>,
    /// How many, 1 to 100; 20 without it.
    limit: Option<u32>,
    /// Only this agent's.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) agent: String,
    /// Only those that stand so: `RUNNING`, `SUCCEEDED`, `FAILED`.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) status: String,
    /// Only those whose topic or title has this in it.
    #[serde(default)]
    #[param(required = false)]
    pub(crate) q: String,
}

/// Where a run can stand, in order.
pub(crate) const STATUSES: [RunStatus; 3] =
    [RunStatus::Running, RunStatus::Succeeded, RunStatus::Failed];

/// The longest text to search for, in characters.
const LONGEST_SEARCH: u32 = 100;

impl RunsQuery {
    fn page(&self) -> PageQuery {
        PageQuery {
            before: self.before.clone(),
            limit: self.limit,
        }
    }

    /// What is asked for; a form sends empty fields too.
    pub(crate) fn filter(&self) -> Result<Filter, Problem> {
        let text = check_text(&self.q, 0, LONGEST_SEARCH, false);
        let text = text.map_err(|fault| Problem::field("q", fault))?;
        let agent = check_text(&self.agent, 0, LONGEST_SEARCH, false);
        let agent = agent.map_err(|fault| Problem::field("agent", fault))?;
        let unknown = || {
            let known = STATUSES.iter().map(|status| status.as_str().to_owned());
            Problem::field("status", FieldFault::NotAChoice(known.collect()))
        };
        let status = (!self.status.is_empty())
            .then(|| RunStatus::from_word(&self.status).ok_or_else(unknown))
            .transpose()?;
        Ok(Filter {
            agent: Some(agent).filter(|agent| !agent.is_empty()),
            status,
            text: Some(text).filter(|text| !text.is_empty()),
        })
    }

    /// The page of the user's runs that is asked for, and its last one where there may be more.
    pub(crate) async fn found(
        &self,
        site: &Site,
        user: &User,
    ) -> Result<(Vec<Run>, Option<RunId>), Problem> {
        let (page, filter) = (self.page(), self.filter()?);
        let before = page.cursor(RunId::parse)?;
        let limit = page.limit();
        let found = run::list(&site.world, &user.id, &filter, before.as_ref(), limit).await?;
        let last = found.last().filter(|_| found.len() == limit as usize);
        let last = last.map(|run| run.id.clone());
        Ok((found, last))
    }
}

/// Runs, newest first
#[utoipa::path(
    get, path = "/api/runs", tag = "runs", params(RunsQuery),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = Runs),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn runs(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Query(wanted): Query<RunsQuery>,
) -> Result<Json<Runs>, Problem> {
    let (found, last) = wanted.found(&site, &user).await?;
    let next = last.map(|run| run.to_string());
    let runs = found
        .into_iter()
        .map(|run| RunBody::new(run, None))
        .collect();
    Ok(Json(Runs { runs, next }))
}
