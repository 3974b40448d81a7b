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
    agent::{FieldProblem, Problem as FieldFault, Text},
    database::DatabaseError,
    order::QuoteReason,
    run::StartError,
};
use serde_json::{Value, json};

/// What a client is told.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The stable code.
    pub code: &'static str,
    /// What happened and what to do, for a person.
    pub words: Box<Text>,
    /// Further members of the JSON body.
    pub members: Vec<(&'static str, Value)>,
    /// Seconds to wait before trying again.
    pub retry_after: Option<u64>,
    /// Where a browser is sent instead of being shown the problem.
    pub page_redirect: Option<String>,
}

impl Problem {
    /// A problem with its words in both languages.
    pub fn new(status: StatusCode, code: &'static str, ko: &str, en: &str) -> Self {
        Self {
            status,
            code,
            words: Box::new(Text {
                ko: ko.to_owned(),
                en: en.to_owned(),
            }),
            members: Vec::new(),
            retry_after: None,
            page_redirect: None,
        }
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
        let (ko, en) = ("로그인이 필요해요.", "Sign in first.");
        Self::new(StatusCode::UNAUTHORIZED, "signed_out", ko, en)
    }

    /// 404, for what is not there and for what is somebody else's.
    pub fn not_found() -> Self {
        let (ko, en) = ("찾을 수 없어요.", "There is no such thing here.");
        Self::new(StatusCode::NOT_FOUND, "not_found", ko, en)
    }

    /// 403: the terms come first.
    pub fn not_agreed() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "consent_required",
            "먼저 이용약관과 개인정보 처리방침에 동의해 주세요.",
            "Please agree to the terms and the privacy policy first: POST /api/me/consent.",
        )
    }

    /// 409: another version holds, or not all of it was agreed to.
    pub fn not_all_agreed(legal_version: &str) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "not_all_agreed",
            "이용약관, 개인정보 처리방침, 나이 확인에 모두 동의해야 시작할 수 있어요.",
            "All of it must be agreed to, in the version that holds now.",
        )
        .with("legal_version", legal_version)
    }

    /// 403: a key for programs that may not do this.
    pub fn no_scope() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "scope_missing",
            "이 API 키로는 할 수 없는 일이에요.",
            "This key may not do that.",
        )
    }

    /// 403.
    pub fn cross_site() -> Self {
        let ko = "다른 사이트에서 보낸 요청은 받지 않아요.";
        Self::new(
            StatusCode::FORBIDDEN,
            "cross_site",
            ko,
            "Requests from other sites are refused.",
        )
    }

    /// 409: why nothing can go back.
    pub fn nothing_to_refund(because: QuoteReason) -> Self {
        let words = quote_words(because);
        Self::new(
            StatusCode::CONFLICT,
            "nothing_to_refund",
            &words.ko,
            &words.en,
        )
        .with("because", because.as_str())
    }

    /// 409: the gateway or the card company said no.
    pub fn refund_refused() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "refund_refused",
            "카드사에서 취소를 받아 주지 않았어요. 크레딧은 그대로 두었고, 고객센터에서 확인해 드릴게요.",
            "The card company refused; the credits are back, and we have been told.",
        )
    }

    /// 413.
    pub fn too_large() -> Self {
        let ko = "보낸 내용이 64 KB를 넘어요.";
        let en = "The body is larger than 64 KB.";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", ko, en)
    }

    /// 500; what happened is in the log, under the request's id.
    pub fn internal() -> Self {
        let ko = "저희 쪽에서 문제가 생겼어요. 잠시 뒤에 다시 시도해 주세요.";
        let en = "Something went wrong on our side. Please try again shortly.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", ko, en)
    }

    /// 422 that names its fields.
    pub fn fields(faults: &[FieldProblem]) -> Self {
        let errors: Vec<Value> = faults
            .iter()
            .map(|fault| {
                let (code, words) = field_words(&fault.problem);
                json!({ "field": fault.field, "code": code, "detail": words.en, "detail_ko": words.ko })
            })
            .collect();
        let named: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        let named = named.join(", ");
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_fields",
            &format!("다시 살펴봐 주세요: {named}"),
            &format!("These fields cannot be taken as they are: {named}"),
        )
        .with("errors", errors)
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
pub fn field_words(fault: &FieldFault) -> (&'static str, Text) {
    let (code, ko, en) = match fault {
        FieldFault::NotAnObject => (
            "not_an_object",
            "JSON 객체로 보내 주세요.".to_owned(),
            "The body must be a JSON object.".to_owned(),
        ),
        FieldFault::Unknown => (
            "unknown",
            "모르는 항목이에요.".to_owned(),
            "There is no such field.".to_owned(),
        ),
        FieldFault::Missing => (
            "missing",
            "꼭 적어 주세요.".to_owned(),
            "It must be given.".to_owned(),
        ),
        FieldFault::NotText => (
            "not_text",
            "글로 적어 주세요.".to_owned(),
            "It must be a text.".to_owned(),
        ),
        FieldFault::TooShort(min) => (
            "too_short",
            format!("{min}자 이상 적어 주세요."),
            format!("It takes {min} characters at least."),
        ),
        FieldFault::TooLong(max) => (
            "too_long",
            format!("{max}자 안으로 줄여 주세요."),
            format!("It takes {max} characters at most."),
        ),
        FieldFault::ControlCharacter => (
            "control_character",
            "줄바꿈이나 보이지 않는 문자는 빼 주세요.".to_owned(),
            "It must not hold line breaks or control characters.".to_owned(),
        ),
        FieldFault::NotAChoice(choices) if choices.is_empty() => (
            "not_a_choice",
            "쓸 수 없는 값이에요.".to_owned(),
            "It has a value that cannot be used here.".to_owned(),
        ),
        FieldFault::NotAChoice(choices) => (
            "not_a_choice",
            "보기 가운데 하나를 골라 주세요.".to_owned(),
            format!("It must be one of: {}", choices.join(", ")),
        ),
    };
    (code, Text { ko, en })
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        if error == DatabaseError::Busy {
            return Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "지금은 요청이 몰렸어요. 잠시 뒤에 다시 시도해 주세요.",
                "Too much is going on right now. Please try again in a moment.",
            )
            .after(1);
        }
        tracing::error!(%error, "a request failed");
        Self::internal()
    }
}

impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        match error {
            StartError::TooFewCredits { balance, price } => Self::new(
                StatusCode::PAYMENT_REQUIRED,
                "too_few_credits",
                &format!("{price} 크레딧이 필요한데 {balance} 크레딧이 남았어요."),
                &format!("It takes {price} credits; {balance} are left."),
            )
            .with("balance", balance.get())
            .with("price", price.get()),
            StartError::TooManyRuns { limit, retry_after } => Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                limit,
                &format!("짧은 시간에 많이 실행했어요. {retry_after}초 뒤에 다시 시도해 주세요."),
                &format!("Too many runs. Please try again in {retry_after} s."),
            )
            .after(retry_after),
            StartError::KeyCap => Self::new(
                StatusCode::PAYMENT_REQUIRED,
                "key_cap_reached",
                "이 API 키에 정해 둔 크레딧을 다 썼어요. 설정에서 새 키를 만들어 주세요.",
                "This key has spent what it may; make another one in the settings.",
            ),
            StartError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "같은 Idempotency-Key로 다른 요청을 보냈어요.",
                "This Idempotency-Key was used for another request.",
            )
            .with("field", "Idempotency-Key"),
            StartError::Database(error) => error.into(),
        }
    }
}
