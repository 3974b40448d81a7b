//! Every page in every state worth looking at, with people and words of our own making.

mod admin;
mod agent_form;
mod agents;
mod api_docs;
mod chart;
mod credits;
mod dashboard;
mod document;
mod error;
mod landing;
mod leaving;
mod order;
mod package;
mod refund;
mod run;
mod runs;
mod settings;
mod shell;
mod sign_in;
mod style_guide;
mod welcome;

use askama::Template as _;

use crate::view::{self, format::When};

/// A moment in Korea: `2026-11-23T15:05`.
fn korea(moment: &str) -> When {
    When::moment(unix_millis(moment))
}

/// A day in Korea: `2026-11-23`.
fn day_in_korea(day: &str) -> When {
    When::date(unix_millis(day))
}

fn unix_millis(text: &str) -> i64 {
    let numbers: Vec<i64> = text
        .split(['-', 'T', ':'])
        .map(|number| number.parse().unwrap_or_default())
        .collect();
    let at = |index: usize| numbers.get(index).copied().unwrap_or_default();
    let (year, month) = if at(1) < 3 {
        (at(0) - 1, at(1) + 9)
    } else {
        (at(0), at(1) - 3)
    };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + at(2) - 719_469;
    ((days * 24 + at(3) - 9) * 60 + at(4)) * 60_000
}

/// Every whole page in every state worth looking at, by name.
pub fn gallery() -> askama::Result<Vec<(String, String)>> {
    let mut pages = vec![
        ("landing", view::landing::Landing::sample().render()?),
        ("sign_in", view::sign_in::SignIn::sample().render()?),
        ("dashboard", view::dashboard::Dashboard::sample().render()?),
        (
            "dashboard_first_visit",
            view::dashboard::Dashboard::sample_first_visit().render()?,
        ),
        (
            "dashboard_broke",
            view::dashboard::Dashboard::sample_broke().render()?,
        ),
        ("runs", view::runs::Runs::sample().render()?),
        ("runs_empty", view::runs::Runs::sample_empty().render()?),
        (
            "runs_no_match",
            view::runs::Runs::sample_no_match().render()?,
        ),
        ("credits", view::credits::Credits::sample().render()?),
        (
            "credits_empty",
            view::credits::Credits::sample_empty().render()?,
        ),
        ("order_pending", view::order::OrderPage::sample().render()?),
        (
            "order_completed",
            view::order::OrderPage::sample_completed().render()?,
        ),
        ("document", view::document::Document::sample().render()?),
        (
            "style_guide",
            view::style_guide::StyleGuide::sample().render()?,
        ),
        ("api_docs", view::api_docs::ApiDocs::sample().render()?),
    ]
    .into_iter()
    .map(|(name, html)| (name.to_owned(), html))
    .collect::<Vec<_>>();
    pages.extend(agents()?);
    pages.extend(results()?);
    pages.extend(orders()?);
    pages.extend(operator()?);
    pages.extend(account()?);
    pages.extend(errors()?);
    Ok(pages)
}

/// The agents on offer and the form of one.
fn agents() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        ("agents", view::agents::Agents::sample().render()?),
        ("agents_many", view::agents::Agents::sample_many().render()?),
        (
            "agents_no_match",
            view::agents::Agents::sample_no_match().render()?,
        ),
        (
            "agent_form",
            view::agent_form::AgentForm::sample().render()?,
        ),
        (
            "agent_form_errors",
            view::agent_form::AgentForm::sample_with_errors().render()?,
        ),
        (
            "agent_form_short",
            view::agent_form::AgentForm::sample_short().render()?,
        ),
    ];
    let owned = |(name, html): (&str, String)| (name.to_owned(), html);
    Ok(pages.into_iter().map(owned).collect())
}

/// A run's page in every state, and what belongs to its result.
fn results() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        ("run_running", view::run::RunPage::sample().render()?),
        (
            "run_succeeded",
            view::run::RunPage::sample_succeeded().render()?,
        ),
        ("run_failed", view::run::RunPage::sample_failed().render()?),
        (
            "run_stopped",
            view::run::RunPage::sample_stopped().render()?,
        ),
        (
            "teleprompter",
            view::result::Teleprompter::sample().render()?,
        ),
    ];
    let owned = |(name, html): (&str, String)| (name.to_owned(), html);
    Ok(pages.into_iter().map(owned).collect())
}

