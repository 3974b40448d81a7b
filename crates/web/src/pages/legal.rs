//! Terms, privacy and refunds, in plain words. The operator's counsel has the last one.

use std::sync::Arc;

use axum::extract::State;

use super::{Page, refunds::days, render};
use crate::{
    http::user::Visitor,
    site::Site,
    view::{
        document::{Document, Section},
        format::When,
        shell::Nav,
    },
    words::{Message, say},
};

/// Since when these texts hold.
const EFFECTIVE: When = When::date(1_795_359_600_000);

fn section<const P: usize, const I: usize>(
    heading: Message,
    paragraphs: [Message; P],
    items: [Message; I],
) -> Section {
    Section {
        heading,
        paragraphs: paragraphs.into(),
        items: items.into(),
    }
}

fn document(site: &Site, Visitor(user): Visitor, title: Message, sections: Vec<Section>) -> Page {
    render(Document {
        shell: site.shell(title, Nav::Nowhere, user.as_ref()),
        effective: Some(EFFECTIVE),
        sections,
    })
}

pub(super) async fn terms(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let sections = vec![
        section(
            say("terms-service"),
            [say("terms-service-text")],
            [say("terms-service-failed"), say("terms-service-check")],
        ),
        section(say("terms-ai"), [say("terms-ai-text")], []),
        section(say("terms-age"), [say("terms-age-text")], []),
    ];
    document(&site, visitor, say("terms-title"), sections)
}

pub(super) async fn privacy(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let sections = vec![
        section(
            say("privacy-what"),
            [say("privacy-what-text")],
            [
                say("privacy-what-name"),
                say("privacy-what-email"),
                say("privacy-what-device"),
                say("privacy-what-address"),
            ],
        ),
        section(say("privacy-whom"), [say("privacy-whom-text")], []),
        section(
            say("privacy-long"),
            [say("privacy-long-text")],
            [say("privacy-long-leave"), say("privacy-long-gift")],
        ),
        section(say("privacy-can"), [say("privacy-can-text")], []),
    ];
    document(&site, visitor, say("privacy-title"), sections)
}

pub(super) async fn refund(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let policy = site.world.settings.refunds;
    let window = days(policy.full_for);
    let late = match policy.late_percent.min(100) {
        0 => say("refunds-late-none"),
        100 => say("refunds-late-all"),
        percent => say("refunds-late-part").with("percent", percent),
    };
    let partly = if policy.partial {
        say("refunds-partly")
    } else {
        say("refunds-partly-by-hand")
    };
    let soon = if policy.automatic {
        say("refunds-soon")
    } else {
        say("refunds-soon-by-hand")
    };
    let sections = vec![
        section(
            say("refunds-in-time").with("window", window),
            [say("refunds-in-time-text"), partly],
            [say("refunds-bonus"), say("refunds-free")],
        ),
        section(say("refunds-late").with("window", window), [late], []),
        section(say("refunds-failed"), [say("refunds-failed-text")], []),
        section(
            say("refunds-ask"),
            [say("refunds-ask-text"), soon],
            [say("refunds-transfer")],
        ),
    ];
    document(&site, visitor, say("refunds-title"), sections)
}

pub(super) async fn ai(State(site): State<Arc<Site>>, visitor: Visitor) -> Page {
    let sections = vec![
        section(
            say("ai-what"),
            [say("ai-what-text")],
            [say("ai-what-model"), say("ai-what-check")],
        ),
        section(say("ai-label-heading"), [say("ai-label-text")], []),
        section(say("ai-input"), [say("ai-input-text")], []),
    ];
    document(&site, visitor, say("ai-title"), sections)
}
