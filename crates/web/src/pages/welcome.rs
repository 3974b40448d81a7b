//! The consent to the terms, which comes before everything else.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use openclaw_domain::account::{self, User};
use serde::Deserialize;

use super::{Page, render};
use crate::{
    auth::safe_next,
    http::{body::Form, query::Query, user::Known},
    site::Site,
    view::{
        shell::Nav,
        welcome::{Ticked, Welcome},
    },
    words::say,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
}

pub(super) async fn welcome(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    Query(asked): Query<Asked>,
) -> Page {
    let next = safe_next(asked.next.as_deref());
    if user.has_agreed {
        return Ok(Redirect::to(&next).into_response());
    }
    render(page(&site, &user, next).await?)
}

async fn page(site: &Site, user: &User, next: String) -> Result<Welcome, crate::problem::Problem> {
    Ok(Welcome {
        shell: site.shell(say("welcome-page"), Nav::Nowhere, None),
        version: site.world.settings.accounts.legal_version.clone(),
        signup_credits: site.world.settings.signup_credits.get(),
        is_renewal: account::has_agreed(&site.world, &user.id).await?,
        next,
        ticked: Ticked::default(),
        error: None,
    })
}

/// Takes the consent: all of it, to the version that holds, or none.
pub(super) async fn agree(
    State(site): State<Arc<Site>>,
    Known(user): Known,
    mut form: Form,
) -> Page {
    let next = safe_next(form.take("next").as_deref());
    let mut ticked = |name| form.take(name).is_some_and(|value| value == "yes");
    let ticked = Ticked {
        terms: ticked("terms"),
        privacy: ticked("privacy"),
        age_14: ticked("age_14"),
    };
    let holds = &site.world.settings.accounts.legal_version;
    let error = if form.take("version").as_ref() != Some(holds) {
        say("welcome-changed")
    } else if !(ticked.terms && ticked.privacy && ticked.age_14) {
        say("welcome-all")
    } else {
        account::agree(&site.world, &user.id).await?;
        return Ok(Redirect::to(&next).into_response());
    };
    let page = Welcome {
        ticked,
        error: Some(error),
        ..page(&site, &user, next).await?
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(page)?).into_response())
}
