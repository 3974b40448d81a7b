//! The web: the router with its JSON API and its pages.
//!
//! A request walks: route → parse and authorise → one use case of the domain → one read or one batch
//! → render. Nothing here names an adapter or a runtime, so the same router runs natively and as a
//! Worker.

mod api;
pub mod assets;
mod auth;
mod http;
pub mod legal;
mod pages;
pub mod problem;
mod site;
pub mod view;
pub mod words;

pub use api::{openapi, openapi_of_code};
pub use auth::safe_next;
pub use http::{address::ClientAddress, cookies, rate::RequestLimits};
pub use site::{HostedPage, Site, SiteConfig};

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};

/// The largest request body, in bytes; more is 413.
pub const LARGEST_BODY: usize = 64 * 1024;

/// Everything that answers a request.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .merge(api::router(&site))
        .merge(auth::router())
        .merge(pages::router(&site))
        .route("/assets/{name}", get(http::assets::asset))
        .route("/healthz", get(http::health))
        .fallback(http::no_such_page)
        .method_not_allowed_fallback(http::no_such_method)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(http::origin::same_origin))
        // Outside of all that may refuse, so that every refusal gets its words and headers.
        .layer(from_fn_with_state(Arc::clone(&site), http::frame::frame))
        .with_state(site)
}
