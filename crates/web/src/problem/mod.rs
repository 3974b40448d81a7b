//! Errors for the outside: one kind, with a stable code, words for people, and nothing of what went
//! on inside.
//!
//! A handler answers a [`Problem`]; `http::frame` turns it into `application/problem+json`
//! (RFC 9457) for the API and into a page for a browser.

mod account;
mod payment;

pub use payment::{mismatch_words, quote_words};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use openclaw_domain::{
    agent::{FieldProblem, Problem as FieldFault, RewriteError},
    database::DatabaseError,
    order::QuoteReason,
    run::{STOPS_A_DAY, StartError, StopError},
    voice::RememberError,
};
use serde_json::{Value, json};

use crate::words::{AsArg, Language, Message, say};

/// What a client is told.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// What happened and what to do, for a person.
    pub words: Box<Message>,
    /// Further members of the JSON body.
    pub members: Vec<(&'static str, Value)>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u64>,
    /// Where a browser is sent instead of being shown the problem.
    pub page_redirect: Option<String>,
}

impl Problem {
    /// A problem in the words of `problem-{code}`.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        let key = format!("problem-{}", code.replace('_', "-"));
        Self::in_words(status, code, say(key))
    }

    /// A problem in other words.
    pub fn in_words(status: StatusCode, code: &'static str, words: Message) -> Self {
        Self {
            status,
            code,
            words: Box::new(words),
            members: Vec::new(),
            retry_after: None,
            page_redirect: None,
        }
    }

    /// With a variable of its words filled.
    #[must_use]
    pub fn fill(mut self, name: &'static str, value: impl AsArg) -> Self {
        *self.words = self.words.clone().with(name, value);
        self
    }

    /// With one more member in the JSON body.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// 401.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed_out")
    }

    /// 404, for what is not there and for what is somebody else's.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 403: the terms come first.
    pub fn not_agreed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "consent_required")
    }

    /// 409: another version holds, or not all of it was agreed to.
    pub fn not_all_agreed(legal_version: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "not_all_agreed").with("legal_version", legal_version)
    }

    /// 403: a key for programs that may not do this.
    pub fn no_scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "scope_missing")
    }

    /// 403.
    pub fn cross_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "cross_site")
    }

    /// 409: why nothing can go back.
    pub fn nothing_to_refund(because: QuoteReason) -> Self {
        Self::in_words(
            StatusCode::CONFLICT,
            "nothing_to_refund",
            quote_words(because),
        )
        .with("because", because.as_str())
    }

    /// 409: the gateway or the card company said no.
    pub fn refund_refused() -> Self {
        Self::new(StatusCode::CONFLICT, "refund_refused")
    }

    /// 429: more than one user may ask of the API.
    pub fn too_many_requests(retry_after: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
            .fill("retry_after", retry_after)
            .after(retry_after)
    }

    /// 429: more streams of events than one user may hold open.
    pub fn too_many_streams() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams").after(5)
    }

    /// 413.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
    }

    /// 503, while the operator moves something.
    pub fn maintenance() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "maintenance").after(5 * 60)
    }

    /// 500; what happened is in the log, under the request's id.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// 500: a result that was paid for cannot be read. Whoever paid is told what becomes of it.
    pub fn result_unreadable() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "result_unreadable")
    }

    /// 422 that names its fields.
    pub fn fields(faults: &[FieldProblem]) -> Self {
        let errors: Vec<Value> = faults
            .iter()
            .map(|fault| {
                let (code, words) = field_words(&fault.problem);
                let [ko, en] = Language::ALL.map(|language| words.to(language).into_owned());
                json!({ "field": fault.field, "code": code, "detail": en, "detail_ko": ko })
            })
            .collect();
        let named: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let named = named.join(", ");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
            .fill("named", named)
            .with("errors", errors)
    }

    /// 422 for a field that is none of its choices.
    pub fn no_choice(name: &str) -> Self {
        Self::field(name, FieldFault::NotAChoice(Vec::new()))
    }

    /// 422 for one field.
    pub fn field(name: &str, fault: FieldFault) -> Self {
        Self::fields(&[FieldProblem {
            field: name.to_owned(),
            problem: fault,
        }])
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body may still be on its way: no other request can follow it.
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// What is wrong with a field, as a code and in words.
pub fn field_words(fault: &FieldFault) -> (&'static str, Message) {
    match fault {
        FieldFault::NotAnObject => ("not_an_object", say("field-not-an-object")),
        FieldFault::Unknown => ("unknown", say("field-unknown")),
        FieldFault::Missing => ("missing", say("field-missing")),
        FieldFault::NotText => ("not_text", say("field-not-text")),
        FieldFault::NotInteger => ("not_integer", say("field-not-integer")),
        FieldFault::NotAList => ("not_a_list", say("field-not-a-list")),
        FieldFault::TooSmall(min) => ("too_small", say("field-too-small").with("min", min)),
        FieldFault::TooLarge(max) => ("too_large", say("field-too-large").with("max", max)),
        FieldFault::TooMany(max) => ("too_many", say("field-too-many").with("max", max)),
        FieldFault::NoSuchRun(agents) => (
            "no_such_run",
            say("field-no-such-run").with("agents", agents.join(", ")),
        ),
        FieldFault::TooShort(min) => ("too_short", say("field-too-short").with("min", min)),
        FieldFault::TooLong(max) => ("too_long", say("field-too-long").with("max", max)),
        FieldFault::ControlCharacter => ("control_character", say("field-control-character")),
        FieldFault::NotAChoice(choices) if choices.is_empty() => {
            ("not_a_choice", say("field-no-value"))
        }
        FieldFault::NotAChoice(choices) => (
            "not_a_choice",
            say("field-not-a-choice").with("choices", choices.join(", ")),
        ),
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        if error == DatabaseError::Busy {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy").after(1);
        }
        tracing::error!(%error, "a request failed");
        Self::internal()
    }
}

impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        match error {
            StartError::TooFewCredits { balance, price } => {
                Self::new(StatusCode::PAYMENT_REQUIRED, "too_few_credits")
                    .fill("price", price.get())
                    .fill("balance", balance.get())
                    .with("balance", balance.get())
                    .with("price", price.get())
            }
            StartError::TooManyRuns { limit, retry_after } => Self::in_words(
                StatusCode::TOO_MANY_REQUESTS,
                limit,
                say("problem-too-many-runs").with("retry_after", retry_after),
            )
            .after(retry_after),
            StartError::KeyCap => Self::new(StatusCode::PAYMENT_REQUIRED, "key_cap_reached"),
            StartError::Flagged { categories } => flagged(categories),
            StartError::KeyReused => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused")
                    .with("field", "Idempotency-Key")
            }
            StartError::NoSuchSource { field, agents } => {
                Self::field(&field, FieldFault::NoSuchRun(agents))
            }
            StartError::NoResult => no_result(),
            StartError::Part(RewriteError::OlderForm) => {
                Self::new(StatusCode::CONFLICT, "older_form")
            }
            StartError::Part(_) => Self::field("part", FieldFault::NotAChoice(Vec::new())),
            StartError::File(error) => {
                tracing::error!(%error, "a result cannot be read");
                Self::internal()
            }
            StartError::Database(error) => error.into(),
        }
    }
}

impl From<StopError> for Problem {
    fn from(error: StopError) -> Self {
        match error {
            StopError::TooManyStops => Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_stops")
                .fill("stops", STOPS_A_DAY),
            StopError::Database(error) => error.into(),
        }
    }
}

/// 409: the run has no result yet, or none at all.
pub(crate) fn no_result() -> Problem {
    Problem::new(StatusCode::CONFLICT, "no_result")
}

/// 422: no model shall be given this text.
fn flagged(categories: Vec<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "input_flagged").with("categories", categories)
}

impl From<RememberError> for Problem {
    fn from(error: RememberError) -> Self {
        match error {
            RememberError::Flagged { categories } => flagged(categories),
            RememberError::Database(error) => error.into(),
        }
    }
}
