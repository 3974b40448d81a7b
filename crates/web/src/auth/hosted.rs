//! Signing in by a service with pages of its own (Clerk). Its token proves who somebody is, for a minute;
//! from then on our session counts, and its token is not asked for again.

use std::sync::Arc;

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use openclaw_domain::{
    account,
    port::identity::{HostedSignIn, IdentityError},
};
use serde::Deserialize;

use super::{not_signed_in, onwards, safe_next, session_cookie, where_from};
use crate::{
    http::{
        address::ClientAddress,
        cookies::sent,
        frame::EXCHANGE,
        query::Query,
        user::{encoded, sign_in_address},
    },
    problem::Problem,
    site::{HostedPage, Site},
};

pub(super) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/auth/hosted", get(begin))
        .route("/auth/hosted/return", get(finish))
        .route(EXCHANGE, post(exchange))
}

#[derive(Deserialize)]
struct Asked {
    next: Option<String>,
}

/// The service and its pages, where they are configured.
fn hosted(site: &Site) -> Result<(&dyn HostedSignIn, &HostedPage), Problem> {
    let service = site.world.hosted.as_deref();
    let page = site.config.hosted.as_ref();
    service.zip(page).ok_or_else(Problem::not_found)
}

/// Sends the browser to the service's own page.
async fn begin(
    State(site): State<Arc<Site>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Redirect, Problem> {
    let (_, page) = hosted(&site)?;
    let next = encoded(&safe_next(asked.next.as_deref()));
    let Some(home) = site.home(&headers) else {
        // The service sends people back to the public address alone.
        let home = &site.config.public_url;
        return Ok(Redirect::temporary(&format!(
            "{home}/auth/hosted?next={next}"
        )));
    };
    let back = encoded(&format!("{home}/auth/hosted/return?next={next}"));
    let portal = &page.portal_url;
    let joined = if portal.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!(
        "{portal}{joined}redirect_url={back}"
    )))
}

/// Takes the browser back.
async fn finish(
    State(site): State<Arc<Site>>,
    Query(asked): Query<Asked>,
    address: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (service, page) = hosted(&site)?;
    let next = safe_next(asked.next.as_deref());
    let Some(token) = token(page, &headers) else {
        if page.mounts {
            // The service's script knows of the session what no cookie says yet, and brings the token.
            return Ok(Redirect::to(&sign_in_address(&next)).into_response());
        }
        let error = IdentityError::Refused("no token came back".to_owned());
        return Err(not_signed_in(&error, &next));
    };
    let from = where_from(&headers, address.as_deref());
    let cookie = sign_in(&site, service, &token, &from).await;
    let cookie = cookie.map_err(|error| error.told(&next))?;
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        onwards(&next),
    )
        .into_response())
}

/// The same for scripts, which show their own words when it fails.
async fn exchange(
    State(site): State<Arc<Site>>,
    address: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (service, _) = hosted(&site)?;
    let from = where_from(&headers, address.as_deref());
    let signed_in = match bearer(&headers) {
        Some(token) => sign_in(&site, service, token, &from).await,
        None => Err(Refusal::NotProved(IdentityError::Refused(
            "no token was sent".to_owned(),
        ))),
    };
    let cookie = signed_in.map_err(|error| error.told("/dashboard"))?;
    let cookie = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// The service's token, as a program or a browser sends it.
fn token(page: &HostedPage, headers: &HeaderMap) -> Option<String> {
    let cookie = || {
        page.cookie_names
            .iter()
            .find_map(|name| sent(headers, name))
    };
    bearer(headers).map(str::to_owned).or_else(cookie)
}

/// Why nobody was signed in.
enum Refusal {
    NotProved(IdentityError),
    Ours(Problem),
}

impl Refusal {
    fn told(self, next: &str) -> Problem {
        match self {
            Self::NotProved(error) => not_signed_in(&error, next),
            Self::Ours(problem) => problem,
        }
    }
}

impl From<IdentityError> for Refusal {
    fn from(error: IdentityError) -> Self {
        Self::NotProved(error)
    }
}

/// A session of ours for whom the token proves; who they are is asked once, for the account.
async fn sign_in(
    site: &Site,
    service: &dyn HostedSignIn,
    token: &str,
    from: &account::From,
) -> Result<HeaderValue, Refusal> {
    let proved = service.prove(token).await?;
    let again = account::sign_in_again(&site.world, &proved, from).await;
    let again = again.map_err(|error| Refusal::Ours(error.into()))?;
    let signed_in = if let Some(signed_in) = again {
        signed_in
    } else {
        let person = service.person(&proved).await?;
        let new = account::sign_in(&site.world, &person, from).await;
        new.map_err(|error| Refusal::Ours(error.into()))?
    };
    Ok(session_cookie(site, "hosted", &signed_in))
}
