//! Choosing a language: kept on the browser, and with the account where there is one.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::header,
    response::{AppendHeaders, IntoResponse, Redirect},
};
use openclaw_domain::account;

use super::Page;
use crate::{
    auth::safe_next,
    http::{body::Form, cookies::LANGUAGE, user::Visitor},
    problem::Problem,
    site::Site,
    words::Language,
};

/// As long as browsers keep a cookie.
const COOKIE_LIFE: Duration = Duration::from_hours(400 * 24);

pub(super) async fn choose(
    State(site): State<Arc<Site>>,
    Visitor(user): Visitor,
    mut form: Form,
) -> Page {
    let chosen = form
        .take("language")
        .and_then(|tag| Language::from_tag(&tag));
    let language = chosen.ok_or_else(|| Problem::no_choice("language"))?;
    if let Some(user) = user {
        account::set_language(&site.world, &user.id, language.into()).await?;
    }
    let cookie = site.set_cookie(LANGUAGE, language.tag(), COOKIE_LIFE);
    let next = safe_next(form.take("next").as_deref());
    let cookies = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((cookies, Redirect::to(&next)).into_response())
}
