//! The JSON API, described by OpenAPI from the code.

mod account;
mod agents;
mod credits;
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

use std::sync::{Arc, LazyLock};

use axum::{Json, Router, middleware::from_fn_with_state, routing::get};
use serde::Deserialize;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{http::rate, problem::Problem, site::Site};

/// What the document says besides the operations.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "OpenClaw",
        description = "Rent AI agents with prepaid credits. A program sends a key, made in the settings, \
                       as `Authorization: Bearer oc_live_…`: with the scope `read` it reads, with `run` \
                       it starts runs; sessions, keys, one's data, buying and leaving want a session. \
                       Times are Unix milliseconds, prices whole won with VAT, credits whole numbers. \
                       Errors are problem+json (RFC 9457) with a stable `code`; `detail` is for people, in \
                       Korean or English by Accept-Language.",
    ),
    tags(
        (name = "account", description = "Who is signed in, where, and by which keys"),
        (name = "credits", description = "The balance, its history, and buying more"),
        (name = "agents", description = "What can be rented"),
        (name = "runs", description = "Starting agents and their results"),
        (name = "webhooks", description = "What the payment gateway and the sign-in service tell us by themselves"),
    ),
    components(schemas(ProblemBody, FieldError)),
)]
struct Document;

/// What holds of every operation: the two ways to bring a session, and what any may answer. It is
/// said once all of them are gathered.
struct Everywhere;

impl Modify for Everywhere {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let cookie = ApiKey::Cookie(ApiKeyValue::new(crate::http::cookies::SESSION));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        for item in openapi.paths.paths.values_mut() {
            for operation in operations(item) {
                let responses = &mut operation.responses.responses;
                responses.insert("default".to_owned(), general());
                if operation.security.is_some() {
                    let forbidden = forbidden();
                    operation
                        .responses
                        .responses
                        .insert("403".to_owned(), forbidden);
                }
            }
        }
    }
}

fn operations(
    item: &mut utoipa::openapi::PathItem,
) -> impl Iterator<Item = &mut utoipa::openapi::path::Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

/// What any operation may answer besides what it lists: a body or an address that cannot be read, too
/// many requests (429 with `Retry-After`), faults of ours.
fn general() -> RefOr<utoipa::openapi::Response> {
    problem("Anything else that went wrong; 429 (`too_many_requests`) comes with Retry-After")
}

/// What every operation that wants somebody signed in may answer.
fn forbidden() -> RefOr<utoipa::openapi::Response> {
    problem(
        "The terms come first (`consent_required`), or the key may not do this (`scope_missing`)",
    )
}

fn problem(description: &str) -> RefOr<utoipa::openapi::Response> {
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("ProblemBody")))
        .build();
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", problem)
        .build()
        .into()
}

/// The body of every error.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `http::frame` writes")]
struct ProblemBody {
    /// The HTTP status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A stable code to decide by.
    code: String,
    /// What happened and what to do, for a person.
    detail: String,
    /// To be told when asking for help.
    request_id: String,
    /// With `invalid_fields`: what is wrong with each field.
    errors: Option<Vec<FieldError>>,
    /// With `too_few_credits`: the credits left.
    balance: Option<i64>,
    /// With `too_few_credits`: the credits needed.
    price: Option<i64>,
}

/// A field that cannot be taken as it is.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Problem::fields` writes")]
struct FieldError {
    /// The field.
    field: String,
    /// A stable code.
    code: String,
    /// What is wrong, in English.
    detail: String,
    /// What is wrong, in Korean.
    detail_ko: String,
}

fn documented() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(me::me, account::leave))
        .routes(routes!(me::consent))
        .routes(routes!(account::sessions, account::end_sessions))
        .routes(routes!(account::end_session))
        .routes(routes!(keys::keys, keys::make))
        .routes(routes!(keys::revoke))
        .routes(routes!(account::export))
        .routes(routes!(credits::packages))
        .routes(routes!(credits::balance))
        .routes(routes!(credits::transactions))
        .routes(routes!(orders::prepare))
        .routes(routes!(orders::verify))
        .routes(routes!(orders::order))
        .routes(routes!(refunds::quote, refunds::ask, refunds::withdraw))
        .routes(routes!(webhooks::portone))
        .routes(routes!(webhooks::portone_v1))
        .routes(routes!(webhooks::clerk))
        .routes(routes!(agents::agents))
        .routes(routes!(agents::agent))
        .routes(routes!(runs::start))
        .routes(routes!(run_list::runs))
        .routes(routes!(runs::run))
        .routes(routes!(runs::stop))
        .routes(routes!(runs::download))
        .routes(routes!(events::events))
        .routes(routes!(script::script))
        .routes(routes!(ratings::rating, ratings::rate, ratings::unrate))
        .routes(routes!(rewrites::rewrite))
        .routes(routes!(rewrites::revisions))
        .routes(routes!(voice::voice, voice::remember, voice::forget))
}

/// The routes and their description, made once: a Worker puts a router together for each request.
static DOCUMENTED: LazyLock<(Router<Arc<Site>>, utoipa::openapi::OpenApi)> = LazyLock::new(|| {
    let (router, mut document) = documented().split_for_parts();
    Everywhere.modify(&mut document);
    (router, document)
});

/// The OpenAPI 3.1 document of the API.
pub fn openapi() -> &'static utoipa::openapi::OpenApi {
    &DOCUMENTED.1
}

pub(crate) fn router(site: &Arc<Site>) -> Router<Arc<Site>> {
    let router = DOCUMENTED.0.clone();
    router
        .route("/api/openapi.json", get(async || Json(openapi())))
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
