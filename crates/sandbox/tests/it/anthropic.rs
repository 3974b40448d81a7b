//! Anthropic: Messages, streamed and not, and models.

use openclaw_sandbox::{ANTHROPIC_API_KEY, Fault, FaultKind, Service};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::{World, read, script_schema, world};

fn request(stream: bool) -> Value {
    json!({
        "model": "claude-haiku-5-5",
        "max_tokens": 4000,
        "system": [{"type": "text", "text": "You write scripts."}],
        "messages": [{"role": "user", "content": json!({"topic": "커피"}).to_string()}],
        "output_config": {"format": {"type": "json_schema", "schema": script_schema()}},
        "stream": stream,
    })
}

fn signed(request: RequestBuilder) -> RequestBuilder {
    request
        .header("x-api-key", ANTHROPIC_API_KEY)
        .header("anthropic-version", "2026-10-21")
}

fn post(world: &World, body: &Value) -> RequestBuilder {
    signed(world.post("/anthropic/v1/messages", body))
}

async fn ask(world: &World, body: &Value) -> (u16, Value) {
    read(post(world, body).send().await.expect("sent")).await
}

fn next_call(world: &World, kind: FaultKind) {
    let fault = Fault::once(Service::Anthropic, kind);
    world.sandbox.control().add_fault(fault).expect("a fault");
}

/// The events of a stream: each named in its frame as in its data.
async fn events(world: &World) -> Vec<Value> {
    let text = post(world, &request(true)).send().await.expect("sent");
    let text = text.text().await.expect("text");
    let frames = text.split("\n\n").filter(|frame| !frame.is_empty());
    frames
        .map(|frame| {
            let (name, data) = frame.split_once('\n').expect("two lines");
            let data: Value =
                serde_json::from_str(data.strip_prefix("data: ").expect("data")).expect("JSON");
            assert_eq!(
                format!("event: {}", data["type"].as_str().expect("a type")),
                name
            );
            data
        })
        .collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<&str> = events.iter().filter_map(|it| it["type"].as_str()).collect();
    kinds.dedup();
    kinds
}

#[tokio::test]
async fn a_message_in_one_piece_and_as_events() {
    let world = world().await;
    let (status, message) = ask(&world, &request(false)).await;
    assert_eq!((status, &message["stop_reason"]), (200, &json!("end_turn")));
    let text = message["content"][0]["text"].as_str().expect("text");
    let document = serde_json::from_str(text).expect("JSON");
    assert!(jsonschema::is_valid(&script_schema(), &document));
    let events = events(&world).await;
    assert_eq!(
        kinds(&events),
        [
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop"
        ]
    );
    let written: String = events
        .iter()
        .filter_map(|it| it["delta"]["text"].as_str())
        .collect();
    assert_eq!(written, text);
    let ended = &events[events.len() - 2];
    assert_eq!(ended["delta"]["stop_reason"], "end_turn");
    assert_eq!(
        ended["usage"]["output_tokens"],
        message["usage"]["output_tokens"]
    );
}

#[tokio::test]
async fn what_this_version_does_not_take() {
    let world = world().await;
    for (field, value, words) in [
        (
            "temperature",
            json!(1.0),
            "temperature: Extra inputs are not permitted",
        ),
        ("top_p", json!(1.0), "top_p: Extra inputs are not permitted"),
        ("max_tokens", json!(null), "max_tokens"),
        ("messages", json!([]), "messages"),
        (
            "output_config",
            json!({"format": {"type": "json_schema",
                "schema": {"type": "string", "maxLength": 3}}}),
            "'maxLength' is not supported",
        ),
        (
            "output_config",
            json!({"format": {"type": "json_schema", "schema": {"type": "object"}}}),
            "additionalProperties",
        ),
        (
            "output_config",
            json!({"format": {"type": "json_schema",
                "schema": {"type": "array", "minItems": 3, "items": {"type": "string"}}}}),
            "minItems",
        ),
    ] {
        let mut body = request(false);
        body[field] = value;
        let (status, answer) = ask(&world, &body).await;
        let message = answer["error"]["message"].as_str().expect("a message");
        assert_eq!(
            (status, &answer["error"]["type"]),
            (400, &json!("invalid_request_error"))
        );
        assert!(message.contains(words), "{message}");
    }
    let mut body = request(false);
    body["model"] = json!("claude-2");
    assert_eq!(ask(&world, &body).await.0, 404);
}

#[tokio::test]
async fn a_key_in_either_header_and_a_version() {
    let world = world().await;
    let get = |path: &str| world.get(&format!("/anthropic/v1/{path}"));
    let bearer = get("models")
        .bearer_auth(ANTHROPIC_API_KEY)
        .header("anthropic-version", "2026-10-21");
    let (status, list) = read(bearer.send().await.expect("sent")).await;
    assert_eq!((status, &list["data"][0]["type"]), (200, &json!("model")));
    let (status, one) = read(
        signed(get("models/claude-haiku-5-5"))
            .send()
            .await
            .expect("sent"),
    )
    .await;
    assert_eq!((status, &one["id"]), (200, &json!("claude-haiku-5-5")));
    assert_eq!(
        signed(get("models/claude-2"))
            .send()
            .await
            .expect("sent")
            .status(),
        404
    );
    let unversioned = get("models").header("x-api-key", ANTHROPIC_API_KEY);
    assert_eq!(unversioned.send().await.expect("sent").status(), 400);
    let (status, error) = read(get("models").send().await.expect("sent")).await;
    assert_eq!(
        (status, &error["error"]["type"]),
        (401, &json!("authentication_error"))
    );
    assert!(error["request_id"].is_string());
}

#[tokio::test]
async fn every_fault_of_a_message() {
    let world = world().await;
    for (kind, stop_reason) in [
        (FaultKind::Refusal, "refusal"),
        (FaultKind::Filtered, "refusal"),
        (FaultKind::Incomplete, "max_tokens"),
        (FaultKind::Malformed, "end_turn"),
        (FaultKind::Drift, "end_turn"),
    ] {
        next_call(&world, kind.clone());
        let events = events(&world).await;
        let ended = &events[events.len() - 2]["delta"];
        assert_eq!(ended["stop_reason"], stop_reason, "{kind:?}");
        assert_eq!(ended["stop_details"].is_object(), stop_reason == "refusal");
    }
    next_call(&world, FaultKind::Failed);
    let events = events(&world).await;
    assert_eq!(kinds(&events).last(), Some(&"error"));
    for (status, code, kind) in [
        (529, None, "overloaded_error"),
        (402, None, "billing_error"),
        (429, None, "rate_limit_error"),
        (
            429,
            Some("enforced_spend_limit_reached"),
            "rate_limit_error",
        ),
    ] {
        let code_given = code.map(str::to_owned);
        next_call(
            &world,
            FaultKind::Status {
                status,
                code: code_given,
                retry_after: None,
            },
        );
        let (given, answer) = ask(&world, &request(true)).await;
        assert_eq!((given, &answer["error"]["type"]), (status, &json!(kind)));
        assert_eq!(answer["error"]["details"]["error_code"].as_str(), code);
    }
}
