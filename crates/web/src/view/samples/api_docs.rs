//! Samples: api docs.

use crate::{
    view::{
        api_docs::{ApiDocs, Body, Group, Operation, Parameter, Response},
        shell::Shell,
    },
    words::say,
};

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
            shell: Shell::sample_visitor(say("frame-docs")),
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
