//! `/api/runs/{id}/rating`: what somebody thinks of a result.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use openclaw_domain::{
    agent::{Problem as FieldFault, check_text},
    run::{self, LONGEST_REASON, Verdict},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::runs::own_run;
use crate::{
    http::{body, user::SignedIn},
    problem::{Problem, no_result},
    site::Site,
};

/// A rating.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Rate {
    /// 👍 or 👎.
    #[schema(value_type = String, required = true, example = "UP")]
    rating: Option<Verdict>,
    /// Why, in up to 500 characters.
    #[serde(default)]
    reason: String,
}

/// What was said of a run.
#[derive(Serialize, ToSchema)]
pub(super) struct RatingBody {
    /// UP or DOWN; null where nothing was said.
    #[schema(value_type = Option<String>, example = "UP")]
    rating: Option<Verdict>,
    /// Why; may be empty.
    reason: String,
    /// When it was said last.
    rated_at: Option<i64>,
}

impl From<Option<run::Rating>> for RatingBody {
    fn from(rating: Option<run::Rating>) -> Self {
        let (verdict, rated_at) = (
            rating.as_ref().map(|it| it.verdict),
            rating.as_ref().map(|it| it.rated_at.0),
        );
        Self {
            rating: verdict,
            reason: rating.map(|it| it.reason).unwrap_or_default(),
            rated_at,
        }
    }
}

/// How a result was rated
#[utoipa::path(
    get, path = "/api/runs/{id}/rating", tag = "runs", params(("id" = String, Path, description = "The run")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = RatingBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rating(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<Json<RatingBody>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    Ok(Json(run::find_rating(&site.world, &run).await?.into()))
}

/// Rate a result, or change what was said
#[utoipa::path(
    put, path = "/api/runs/{id}/rating", tag = "runs", params(("id" = String, Path, description = "The run")),
    request_body = Rate,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 200, body = RatingBody),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There is no result to rate", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn rate(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
    body::Json(sent): body::Json<Rate>,
) -> Result<Json<RatingBody>, Problem> {
    let run = own_run(&site, &user, &id).await?;
    let verdict = sent
        .rating
        .ok_or_else(|| Problem::field("rating", FieldFault::Missing))?;
    let reason = check_text(&sent.reason, 0, LONGEST_REASON, true);
    let reason = reason.map_err(|fault| Problem::field("reason", fault))?;
    let rated = run::rate(&site.world, &run, verdict, &reason).await?;
    Ok(Json(Some(rated.ok_or_else(no_result)?).into()))
}

/// Take a rating back
#[utoipa::path(
    delete, path = "/api/runs/{id}/rating", tag = "runs", params(("id" = String, Path, description = "The run")),
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 204, description = "Nothing is said of it any more"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn unrate(
    State(site): State<Arc<Site>>,
    SignedIn(user): SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let run = own_run(&site, &user, &id).await?;
    run::unrate(&site.world, &run).await?;
    Ok(StatusCode::NO_CONTENT)
}
