//! `OpenAI`: Responses, streamed and not, and models.

use eventsource_stream::Eventsource;
use futures::StreamExt;
use openclaw_sandbox::{Fault, FaultKind, OPENAI_API_KEY, Service};
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::{World, output, read, script_request, script_schema, world};

fn brief() -> Value {
    json!({"topic": "자취생 집밥", "seconds": 30, "language": "ko"})
}

fn next_call(world: &World, kind: FaultKind) {
    world
        .sandbox
        .control()
        .add_fault(Fault::once(Service::Openai, kind))
        .expect("a fault");
}

/// The events of a stream, up to its end or its break; the flag says that it broke.
async fn events(response: Response) -> (Vec<Value>, bool) {
    let mut stream = response.bytes_stream().eventsource();
    let mut events = Vec::new();
    while let Some(event) = stream.next().await {
        let Ok(event) = event else {
            return (events, true);
        };
        let data: Value = serde_json::from_str(&event.data).expect("JSON");
        assert_eq!(data["type"], event.event);
        assert_eq!(data["sequence_number"], events.len());
        events.push(data);
    }
    (events, false)
}

fn kinds(events: &[Value]) -> Vec<&str> {
    let mut kinds: Vec<&str> = events
        .iter()
        .filter_map(|event| event["type"].as_str())
        .collect();
    kinds.dedup();
    kinds
}

async fn stream(world: &World) -> (Vec<Value>, bool) {
    let request = world.respond(&script_request(&brief(), true));
    events(request.send().await.expect("an answer")).await
}

