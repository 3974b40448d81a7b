//! Who sent the request: told by our session cookie, or by the same token as a bearer.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, header, request::Parts},
};
use openclaw_domain::{
    account::{User, authenticate},
    random::SessionToken,
};

use super::{cookies::SESSION, origin::is_bearer};
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

/// Anybody, signed in or not.
pub(crate) struct Visitor(pub(crate) Option<User>);

impl FromRequestParts<Arc<Site>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        let Some(token) = token(site, &parts.headers) else {
            return Ok(Self(None));
        };
        Ok(Self(authenticate(&site.world, &token).await?))
    }
}

/// Somebody signed in; anybody else is told 401, or shown the sign-in page.
pub(crate) struct SignedIn(pub(crate) User);

impl FromRequestParts<Arc<Site>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        if let Visitor(Some(user)) = Visitor::from_request_parts(parts, site).await? {
            return Ok(Self(user));
        }
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |uri| &uri.0);
        // Only what a GET shows can be gone back to.
        let next = if parts.method == "GET" {
            uri.to_string()
        } else {
            "/dashboard".to_owned()
        };
        let mut problem = Problem::signed_out();
        problem.page_redirect = Some(sign_in_address(&next));
        Err(problem)
    }
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
    let next = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
    format!("/sign-in?next={next}")
}
