//! The JSON API, described by OpenAPI from the code.

mod account;
mod agents;
mod credits;
mod document;
mod keys;
mod me;
pub(crate) mod orders;
mod ratings;
mod refunds;
mod rewrites;
pub(crate) mod run_list;
pub(crate) mod runs;
mod script;
mod voice;

pub(crate) mod events;
mod webhooks;

use std::sync::Arc;

use axum::{
    Router,
    http::header,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get},
};
use serde::Deserialize;

use crate::{http::rate, problem::Problem, site::Site};
use document::ProblemBody;
pub use document::{openapi, openapi_of_code};

/// Each operation once, by its method and its handler: the routes, and the description that is made of
/// the handlers' own.
macro_rules! operations {
    ($($path:literal: $($method:ident $module:ident::$handler:ident),+;)+) => {
        fn routes() -> Router<Arc<Site>> {
            Router::new()$(.route($path, MethodRouter::new()$(.$method($module::$handler))+))+
        }

        /// The handlers' own descriptions.
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($($($module::$handler),+),+))]
        struct Operations;

        #[cfg(test)]
        const ROUTED: &[(&str, &str)] = &[$($(($path, stringify!($method))),+),+];
    };
}

operations! {
    "/api/me": get me::me, delete account::leave;
    "/api/me/consent": post me::consent;
    "/api/me/sessions": get account::sessions, delete account::end_sessions;
    "/api/me/sessions/{id}": delete account::end_session;
    "/api/me/keys": get keys::keys, post keys::make;
    "/api/me/keys/{id}": delete keys::revoke;
    "/api/me/export": get account::export;
    "/api/packages": get credits::packages;
    "/api/credits/balance": get credits::balance;
    "/api/credits/transactions": get credits::transactions;
    "/api/credits/prepare": post orders::prepare;
    "/api/credits/verify": post orders::verify;
    "/api/orders/{id}": get orders::order;
    "/api/orders/{id}/refund": get refunds::quote, post refunds::ask, delete refunds::withdraw;
    "/api/webhooks/portone": post webhooks::portone;
    "/api/webhooks/portone/v1": post webhooks::portone_v1;
    "/api/webhooks/clerk": post webhooks::clerk;
    "/api/agents": get agents::agents;
    "/api/agents/{id}": get agents::agent;
    "/api/agents/{id}/runs": post runs::start;
    "/api/runs": get run_list::runs;
    "/api/runs/{id}": get runs::run;
    "/api/runs/{id}/stop": post runs::stop;
    "/api/runs/{id}/download": get runs::download;
    "/api/runs/{id}/events": get events::events;
    "/api/runs/{id}/script": get script::script;
    "/api/runs/{id}/rating": get ratings::rating, put ratings::rate, delete ratings::unrate;
    "/api/runs/{id}/rewrites": post rewrites::rewrite;
    "/api/runs/{id}/revisions": get rewrites::revisions;
    "/api/agents/{id}/voice": get voice::voice, put voice::remember, delete voice::forget;
}

pub(crate) fn router(site: &Arc<Site>) -> Router<Arc<Site>> {
    let json = [(header::CONTENT_TYPE, "application/json")];
    routes()
        .route("/api/openapi.json", get(async move || (json, openapi())))
        .layer(from_fn_with_state(Arc::clone(site), rate::limited))
}

/// Where a page of a list begins and how long it is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The `next` of the page before; the first page without it.
    pub(crate) before: Option<String>,
    /// How many, 1 to 100; 20 without it.
    pub(crate) limit: Option<u32>,
}

impl PageQuery {
    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(20).clamp(1, 100)
    }

    /// The cursor as a number or an id; what no page ever gave is named as wrong.
    pub(crate) fn cursor<T>(
        &self,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(before) = &self.before else {
            return Ok(None);
        };
        let wrong = || {
            Problem::field(
                "before",
                openclaw_domain::agent::Problem::NotAChoice(Vec::new()),
            )
        };
        parse(before).map(Some).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_routed_is_what_is_described() {
        let document: serde_json::Value = serde_json::from_str(openapi()).unwrap();
        let described = document["paths"].as_object().unwrap().iter();
        let mut described: Vec<(&str, &str)> = described
            .flat_map(|(path, methods)| {
                let methods = methods.as_object().unwrap().keys();
                methods.map(move |method| (path.as_str(), method.as_str()))
            })
            .collect();
        let mut routed = ROUTED.to_vec();
        described.sort_unstable();
        routed.sort_unstable();
        assert_eq!(described, routed);
    }

    #[test]
    fn the_document_is_as_the_code_says() {
        assert!(
            openapi() == openapi_of_code(),
            "write it anew: cargo run -p openclaw-web --example openapi"
        );
    }
}
