//! Who sent the request: told by our session cookie, by the same token as a bearer, or by a key for
//! programs.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, MatchedPath, OriginalUri},
    http::{HeaderMap, header, request::Parts},
};
use openclaw_domain::{
    account::{KeyUse, User, authenticate, authenticate_key, log_name},
    random::{ApiKeyId, ApiToken, SessionToken},
};

use super::{cookies::SESSION, origin::is_bearer, reader::Asked};
use crate::{problem::Problem, site::Site};

/// The session's token, as sent.
pub(crate) fn token(site: &Site, headers: &HeaderMap) -> Option<SessionToken> {
    match headers.get(header::AUTHORIZATION) {
        Some(value) if is_bearer(value) => {
            SessionToken::parse(value.to_str().ok()?.strip_prefix("Bearer ")?)
        }
        _ => SessionToken::parse(&site.cookie(headers, SESSION)?),
    }
}

/// The key for programs, as sent.
fn api_token(headers: &HeaderMap) -> Option<ApiToken> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    ApiToken::parse(value.strip_prefix("Bearer ")?)
}

/// Whether a request brings anything that may prove who sent it.
pub(crate) fn brings_token(site: &Site, headers: &HeaderMap) -> bool {
    api_token(headers).is_some() || token(site, headers).is_some()
}

/// Who sent the request, and by which key if by one; nobody where it proves nobody.
pub(crate) type Proved = Option<(User, Option<KeyUse>)>;

/// The same, looked up already: in the request's extensions.
#[derive(Clone)]
pub(crate) struct Sender(pub(crate) Proved);

async fn sender(site: &Site, parts: &Parts) -> Result<Proved, Problem> {
    let proved = match parts.extensions.get() {
        Some(Sender(proved)) => proved.clone(),
        None => sender_of(site, &parts.headers).await?,
    };
    if let Some((user, _)) = &proved
        && let Some(asked) = parts.extensions.get::<Asked>()
    {
        asked.by(user);
    }
    Ok(proved)
}

/// Looks up who sent the request, and notes it for the log.
pub(crate) async fn sender_of(site: &Site, headers: &HeaderMap) -> Result<Proved, Problem> {
    let proved = look_up(site, headers).await?;
    if let Some((user, _)) = &proved {
        tracing::Span::current().record("user", log_name(&site.world, &user.id));
    }
    Ok(proved)
}

async fn look_up(site: &Site, headers: &HeaderMap) -> Result<Proved, Problem> {
    if let Some(token) = api_token(headers) {
        let sender = authenticate_key(&site.world, &token).await?;
        return Ok(sender.map(|(user, key)| (user, Some(key))));
    }
    let Some(token) = token(site, headers) else {
        return Ok(None);
    };
    let user = authenticate(&site.world, &token).await?;
    Ok(user.map(|user| (user, None)))
}

/// Anybody, signed in or not. A key for programs opens no page.
pub(crate) struct Visitor(pub(crate) Option<User>);

impl FromRequestParts<Arc<Site>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let sender = sender(site, parts).await?;
        let in_person = sender.filter(|(_, key)| key.is_none());
        Ok(Self(in_person.map(|(user, _)| user)))
    }
}

/// Somebody who has proved who they are and may not have agreed to the terms yet: for the page that
/// asks them, and for leaving.
pub(crate) struct Known(pub(crate) User);

impl FromRequestParts<Arc<Site>> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        match sender(site, parts).await? {
            Some((user, None)) => Ok(Self(user)),
            Some((_, Some(_))) => Err(Problem::no_scope()),
            None => Err(signed_out(parts)),
        }
    }
}

/// Somebody signed in who has agreed to the terms and came by no key, whatever the key may do: for what
/// a leaked key must not reach.
pub(crate) struct InPerson(pub(crate) User);

impl FromRequestParts<Arc<Site>> for InPerson {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let Known(user) = Known::from_request_parts(parts, site).await?;
        if !user.has_agreed {
            return Err(not_agreed(parts));
        }
        Ok(Self(user))
    }
}

/// Somebody signed in who has agreed to the terms; anybody else is told 401 or 403, or shown the page
/// that mends it.
pub(crate) struct SignedIn(pub(crate) User);

impl FromRequestParts<Arc<Site>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        Caller::from_request_parts(parts, site)
            .await
            .map(|Caller { user, .. }| Self(user))
    }
}

/// The same, with the key for programs that it came by.
pub(crate) struct Caller {
    pub(crate) user: User,
    pub(crate) key: Option<ApiKeyId>,
}

impl FromRequestParts<Arc<Site>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let Some((user, key)) = sender(site, parts).await? else {
            return Err(signed_out(parts));
        };
        match key {
            Some(key) => {
                check_scope(parts, &key)?;
                let key = Some(key.id);
                Ok(Self { user, key })
            }
            None if user.has_agreed => Ok(Self { user, key: None }),
            None => Err(not_agreed(parts)),
        }
    }
}

/// A key reads with one scope, starts runs with the other, and does nothing else: no buying, no
/// settings, no pages.
fn check_scope(parts: &Parts, key: &KeyUse) -> Result<(), Problem> {
    let path = parts
        .extensions
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let is_read = parts.method == "GET" || parts.method == "HEAD";
    let may = match (path.starts_with("/api/"), is_read) {
        (true, true) => key.can_read,
        (true, false) => RUNS.contains(&path) && key.can_run,
        (false, _) => false,
    };
    if may {
        return Ok(());
    }
    Err(Problem::no_scope())
}

/// Where a program starts a run, and stops it.
const RUNS: [&str; 3] = [
    "/api/agents/{id}/runs",
    "/api/runs/{id}/rewrites",
    "/api/runs/{id}/stop",
];

fn not_agreed(parts: &Parts) -> Problem {
    let mut problem = Problem::not_agreed();
    problem.page_redirect = Some(welcome_address(&next(parts)));
    problem
}

fn signed_out(parts: &Parts) -> Problem {
    let mut problem = Problem::signed_out();
    problem.page_redirect = Some(sign_in_address(&next(parts)));
    problem
}

/// Where to go on afterwards: only what a GET shows can be gone back to.
fn next(parts: &Parts) -> String {
    if parts.method != "GET" {
        return "/dashboard".to_owned();
    }
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |uri| &uri.0);
    uri.to_string()
}

/// An operator. To anybody else, signed in or not, there is nothing here.
pub(crate) struct Admin(pub(crate) User);

impl Admin {
    /// How the audit log names them.
    pub(crate) fn actor(&self) -> String {
        format!("admin:{}", self.0.id)
    }
}

impl FromRequestParts<Arc<Site>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let Visitor(user) = Visitor::from_request_parts(parts, site).await?;
        user.filter(|user| user.is_admin)
            .map(Self)
            .ok_or_else(Problem::not_found)
    }
}

/// The sign-in page that goes on to `next`.
pub(crate) fn sign_in_address(next: &str) -> String {
    format!("/sign-in?next={}", encoded(next))
}

/// The page that asks to agree to the terms and goes on to `next`.
pub(crate) fn welcome_address(next: &str) -> String {
    format!("/welcome?next={}", encoded(next))
}

/// For a query.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
