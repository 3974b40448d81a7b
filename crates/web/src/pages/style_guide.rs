//! `/styleguide`: every component in every state. For whoever works on the pages, so in sandbox mode alone.

use std::sync::Arc;

use axum::extract::State;

use super::{Page, render};
use crate::{
    http::user::Visitor,
    problem::Problem,
    site::Site,
    view::{shell::Nav, style_guide::StyleGuide},
    words::say,
};

pub(super) async fn style_guide(State(site): State<Arc<Site>>, Visitor(user): Visitor) -> Page {
    if !site.config.sandbox {
        return Err(Problem::not_found());
    }
    let shell = site.shell(say("style-title"), Nav::Nowhere, user.as_ref());
    render(StyleGuide::new(shell))
}