#[tokio::test]
async fn a_stream_in_the_documented_order() {
    let world = world().await;
    let (events, broke) = stream(&world).await;
    assert!(!broke);
    let order = [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.delta",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ];
    assert_eq!(kinds(&events), order);
    let written: String = events
        .iter()
        .filter_map(|event| event["delta"].as_str())
        .collect();
    let last = &events[events.len() - 1]["response"];
    assert_eq!(
        serde_json::from_str::<Value>(&written).expect("JSON"),
        output(last)
    );
    assert!(
        last["usage"]["output_tokens"]
            .as_u64()
            .is_some_and(|tokens| tokens > 100)
    );
    assert_eq!(last["status"], "completed");
}

#[tokio::test]
async fn a_model_that_reasons_puts_an_item_first() {
    let world = world().await;
    let mut request = script_request(&brief(), false);
    request["reasoning"] = json!({"effort": "low"});
    let (_, body) = read(world.respond(&request).send().await.expect("sent")).await;
    assert_eq!(body["output"][0]["type"], "reasoning");
    assert_eq!(body["output"][1]["type"], "message");
    assert_eq!(
        body["usage"]["output_tokens_details"]["reasoning_tokens"],
        64
    );
}

#[tokio::test]
async fn refused_requests() {
    let world = world().await;
    let send = async |change: &dyn Fn(&mut Value)| {
        let mut request = script_request(&brief(), false);
        change(&mut request);
        let (status, body) = read(world.respond(&request).send().await.expect("sent")).await;
        let error = &body["error"];
        assert!(error["message"].is_string(), "{body}");
        (
            status,
            error["code"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(
        send(&|r| r["model"] = json!("gpt-3")).await,
        is(404, "model_not_found")
    );
    assert_eq!(
        send(&|r| r["modle"] = json!("x")).await,
        is(400, "unknown_parameter")
    );
    assert_eq!(
        send(&|r| r["input"] = json!(null)).await,
        is(400, "missing_required_parameter")
    );
    assert_eq!(
        send(&|r| {
            r["temperature"] = json!(0.7);
            r["reasoning"]["effort"] = json!("low");
        })
        .await,
        is(400, "unsupported_parameter")
    );
    assert_eq!(
        send(&|r| r["max_output_tokens"] = json!(3)).await,
        is(400, "integer_below_min_value")
    );
    assert_eq!(
        send(&|r| r["text"]["format"]["name"] = json!("a b")).await,
        is(400, "invalid_value")
    );
    let bad_schemas: [&dyn Fn(&mut Value); 6] = [
        &|s| s["type"] = json!("array"),
        &|s| s["additionalProperties"] = json!(true),
        &|s| s["required"] = json!(["title"]),
        &|s| s["properties"]["title"] = json!({}),
        &|s| s["properties"]["scenes"]["items"]["additionalProperties"] = json!(null),
        &|s| s["allOf"] = json!([]),
    ];
    for bad in bad_schemas {
        let refused = send(&|r| bad(&mut r["text"]["format"]["schema"])).await;
        assert_eq!(refused, is(400, "invalid_json_schema"));
    }
    let keyless = world
        .post("/openai/v1/responses", &json!({}))
        .send()
        .await
        .expect("sent");
    let (status, body) = read(keyless).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (401, &json!("invalid_api_key"))
    );
}

#[tokio::test]
async fn a_small_budget_ends_the_answer_early() {
    let world = world().await;
    let mut request = script_request(&brief(), false);
    request["max_output_tokens"] = json!(50);
    let (status, body) = read(world.respond(&request).send().await.expect("sent")).await;
    assert_eq!((status, &body["status"]), (200, &json!("incomplete")));
    assert_eq!(body["incomplete_details"]["reason"], "max_output_tokens");
}

#[tokio::test]
async fn every_fault_of_a_stream() {
    let world = world().await;
    next_call(&world, FaultKind::Refusal);
    let (events, _) = stream(&world).await;
    assert!(kinds(&events).contains(&"response.refusal.delta"));
    assert_eq!(
        events[events.len() - 1]["response"]["output"][0]["content"][0]["type"],
        "refusal"
    );

    next_call(&world, FaultKind::Incomplete);
    let (events, _) = stream(&world).await;
    assert_eq!(kinds(&events).last(), Some(&"response.incomplete"));

    next_call(&world, FaultKind::Failed);
    let (events, _) = stream(&world).await;
    assert_eq!(kinds(&events).last(), Some(&"response.failed"));

    next_call(&world, FaultKind::Cut { after: 9 });
    let (events, broke) = stream(&world).await;
    assert!(broke && events.len() == 9, "{}", events.len());

    next_call(&world, FaultKind::Malformed);
    let (events, _) = stream(&world).await;
    let text = &events[events.len() - 1]["response"]["output"][0]["content"][0]["text"];
    assert!(serde_json::from_str::<Value>(text.as_str().expect("text")).is_err());

    next_call(&world, FaultKind::Drift);
    let (events, _) = stream(&world).await;
    let document = output(&events[events.len() - 1]["response"]);
    assert!(!jsonschema::is_valid(&script_schema(), &document));
}

#[tokio::test]
async fn a_rate_limit_says_when_to_come_back() {
    let world = world().await;
    let kind = FaultKind::Status {
        status: 429,
        code: None,
        retry_after: Some(3),
    };
    next_call(&world, kind);
    let answer = world
        .respond(&script_request(&brief(), true))
        .send()
        .await
        .expect("sent");
    assert_eq!(answer.headers()["retry-after"], "3");
    let (status, body) = read(answer).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (429, &json!("rate_limit_exceeded"))
    );
}

#[tokio::test]
async fn models_say_when_they_go() {
    let world = world().await;
    let get = async |id: &str| {
        let request = world
            .get(&format!("/openai/v1/models/{id}"))
            .bearer_auth(OPENAI_API_KEY);
        read(request.send().await.expect("sent")).await
    };
    assert_eq!(get("gpt-4o").await.1["shutdown_date"], "2027-01-14");
    assert_eq!(get("gpt-6-luna").await.1["shutdown_date"], Value::Null);
    assert_eq!(get("gpt-1").await.0, 404);
}
