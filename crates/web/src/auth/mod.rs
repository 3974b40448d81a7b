//! Signing in and out. The provider's answer proves who somebody is; our session remembers it.

mod hosted;

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use openclaw_domain::{
    account,
    port::identity::{IdentityError, IdentityProvider, SignInSecrets},
};
use serde::{Deserialize, Serialize};

use crate::{
    http::{
        address::ClientAddress,
        cookies::{SESSION, SIGN_IN},
        query::Query,
        user::{encoded, sign_in_address, token, welcome_address},
    },
    problem::Problem,
    site::Site,
};

/// How long a browser may take at its provider.
const SIGN_IN_LIFE: Duration = Duration::from_mins(10);
/// As long as browsers keep a cookie.
const COOKIE_LIFE: Duration = Duration::from_hours(400 * 24);

pub(crate) fn router() -> Router<Arc<Site>> {
    Router::new()
        .route("/auth/{provider}", get(begin))
        .route("/auth/{provider}/callback", get(finish))
        .route("/sign-out", post(sign_out))
        .merge(hosted::router())
}

#[derive(Deserialize)]
struct Begin {
    next: Option<String>,
    login_hint: Option<String>,
}

/// What the browser keeps while it is away.
#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    next: String,
    secrets: SignInSecrets,
}

/// A page of ours to go to; anything else is the dashboard.
pub fn safe_next(next: Option<&str>) -> String {
    let ours = |next: &&str| {
        next.starts_with('/')
            && !next.starts_with("//")
            && !next.contains('\\')
            && !next.chars().any(char::is_control)
    };
    next.filter(ours).unwrap_or("/dashboard").to_owned()
}

fn provider<'a>(site: &'a Site, name: &str) -> Result<&'a Arc<dyn IdentityProvider>, Problem> {
    site.world.identity.get(name).ok_or_else(Problem::not_found)
}

/// Where the provider shall send the browser back to; it must be where its cookie is.
fn callback(home: &str, provider: &str) -> String {
    format!("{home}/auth/{provider}/callback")
}

/// Sends the browser to its provider.
async fn begin(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(query): Query<Begin>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = provider(&site, &name)?;
    let next = safe_next(query.next.as_deref());
    let Some(home) = site.home(&headers) else {
        // The provider sends people back to the public address: the cookie must be set there too.
        return Ok(Redirect::temporary(&at_home(&site, &name, &query)).into_response());
    };
    let hint = query
        .login_hint
        .as_deref()
        .filter(|hint| !hint.is_empty() && hint.len() <= 100);
    let start = match provider.start(&callback(&home, &name), hint).await {
        Ok(start) => start,
        Err(error) => return Err(not_signed_in(&error, &next)),
    };
    let away = Away {
        provider: name,
        next,
        secrets: start.secrets,
    };
    let away = serde_json::to_string(&away).map_err(|_| Problem::internal())?;
    let cookie = site.set_cookie(SIGN_IN, &away, SIGN_IN_LIFE);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Redirect::to(&start.url),
    )
        .into_response())
}

fn at_home(site: &Site, provider: &str, query: &Begin) -> String {
    let mut url = format!("{}/auth/{}?", site.config.public_url, encoded(provider));
    for (name, value) in [("next", &query.next), ("login_hint", &query.login_hint)] {
        if let Some(value) = value {
            url = format!("{url}{name}={}&", encoded(value));
        }
    }
    url.pop();
    url
}

#[derive(Deserialize)]
struct Finish {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Takes the browser back: the state must be the one that it left with, and the code must prove a
/// person.
async fn finish(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(query): Query<Finish>,
    address: Option<Extension<ClientAddress>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let provider = provider(&site, &name)?;
    let home = site.home(&headers).ok_or_else(Problem::not_found)?;
    let forget = site.set_cookie(SIGN_IN, "", Duration::ZERO);
    let away = site.cookie(&headers, SIGN_IN);
    let away = away.and_then(|away| serde_json::from_str::<Away>(&away).ok());
    let next = safe_next(away.as_ref().map(|away| away.next.as_str()));
    let person = match (query.code, query.error, away) {
        (Some(code), None, Some(away))
            if away.provider == name && query.state.as_ref() == Some(&away.secrets.state) =>
        {
            provider
                .finish(&callback(&home, &name), &code, &away.secrets)
                .await
        }
        (_, Some(error), _) => Err(IdentityError::Refused(format!("the provider says {error}"))),
        _ => Err(IdentityError::Refused("the state does not fit".to_owned())),
    };
    let person = match person {
        Ok(person) => person,
        Err(error) => {
            let problem = not_signed_in(&error, &next);
            return Ok((AppendHeaders([(header::SET_COOKIE, forget)]), problem).into_response());
        }
    };
    let from = where_from(&headers, address.as_deref());
    let signed_in = account::sign_in(&site.world, &person, &from).await?;
    let session = session_cookie(&site, &name, &signed_in);
    let cookies = AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, forget)]);
    Ok((cookies, onwards(&next)).into_response())
}

