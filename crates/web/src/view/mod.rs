//! Pages as data: each is a plain struct with its askama template, filled in by a handler.
//!
//! Nothing here knows the domain, the database or the router; what a page shows, it is given.
//! Everything is escaped by default, with one exception: [`run::Succeeded::result_html`].
//! Each page has samples, so that all of them can be rendered, tested and looked at.

pub mod agent_form;
pub mod agents;
pub mod api_docs;
pub mod badge;
pub mod credits;
pub mod dashboard;
pub mod document;
pub mod error;
mod filters;
pub mod format;
pub mod landing;
pub mod order;
pub mod package;
pub mod run;
pub mod runs;
pub mod shell;
pub mod sign_in;

use askama::Template as _;

/// Every whole page in every state worth looking at, by name.
pub fn gallery() -> askama::Result<Vec<(String, String)>> {
    let mut pages = vec![
        ("landing", landing::Landing::sample().render()?),
        ("sign_in", sign_in::SignIn::sample().render()?),
        ("dashboard", dashboard::Dashboard::sample().render()?),
        (
            "dashboard_first_visit",
            dashboard::Dashboard::sample_first_visit().render()?,
        ),
        (
            "dashboard_broke",
            dashboard::Dashboard::sample_broke().render()?,
        ),
        ("agents", agents::Agents::sample().render()?),
        ("agent_form", agent_form::AgentForm::sample().render()?),
        (
            "agent_form_errors",
            agent_form::AgentForm::sample_with_errors().render()?,
        ),
        (
            "agent_form_short",
            agent_form::AgentForm::sample_short().render()?,
        ),
        ("run_running", run::RunPage::sample().render()?),
        ("run_succeeded", run::RunPage::sample_succeeded().render()?),
        ("run_failed", run::RunPage::sample_failed().render()?),
        ("runs", runs::Runs::sample().render()?),
        ("runs_empty", runs::Runs::sample_empty().render()?),
        ("credits", credits::Credits::sample().render()?),
        ("credits_empty", credits::Credits::sample_empty().render()?),
        ("order_pending", order::OrderPage::sample().render()?),
        (
            "order_completed",
            order::OrderPage::sample_completed().render()?,
        ),
        ("order_failed", order::OrderPage::sample_failed().render()?),
        ("document", document::Document::sample().render()?),
        ("api_docs", api_docs::ApiDocs::sample().render()?),
    ]
    .into_iter()
    .map(|(name, html)| (name.to_owned(), html))
    .collect::<Vec<_>>();
    for status in [401, 403, 404, 413, 422, 429, 500, 503] {
        pages.push((
            format!("error_{status}"),
            error::ErrorPage::sample(status).render()?,
        ));
    }
    Ok(pages)
}

/// Every fragment that htmx asks for, by name.
pub fn fragments() -> askama::Result<Vec<(String, String)>> {
    Ok(vec![
        (
            "recent_runs".to_owned(),
            dashboard::RecentRuns::sample().render()?,
        ),
        ("run_rows".to_owned(), runs::MoreRuns::sample().render()?),
        (
            "entry_rows".to_owned(),
            credits::MoreEntries::sample().render()?,
        ),
    ])
}
