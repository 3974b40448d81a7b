//! The OpenAPI document: made from the code, and kept in `openapi.json`, which is what is served. The
//! description that the code holds is thus part of no program, which a Worker's size asks for; a test
//! holds the file equal to it, and the file shows in a change what it does to the API.

use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        ContentBuilder, Ref, RefOr, ResponseBuilder,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use super::Operations;

/// The OpenAPI 3.1 document of the API, as JSON.
#[must_use]
pub fn openapi() -> &'static str {
    include_str!("../../openapi.json")
}

/// The same made from the code: what `openapi.json` must hold.
#[must_use]
pub fn openapi_of_code() -> String {
    let mut document = Document::openapi();
    document.merge(Operations::openapi());
    Everywhere.modify(&mut document);
    let document = serde_json::to_string_pretty(&document);
    document.expect("an OpenAPI document is JSON") + "\n"
}

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
pub(super) struct ProblemBody {
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