/// By way of the terms, which send those on at once who have agreed to them.
fn onwards(next: &str) -> Redirect {
    Redirect::to(&welcome_address(next))
}

/// The cookie that holds a session. It outlives the session's own end, which moves with every use: the
/// server alone decides.
fn session_cookie(site: &Site, provider: &str, signed_in: &account::SignedIn) -> HeaderValue {
    let user = account::log_name(&site.world, &signed_in.user);
    tracing::info!(user, provider, new = signed_in.is_new, "signed in");
    site.set_cookie(SESSION, signed_in.token.expose(), COOKIE_LIFE)
}

/// Where a sign-in comes from, for the list of sessions and the count of accounts.
fn where_from(headers: &HeaderMap, address: Option<&ClientAddress>) -> account::From {
    let device = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    account::From {
        address: address.map(ClientAddress::network),
        device: device.map(str::to_owned),
    }
}

/// Back to the sign-in page, which says that it did not work.
fn not_signed_in(error: &IdentityError, next: &str) -> Problem {
    tracing::warn!(%error, "nobody was signed in");
    let (status, code) = match error {
        IdentityError::Unavailable(_) => (StatusCode::BAD_GATEWAY, "sign_in_unavailable"),
        IdentityError::Refused(_) => (StatusCode::UNAUTHORIZED, "sign_in_refused"),
    };
    let mut problem = Problem::new(status, code);
    problem.page_redirect = Some(format!("{}&failed={code}", sign_in_address(next)));
    problem
}

/// Ends the session here and in the database.
async fn sign_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = token(&site, &headers) {
        account::sign_out(&site.world, &token).await?;
    }
    Ok(signed_out_to(&site, signed_out_page(&site, "/")))
}

/// The page that follows. Where the sign-in page holds a hosted form, its script ends the session there
/// too: otherwise the next one at this phone would be signed in again without being asked.
pub(crate) fn signed_out_page(site: &Site, otherwise: &'static str) -> &'static str {
    let mounts = site.config.hosted.as_ref().is_some_and(|page| page.mounts);
    if mounts { "/sign-in?left=1" } else { otherwise }
}

/// Takes the session's cookie from the browser.
pub(crate) fn no_session(site: &Site) -> AppendHeaders<[(HeaderName, HeaderValue); 1]> {
    let forget = site.set_cookie(SESSION, "", Duration::ZERO);
    AppendHeaders([(header::SET_COOKIE, forget)])
}

/// Goes on to a page without the session.
pub(crate) fn signed_out_to(site: &Site, page: &str) -> Response {
    (no_session(site), Redirect::to(page)).into_response()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    proptest! {
        /// As a browser reads it, it leads to where it came from, whatever was asked for.
        #[test]
        fn whatever_is_asked_for_stays_here(
            begin in "(/|//|/\\\\|\\\\|https:|javascript:|\t/|/\t/|/\u{0}/)?",
            rest in ".{0,40}",
        ) {
            let home = Url::parse("https://openclaw.example/sign-in").unwrap();
            let gone_to = safe_next(Some(&format!("{begin}{rest}")));
            let gone_to = home.join(&gone_to).unwrap();
            prop_assert_eq!(gone_to.origin(), home.origin());
        }
    }

    #[test]
    fn only_our_own_pages_are_gone_to() {
        for (asked, gone_to) in [
            (
                Some("/agents/shorts-script?topic=a"),
                "/agents/shorts-script?topic=a",
            ),
            (Some("//evil.example"), "/dashboard"),
            (Some("/\\evil.example"), "/dashboard"),
            (Some("https://evil.example"), "/dashboard"),
            (Some("/a\r\nset-cookie: x=y"), "/dashboard"),
            (Some(""), "/dashboard"),
            (None, "/dashboard"),
        ] {
            assert_eq!(safe_next(asked), gone_to, "{asked:?}");
        }
    }
}
