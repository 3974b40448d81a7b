//! The pages: server-rendered, and working before any script has loaded.

mod admin;
mod agent_list;
mod agents;
mod credits;
mod dashboard;
mod docs;
mod hints;
mod history;
mod landing;
mod language;
mod leaving;
mod legal;
mod orders;
mod packages;
mod refunds;
mod results;
mod robots;
mod runs;
mod settings;
mod style_guide;
mod voice;
mod welcome;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    http::HeaderMap,
    middleware::from_fn_with_state,
    response::Response,
    routing::{get, post},
};

use crate::{
    http::{frame::View, rate},
    problem::Problem,
    site::Site,
};

pub(crate) fn router(site: &Arc<Site>) -> Router<Arc<Site>> {
    // A file is fetched by programs too, and takes more work than a page.
    let limited = from_fn_with_state(Arc::clone(site), rate::limited);
    Router::new()
        .merge(public())
        .nest("/en", public())
        .route("/language", post(language::choose))
        .route("/robots.txt", get(robots::robots))
        .route("/sitemap.xml", get(robots::sitemap))
        .route("/dashboard", get(dashboard::dashboard))
        .route("/dashboard/runs", get(dashboard::recent_runs))
        .route("/agents", get(agent_list::agents))
        .route("/agents/{id}", get(agents::form))
        .route("/agents/{id}/runs", post(agents::start))
        .route("/agents/{id}/voice", post(voice::change))
        .route("/runs", get(runs::runs))
        .route("/runs/{id}", get(runs::run))
        .route("/runs/{id}/stop", post(results::stop))
        .route("/runs/{id}/rating", post(results::rate))
        .route("/runs/{id}/rewrites", post(results::rewrite))
        .route("/runs/{id}/teleprompter", get(results::teleprompter))
        .route("/credits", get(credits::credits))
        .route("/credits/history.csv", get(history::csv).layer(limited))
        .route("/orders/{id}", get(orders::order))
        .route("/orders/{id}/check", post(orders::check))
        .route("/orders/{id}/refund", post(refunds::ask))
        .route("/orders/{id}/refund/withdraw", post(refunds::withdraw))
        .merge(account())
        .merge(admin::router())
        .route("/api/docs", get(docs::docs))
        .route("/styleguide", get(style_guide::style_guide))
}

/// The pages that have an address in each language: [`crate::words::PUBLIC_PAGES`].
fn public() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(landing::landing))
        .route("/sign-in", get(landing::sign_in))
        .route("/terms", get(legal::terms))
        .route("/privacy", get(legal::privacy))
        .route("/refund", get(legal::refund))
        .route("/ai", get(legal::ai))
}

/// The pages about the account itself.
fn account() -> Router<Arc<Site>> {
    Router::new()
        .route("/welcome", get(welcome::welcome).post(welcome::agree))
        .route("/settings", get(settings::settings))
        .route("/settings/sessions/end", post(settings::end_sessions))
        .route("/settings/sessions/{id}/end", post(settings::end_session))
        .route("/settings/keys", post(settings::make_key))
        .route("/settings/keys/{id}/revoke", post(settings::revoke_key))
        .route("/settings/delete", get(leaving::ask).post(leaving::leave))
        .route("/goodbye", get(leaving::goodbye))
}

/// A page's answer, or why there is none.
type Page = Result<Response, Problem>;

/// The page, to be written out where its reader's language is known.
#[expect(clippy::unnecessary_wraps, reason = "it ends handlers, which can fail")]
fn render(page: impl Template + Send + Sync + 'static) -> Page {
    let mut response = Response::default();
    response.extensions_mut().insert(View(Arc::new(page)));
    Ok(response)
}

/// Whether htmx asks, which wants a piece of a page.
fn wants_fragment(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}
