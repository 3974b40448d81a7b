//! The landing page and the sign-in page.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Redirect},
};
use serde::Deserialize;

use super::{
    Page,
    packages::{cards, first_price, terms},
    render,
};
use crate::{
    auth::safe_next,
    http::{frame::clerk_policy, query::Query, user::Visitor},
    site::Site,
    view::{
        landing::{Excerpt, Landing},
        shell::{Nav, Shell},
        sign_in::{ClerkForm, OtherWay, SignIn},
    },
    words::{Message, say},
};

pub(super) async fn landing(State(site): State<Arc<Site>>, Visitor(user): Visitor) -> Page {
    let shell = site.shell(say("landing-page"), Nav::Nowhere, user.as_ref());
    let description = say("landing-description");
    render(Landing {
        shell: Shell {
            description: Some(description),
            ..shell
        },
        excerpt: Excerpt::standard(),
        run_price: first_price(&site),
        signup_credits: site.world.settings.signup_credits.get(),
        packages: cards(&site),
        terms: terms(&site.world.settings),
    })
}

#[derive(Deserialize)]
pub(super) struct Asked {
    next: Option<String>,
    failed: Option<String>,
    left: Option<String>,
}

pub(super) async fn sign_in(
    State(site): State<Arc<Site>>,
    Visitor(user): Visitor,
    Query(asked): Query<Asked>,
) -> Page {
    let next = safe_next(asked.next.as_deref());
    if user.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let way = |name: &str| {
        site.world
            .identity
            .get(name)
            .map(|_| format!("/auth/{name}"))
    };
    let others = site
        .world
        .identity
        .keys()
        .filter(|name| !["kakao", "google"].contains(&name.as_str()));
    let hosted = site
        .config
        .hosted
        .as_ref()
        .filter(|_| site.world.hosted.is_some());
    let mounted = hosted.filter(|page| page.mounts);
    let page = SignIn {
        shell: site.shell(say("sign-in-page"), Nav::Nowhere, None),
        kakao_url: way("kakao"),
        google_url: way("google"),
        hosted_url: hosted.map(|_| "/auth/hosted".to_owned()),
        clerk: mounted.map(|page| ClerkForm {
            origin: page.frontend_origin.clone(),
            publishable_key: page.publishable_key.clone(),
            signs_out: asked.left.is_some(),
        }),
        others: others
            .map(|name| OtherWay {
                label: say("sign-in-other").with("name", name),
                url: format!("/auth/{name}"),
            })
            .collect(),
        next: asked.next.map(|_| next),
        error: asked.failed.map(|code| failed_words(&code)),
    };
    let page = render(page)?;
    Ok(match mounted {
        Some(form) => {
            let policy = clerk_policy(&form.frontend_origin);
            ([(header::CONTENT_SECURITY_POLICY, policy)], page).into_response()
        }
        None => page,
    })
}

/// Only our own words are shown, whatever the address says.
fn failed_words(code: &str) -> Message {
    match code {
        "sign_in_unavailable" => say("problem-sign-in-unavailable"),
        _ => say("problem-sign-in-refused"),
    }
}
