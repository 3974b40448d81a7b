//! `/api/me`: who is signed in, and what they agreed to.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use openclaw_domain::account::{self, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{
        body,
        user::{Known, SignedIn},
    },
    problem::Problem,
    site::Site,
};

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub(super) struct Me {
    /// The account.
    id: String,
    /// What to call them; as the sign-in provider tells.
    name: Option<String>,
    /// Where to write to them; as the sign-in provider tells.
    email: Option<String>,
    /// Credits left.
    balance: i64,
}

/// Who is signed in
#[utoipa::path(
    get, path = "/api/me", tag = "account", security(("session" = []), ("bearer" = [])),
    responses((status = 200, body = Me), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn me(SignedIn(user): SignedIn) -> Json<Me> {
    let User {
        id,
        name,
        email,
        balance,
        is_admin: _,
        has_agreed: _,
        language: _,
    } = user;
    Json(Me {
        id: id.into(),
        name,
        email,
        balance: balance.get(),
    })
}

/// What is agreed to: all of it, or nothing is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Consent {
    /// The version of the terms and the privacy policy that was read: the `legal_version` of the 409.
    version: String,
    /// To the terms.
    terms: bool,
    /// To the privacy policy.
    privacy: bool,
    /// To be 14 or older.
    age_14: bool,
}

/// Agree to the terms and the privacy policy
///
/// The first time it brings the free credits, once a person. Agreeing again changes nothing.
#[utoipa::path(
    post, path = "/api/me/consent", tag = "account", request_body = Consent,
    security(("session" = [])),
    responses(
        (status = 204, description = "Agreed"),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Another version holds, or not all of it is agreed to", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn consent(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    body::Json(consent): body::Json<Consent>,
) -> Result<StatusCode, Problem> {
    let holds = &site.world.settings.accounts.legal_version;
    if consent.version != *holds || !(consent.terms && consent.privacy && consent.age_14) {
        return Err(Problem::not_all_agreed(holds));
    }
    account::agree(&site.world, &user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