/// The pages of what goes wrong.
fn errors() -> askama::Result<Vec<(String, String)>> {
    let page = |status| {
        let html = view::error::ErrorPage::sample(status).render()?;
        Ok((format!("error_{status}"), html))
    };
    [401, 403, 404, 413, 422, 429, 500, 503]
        .into_iter()
        .map(page)
        .collect()
}

/// An order's page in every further state.
fn orders() -> askama::Result<Vec<(String, String)>> {
    [
        ("order_doubted", view::order::OrderPage::sample_doubted()),
        ("order_transfer", view::order::OrderPage::sample_transfer()),
        ("order_asked", view::order::OrderPage::sample_asked()),
        (
            "order_partially_refunded",
            view::order::OrderPage::sample_partially_refunded(),
        ),
        ("order_refunded", view::order::OrderPage::sample_refunded()),
        ("order_disputed", view::order::OrderPage::sample_disputed()),
        ("order_failed", view::order::OrderPage::sample_failed()),
        ("order_void", view::order::OrderPage::sample_void()),
    ]
    .into_iter()
    .map(|(name, page)| Ok((name.to_owned(), page.render()?)))
    .collect()
}

/// The account's pages.
fn account() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        (
            "sign_in_hosted",
            view::sign_in::SignIn::sample_hosted().render()?,
        ),
        (
            "sign_in_clerk",
            view::sign_in::SignIn::sample_clerk().render()?,
        ),
        ("welcome", view::welcome::Welcome::sample().render()?),
        (
            "welcome_renewal",
            view::welcome::Welcome::sample_renewal().render()?,
        ),
        ("settings", view::settings::Settings::sample().render()?),
        (
            "settings_new_key",
            view::settings::Settings::sample_new_key().render()?,
        ),
        (
            "settings_errors",
            view::settings::Settings::sample_with_errors().render()?,
        ),
        ("leaving", view::leaving::Leaving::sample().render()?),
        (
            "leaving_refused",
            view::leaving::Leaving::sample_refused().render()?,
        ),
        ("goodbye", view::leaving::Goodbye::sample().render()?),
    ];
    let owned = |(name, html): (&str, String)| (name.to_owned(), html);
    Ok(pages.into_iter().map(owned).collect())
}

/// The operator's pages.
fn operator() -> askama::Result<Vec<(String, String)>> {
    let pages = [
        ("admin_orders", view::admin::Orders::sample().render()?),
        (
            "admin_orders_empty",
            view::admin::Orders::sample_empty().render()?,
        ),
        ("admin_order", view::admin::AdminOrder::sample().render()?),
        (
            "admin_order_unpaid",
            view::admin::AdminOrder::sample_unpaid().render()?,
        ),
        (
            "admin_order_by_hand",
            view::admin::AdminOrder::sample_by_hand().render()?,
        ),
        (
            "admin_refund",
            view::admin::RefundPreview::sample().render()?,
        ),
        ("admin_alerts", view::admin::Alerts::sample().render()?),
        (
            "admin_alerts_empty",
            view::admin::Alerts::sample_empty().render()?,
        ),
        (
            "admin_figures",
            view::admin::FiguresPage::sample().render()?,
        ),
        ("admin_users", view::admin::Users::sample().render()?),
        ("admin_user", view::admin::UserPage::sample().render()?),
        ("admin_runs", view::admin::RunsPage::sample().render()?),
        ("admin_run", view::admin::RunRecordPage::sample().render()?),
        (
            "admin_prompts",
            view::admin::PromptsPage::sample().render()?,
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
            view::dashboard::RecentRuns::sample().render()?,
        ),
        (
            "run_rows".to_owned(),
            view::runs::MoreRuns::sample().render()?,
        ),
        (
            "entry_rows".to_owned(),
            view::credits::MoreEntries::sample().render()?,
        ),
    ])
}
