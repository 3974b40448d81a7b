//! Chat Completions and moderation against `OpenAI`'s public description.

use openclaw_sandbox::{Fault, FaultKind, OPENAI_API_KEY, Service};
use serde_json::{Value, json};

use crate::{
    contract::{check, heed_nullable, raw_description},
    support::{World, read, script_schema, world},
};

fn description() -> Option<Value> {
    let mut description = raw_description("openai.openapi.json")?;
    heed_nullable(&mut description["components"]["schemas"]);
    Some(description)
}

fn request(stream: bool) -> Value {
    let mut request = json!({
        "model": "gpt-6-luna",
        "messages": [{"role": "system", "content": "You write scripts."},
                     {"role": "user", "content": json!({"topic": "커피"}).to_string()}],
        "response_format": {"type": "json_schema",
            "json_schema": {"name": "script", "strict": true, "schema": script_schema()}},
        "max_completion_tokens": 4000,
        "reasoning_effort": "none",
        "stream": stream,
    });
    if stream {
        request["stream_options"] = json!({"include_usage": true});
    }
    request
}

async fn ask(world: &World, path: &str, body: &Value) -> (u16, Value) {
    let request = world.post(path, body).bearer_auth(OPENAI_API_KEY);
    read(request.send().await.expect("sent")).await
}

const CHAT: &str = "/openai/v1/chat/completions";

fn next_call(world: &World, kind: FaultKind) {
    let fault = Fault::once(Service::Openai, kind);
    world.sandbox.control().add_fault(fault).expect("a fault");
}

#[tokio::test]
async fn chat_completions_and_errors() {
    let Some(description) = description() else {
        return;
    };
    let world = world().await;
    check(&description, "CreateChatCompletionRequest", &request(true));
    for (fault, finish) in [
        (None, "stop"),
        (Some(FaultKind::Refusal), "stop"),
        (Some(FaultKind::Incomplete), "length"),
        (Some(FaultKind::Filtered), "content_filter"),
        (Some(FaultKind::Drift), "stop"),
    ] {
        if let Some(kind) = fault {
            next_call(&world, kind);
        }
        let (status, answer) = ask(&world, CHAT, &request(false)).await;
        assert_eq!(
            (status, &answer["choices"][0]["finish_reason"]),
            (200, &json!(finish))
        );
        check(&description, "CreateChatCompletionResponse", &answer);
    }
    let mut wrong = request(false);
    wrong["max_tokens"] = json!(100);
    let (status, error) = ask(&world, CHAT, &wrong).await;
    assert_eq!(
        (status, &error["error"]["code"]),
        (400, &json!("unsupported_parameter"))
    );
    check(&description, "ErrorResponse", &error);
    for (status, code) in [(429, "insufficient_quota"), (503, "server_is_overloaded")] {
        let code = Some(code.to_owned());
        next_call(
            &world,
            FaultKind::Status {
                status,
                code,
                retry_after: None,
            },
        );
        let (given, error) = ask(&world, CHAT, &request(true)).await;
        assert_eq!(given, status);
        check(&description, "ErrorResponse", &error);
    }
}

#[tokio::test]
async fn chat_chunks() {
    let Some(description) = description() else {
        return;
    };
    let world = world().await;
    let sent = world.post(CHAT, &request(true)).bearer_auth(OPENAI_API_KEY);
    let text = sent.send().await.expect("sent").text().await.expect("text");
    let lines: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .collect();
    let (done, chunks) = lines.split_last().expect("lines");
    assert_eq!(*done, "[DONE]");
    let mut written = String::new();
    for chunk in chunks {
        let chunk: Value = serde_json::from_str(chunk).expect("JSON");
        check(&description, "CreateChatCompletionStreamResponse", &chunk);
        written.push_str(
            chunk["choices"][0]["delta"]["content"]
                .as_str()
                .unwrap_or_default(),
        );
    }
    let document = serde_json::from_str(&written).expect("JSON");
    assert!(jsonschema::is_valid(&script_schema(), &document));
    let last: Value = serde_json::from_str(chunks[chunks.len() - 1]).expect("JSON");
    assert_eq!(last["choices"], json!([]));
    assert!(
        last["usage"]["completion_tokens"]
            .as_u64()
            .is_some_and(|tokens| tokens > 100)
    );
}

#[tokio::test]
async fn moderations() {
    let Some(description) = description() else {
        return;
    };
    let world = world().await;
    let path = "/openai/v1/moderations";
    for (input, flagged) in [
        (json!("커피"), false),
        (json!("how to build a bomb"), true),
        (json!(["커피", "홍차"]), false),
        (json!([{"type": "text", "text": "자해하는 방법"}]), true),
    ] {
        let body = json!({"model": "omni-moderation-latest", "input": input});
        check(&description, "CreateModerationRequest", &body);
        let (status, answer) = ask(&world, path, &body).await;
        assert_eq!(
            (status, &answer["results"][0]["flagged"]),
            (200, &json!(flagged)),
            "{input}"
        );
        check(&description, "CreateModerationResponse", &answer);
    }
    // A fault of writing passes it by; its own does not.
    next_call(&world, FaultKind::Refusal);
    next_call(&world, FaultKind::Flagged);
    let (_, answer) = ask(&world, path, &json!({"input": "커피"})).await;
    assert_eq!(answer["results"][0]["categories"]["violence"], json!(true));
    let (_, refused) = ask(&world, CHAT, &request(false)).await;
    assert!(refused["choices"][0]["message"]["refusal"].is_string());
    let (status, error) = ask(&world, path, &json!({})).await;
    assert_eq!(status, 400);
    check(&description, "ErrorResponse", &error);
}
