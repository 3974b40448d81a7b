//! Terms, privacy, refunds, AI: the legal texts as pages.

use std::sync::Arc;

use axum::extract::State;

use super::{Page, render};
use crate::{
    http::{reader::Spoken, user::Visitor},
    legal::Kind,
    problem::Problem,
    site::Site,
    view::{document::Document, shell::Nav},
    words::{Message, say},
};

fn document(
    site: &Site,
    Visitor(user): Visitor,
    Spoken(language): Spoken,
    title: Message,
    kind: Kind,
) -> Page {
    let text = site
        .legal
        .get(kind, language)
        .ok_or_else(Problem::not_found)?;
    render(Document {
        shell: site.shell(title, Nav::Nowhere, user.as_ref()),
        version: text.version.clone(),
        effective: text.effective,
        body: text.html.clone(),
    })
}

pub(super) async fn terms(State(site): State<Arc<Site>>, who: Visitor, spoken: Spoken) -> Page {
    document(&site, who, spoken, say("terms-title"), Kind::Terms)
}

pub(super) async fn privacy(State(site): State<Arc<Site>>, who: Visitor, spoken: Spoken) -> Page {
    document(&site, who, spoken, say("privacy-title"), Kind::Privacy)
}

pub(super) async fn refund(State(site): State<Arc<Site>>, who: Visitor, spoken: Spoken) -> Page {
    document(&site, who, spoken, say("refunds-title"), Kind::Refund)
}

pub(super) async fn ai(State(site): State<Arc<Site>>, who: Visitor, spoken: Spoken) -> Page {
    document(&site, who, spoken, say("ai-title"), Kind::Ai)
}
