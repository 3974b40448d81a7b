//! The page where people sign in, and the cookies they leave it with.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State as Shared},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{HOST, SET_COOKIE},
    },
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use url::Url;

use super::{
    token::{About, sign},
    user::User,
};
use crate::{openid::people::Person, pages, portone::is_loopback, state::State};

/// The end of the cookies' names: the first eight characters of URL-safe base64 of SHA-1 of the
/// publishable key.
const COOKIE_SUFFIX: &str = "-KIMloEf";

#[derive(Deserialize)]
pub(super) struct Ask {
    redirect_url: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    redirect_url: Option<String>,
    person: Option<String>,
}

#[derive(Template)]
#[template(path = "clerk.html")]
struct PortalPage {
    back: String,
    people: Vec<Face>,
}

struct Face {
    id: &'static str,
    name: String,
    initial: String,
    mail: String,
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Query(ask): Query<Ask>,
    headers: HeaderMap,
) -> Response {
    match way_back(&state, &headers, ask.redirect_url.as_deref()) {
        Ok(back) => portal(&back),
        Err(other) => *other,
    }
}

pub(super) async fn choose(
    Shared(state): Shared<Arc<State>>,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Response {
    let back = match way_back(&state, &headers, choice.redirect_url.as_deref()) {
        Ok(back) => back,
        Err(other) => return *other,
    };
    let user_id = state
        .clerk()
        .named(choice.person.as_deref().unwrap_or_default());
    let Some(user_id) = user_id else {
        return portal(&back);
    };
    let origin = back.origin().ascii_serialization();
    let session_id = state.clerk().sign_in(&user_id, Some(origin.clone()));
    let issued_at = state.payments().settings.now().timestamp();
    let about = About {
        user_id: &user_id,
        session_id: &session_id,
        azp: Some(&origin),
        issued_at,
    };
    let token = sign(&state, &about).await;
    let mut response = Redirect::to(back.as_str()).into_response();
    for (name, value) in [
        ("__session", token),
        ("__client_uat", issued_at.to_string()),
    ] {
        for name in [format!("{name}_{COOKIE_SUFFIX}"), name.to_owned()] {
            // As Clerk sets them: readable for its own script on the application's pages.
            let cookie = format!("{name}={value}; Path=/; SameSite=Lax");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
    }
    response
}

/// Where to go afterwards. Cookies of `localhost` and of `127.0.0.1` are not the same: somebody who
/// came from the other name is sent to this page under that one.
fn way_back(
    state: &State,
    headers: &HeaderMap,
    redirect_url: Option<&str>,
) -> Result<Url, Box<Response>> {
    let back = redirect_url
        .filter(|url| is_loopback(url))
        .and_then(|url| Url::parse(url).ok());
    let (Some(back), Ok(own)) = (back, Url::parse(state.base_url())) else {
        let page = pages::notice(
            "로그인을 시작할 수 없습니다",
            "redirect_url은 이 컴퓨터의 http 주소여야 합니다.",
        );
        return Err(Box::new((StatusCode::BAD_REQUEST, page).into_response()));
    };
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
    let here = asked.and_then(|host| Url::parse(&format!("http://{host}")).ok());
    let here = here.unwrap_or_else(|| own.clone());
    if here.host() == back.host() {
        return Ok(back);
    }
    let mut there = own;
    // Both hosts were read from addresses, so that the one fits into the other.
    let _ = there.set_host(back.host_str());
    there.set_path("/clerk/sign-in");
    there
        .query_pairs_mut()
        .append_pair("redirect_url", back.as_str());
    Err(Box::new(Redirect::to(there.as_str()).into_response()))
}

fn portal(back: &Url) -> Response {
    let face = |(id, person): (&'static str, Person)| {
        let user = User::of(&person);
        Face {
            id,
            name: user.name(),
            initial: user
                .first_name
                .and_then(|name| name.chars().next())
                .map_or_else(String::new, String::from),
            mail: user.email.unwrap_or_else(|| "이메일 없음".to_owned()),
        }
    };
    pages::page(&PortalPage {
        back: back.to_string(),
        people: Person::known().map(face).collect(),
    })
}
