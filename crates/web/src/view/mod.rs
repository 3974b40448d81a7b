//! Pages as data: each is a plain struct with its askama template, filled in by a handler.
//!
//! Nothing here knows the domain, the database or the router; what a page shows, it is given.
//! Everything is escaped by default, with one exception: [`run::Succeeded::result_html`].
//! Each page has samples, so that all of them can be rendered, tested and looked at.

pub mod admin;
pub mod agent_form;
pub mod agents;
pub mod api_docs;
pub mod badge;
pub mod credits;
pub mod dashboard;
pub mod device;
pub mod document;
pub mod error;
mod filters;
pub mod format;
pub mod landing;
pub mod leaving;
pub mod order;
pub mod package;
pub mod refund;
pub mod run;
pub mod runs;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod table;
pub mod welcome;

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
        ("document", document::Document::sample().render()?),
        ("api_docs", api_docs::ApiDocs::sample().render()?),
    ]
    .into_iter()
    .map(|(name, html)| (name.to_owned(), html))
    .collect::<Vec<_>>();
    pages.extend(orders()?);
    pages.extend(operator()?);
    pages.extend(account()?);
    for status in [401, 403, 404, 413, 422, 429, 500, 503] {
        pages.push((
            format!("error_{status}"),
            error::ErrorPage::sample(status).render()?,
        ));
    }
    Ok(pages)
}

/// An order's page in every further state.
fn orders() -> askama::Result<Vec<(String, String)>> {
    [
        ("order_doubted", order::OrderPage::sample_doubted()),
        ("order_transfer", order::OrderPage::sample_transfer()),
        ("order_asked", order::OrderPage::sample_asked()),
        (
            "order_partially_refunded",
            order::OrderPage::sample_partially_refunded(),
        ),
        ("order_refunded", order::OrderPage::sample_refunded()),
        ("order_disputed", order::OrderPage::sample_disputed()),
        ("order_failed", order::OrderPage::sample_failed()),
        ("order_void", order::OrderPage::sample_void()),
    ]
    .into_iter()
    .map(|(name, page)| Ok((name.to_owned(), page.render()?)))
    .collect()
}

/// The account's pages.
fn account() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        ("sign_in_hosted", sign_in::SignIn::sample_hosted().render()?),
        ("sign_in_clerk", sign_in::SignIn::sample_clerk().render()?),
        ("welcome", welcome::Welcome::sample().render()?),
        (
            "welcome_renewal",
            welcome::Welcome::sample_renewal().render()?,
        ),
        ("settings", settings::Settings::sample().render()?),
        (
            "settings_new_key",
            settings::Settings::sample_new_key().render()?,
        ),
        (
            "settings_errors",
            settings::Settings::sample_with_errors().render()?,
        ),
        ("leaving", leaving::Leaving::sample().render()?),
        (
            "leaving_refused",
            leaving::Leaving::sample_refused().render()?,
        ),
        ("goodbye", leaving::Goodbye::sample().render()?),
    ];
    let owned = |(name, html): (&str, String)| (name.to_owned(), html);
    Ok(pages.into_iter().map(owned).collect())
}

/// The operator's pages.
fn operator() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        ("admin_orders", admin::Orders::sample().render()?),
        (
            "admin_orders_empty",
            admin::Orders::sample_empty().render()?,
        ),
        ("admin_order", admin::AdminOrder::sample().render()?),
        (
            "admin_order_unpaid",
            admin::AdminOrder::sample_unpaid().render()?,
        ),
        (
            "admin_order_by_hand",
            admin::AdminOrder::sample_by_hand().render()?,
        ),
        ("admin_refund", admin::RefundPreview::sample().render()?),
        ("admin_alerts", admin::Alerts::sample().render()?),
        (
            "admin_alerts_empty",
            admin::Alerts::sample_empty().render()?,
        ),
    ];
    let owned = |(name, html): (&str, String)| (name.to_owned(), html);
    Ok(pages.into_iter().map(owned).collect())
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
