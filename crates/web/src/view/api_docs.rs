//! The OpenAPI document as a page: no script, no third party.

use askama::Template;

use super::{filters, shell::Shell};

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// An id unique on the page.
    pub id: String,
    /// The name.
    pub name: String,
    /// What they are about.
    pub description: Option<String>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// An id unique on the page.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path with its `{parameters}`.
    pub path: String,
    /// What it does, in a line.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// Whether one must be signed in.
    pub signed_in: bool,
    /// What it takes in path, query and headers.
    pub parameters: Vec<Parameter>,
    /// What it takes as a body.
    pub request_body: Option<Body>,
    /// What it answers.
    pub responses: Vec<Response>,
}

impl Operation {
    /// The class of the method's badge.
    pub fn method_class(&self) -> &'static str {
        match self.method.as_str() {
            "GET" => "method method-get",
            "POST" => "method method-post",
            "DELETE" => "method method-delete",
            _ => "method",
        }
    }
}

/// One parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: String,
    /// Its type.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub description: String,
}

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its media type.
    pub content_type: String,
    /// An example or the schema, laid out.
    pub example: String,
}

/// One response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: String,
    /// When it comes.
    pub description: String,
    /// Its body.
    pub body: Option<Body>,
}

/// The API reference.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "api_docs.html")]
pub struct ApiDocs {
    /// The frame.
    pub shell: Shell,
    /// The version of the API.
    pub version: String,
    /// What to know first.
    pub introduction: Option<String>,
    /// Where the document itself is.
    pub openapi_url: String,
    /// The groups.
    pub groups: Vec<Group>,
}

impl Operation {
    fn samples() -> [Self; 2] {
        let parameter = |name: &str, location: &str, required, description: &str| Parameter {
            name: name.into(),
            location: location.into(),
            kind: "string".into(),
            required,
            description: description.into(),
        };
        let json = |example: &str| Body {
            content_type: "application/json".into(),
            example: example.into(),
        };
        let response = |status: &str, description: &str, body| Response {
            status: status.into(),
            description: description.into(),
            body,
        };
        let prepare = Self {
            id: "prepare".into(),
            method: "POST".into(),
            path: "/api/credits/prepare".into(),
            summary: "주문을 만들어요".into(),
            description: Some("결제창을 열기 전에 부르세요. 금액은 서버가 정해요.".into()),
            signed_in: true,
            parameters: vec![parameter(
                "Idempotency-Key",
                "header",
                false,
                "같은 요청을 두 번 보내도 한 번만 처리해요.",
            )],
            request_body: Some(json("{\n  \"package\": \"starter\"\n}")),
            responses: vec![
                response(
                    "200",
                    "주문이 만들어졌어요.",
                    Some(json(
                        "{\n  \"merchant_uid\": \"0193990a7c2e4b0f9d51a3c07f3b7c2e\",\n  \"amount\": 9900\n}",
                    )),
                ),
                response("422", "그런 상품이 없어요.", None),
            ],
        };
        let events = Self {
            id: "run-events".into(),
            method: "GET".into(),
            path: "/api/runs/{id}/events".into(),
            summary: "실행 과정을 이어서 받아요".into(),
            description: None,
            signed_in: true,
            parameters: vec![parameter("id", "path", true, "실행 번호")],
            request_body: None,
            responses: vec![response("200", "text/event-stream", None)],
        };
        [prepare, events]
    }
}

impl ApiDocs {
    /// Two operations.
    pub fn sample() -> Self {
        let [prepare, events] = Operation::samples();
        let group = |id: &str, name: &str, operations| Group {
            id: id.into(),
            name: name.into(),
            description: None,
            operations,
        };
        Self {
            shell: Shell::sample_visitor("API 문서"),
            version: "0.1.0".into(),
            introduction: Some("로그인한 세션으로 부를 수 있는 JSON API예요.".into()),
            openapi_url: "/api/openapi.json".into(),
            groups: vec![
                group("credits", "크레딧", vec![prepare]),
                group("runs", "실행", vec![events]),
            ],
        }
    }
}
