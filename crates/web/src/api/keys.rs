//! `/api/me/keys`: keys for programs. Made and revoked in person, never by a key.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use openclaw_domain::{
    account::{self, ApiKey, NewKey},
    agent::Problem as FieldFault,
    money::Credits,
    random::ApiKeyId,
    time::DAY,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    http::{body, user::InPerson},
    problem::Problem,
    site::Site,
};

/// The longest life of a key that has one, in days.
const LONGEST: u32 = 3_650;

/// What a key may do.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    /// Read what a GET of the API answers.
    Read,
    /// Start runs, and spend credits by it.
    Run,
}

/// A key; in full it is shown once, when it is made.
#[derive(Serialize, ToSchema)]
pub(super) struct KeyBody {
    /// Its id.
    id: String,
    /// What its owner calls it.
    name: String,
    /// How it begins.
    prefix: String,
    /// What it may do.
    scopes: Vec<Scope>,
    /// Credits it may spend in all; as many as there are, without it.
    cap: Option<i64>,
    /// Credits it has spent.
    spent: i64,
    /// When it was made.
    created_at: i64,
    /// When it ends; never, without it.
    expires_at: Option<i64>,
    /// When it was last used, to the hour.
    last_used_at: Option<i64>,
}

impl From<ApiKey> for KeyBody {
    fn from(key: ApiKey) -> Self {
        let scopes = [(key.can_read, Scope::Read), (key.can_run, Scope::Run)];
        Self {
            id: key.id.into(),
            name: key.name,
            prefix: key.prefix,
            scopes: scopes
                .iter()
                .filter(|(may, _)| *may)
                .map(|(_, scope)| *scope)
                .collect(),
            cap: key.cap.map(Credits::get),
            spent: key.spent.get(),
            created_at: key.created_at.0,
            expires_at: key.expires_at.map(|at| at.0),
            last_used_at: key.last_used_at.map(|at| at.0),
        }
    }
}

/// The keys that are not revoked.
#[derive(Serialize, ToSchema)]
pub(super) struct Keys {
    /// Newest first; those that have ended too.
    keys: Vec<KeyBody>,
}

/// A key to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKeyBody {
    /// What to call it: 1 to 60 characters.
    name: String,
    /// What it may do; one at least.
    scopes: Vec<Scope>,
    /// Credits it may spend in all; as many as there are, without it.
    #[schema(minimum = 1)]
    cap: Option<i64>,
    /// Days until it ends; never, without it.
    #[schema(minimum = 1, maximum = 3650)]
    expires_in_days: Option<u32>,
}

/// A key that was made just now.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeKey {
    /// Its id.
    id: String,
    /// The key itself. Keep it: it is never shown again.
    key: String,
}

/// The keys for programs
#[utoipa::path(
    get, path = "/api/me/keys", tag = "account", security(("session" = []), ("bearer" = [])),
    responses((status = 200, body = Keys), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn keys(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
) -> Result<Json<Keys>, Problem> {
    let keys = account::keys(&site.world, &user.id).await?;
    Ok(Json(Keys {
        keys: keys.into_iter().map(KeyBody::from).collect(),
    }))
}

/// Make a key for programs
///
/// It is sent as `Authorization: Bearer oc_live_…`, and answered here once.
#[utoipa::path(
    post, path = "/api/me/keys", tag = "account", request_body = NewKeyBody,
    security(("session" = []), ("bearer" = [])),
    responses(
        (status = 201, body = MadeKey),
        (status = 401, body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "There are too many (`too_many_keys`)", body = super::ProblemBody, content_type = "application/problem+json"),
        (status = 422, body = super::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn make(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    body::Json(new): body::Json<NewKeyBody>,
) -> Result<(StatusCode, Json<MadeKey>), Problem> {
    let wrong = |field| Problem::field(field, FieldFault::NotAChoice(Vec::new()));
    let cap = match new.cap {
        Some(cap) if cap < 1 => return Err(wrong("cap")),
        Some(cap) => Some(Credits::try_from(cap).map_err(|_| wrong("cap"))?),
        None => None,
    };
    if new
        .expires_in_days
        .is_some_and(|days| days == 0 || days > LONGEST)
    {
        return Err(wrong("expires_in_days"));
    }
    let now = site.world.now();
    let new = NewKey {
        name: new.name,
        can_read: new.scopes.contains(&Scope::Read),
        can_run: new.scopes.contains(&Scope::Run),
        cap,
        expires_at: new.expires_in_days.map(|days| now.plus(DAY * days)),
    };
    let (id, token) = account::create_key(&site.world, &user.id, &new).await?;
    let made = MadeKey {
        id: id.into(),
        key: token.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// Revoke a key
///
/// For good. One that is not there, or not there any more, changes nothing.
#[utoipa::path(
    delete, path = "/api/me/keys/{id}", tag = "account",
    params(("id" = String, Path, description = "The key")),
    security(("session" = []), ("bearer" = [])),
    responses((status = 204, description = "Revoked"), (status = 401, body = super::ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn revoke(
    State(site): State<Arc<Site>>,
    InPerson(user): InPerson,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    if let Some(id) = ApiKeyId::parse(&id) {
        account::revoke_key(&site.world, &user.id, &id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
