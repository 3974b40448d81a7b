//! Chat Completions: what is sent, and what compatible servers make of their answers.

use openclaw_domain::port::model::{Completion, ModelError, Usage};
use openclaw_llm::{Api, OpenAiSettings as Settings, StructuredOutput};
use serde_json::{Value, json};

use crate::{
    request::{check_known, specification},
    scripted::{Answer, End, KEY, Outcome, complete_with, settings},
};

const TEXT: &str = "{\"hook\":\"김밥\"}";

fn chat() -> Settings {
    Settings {
        api: Api::Chat,
        ..settings()
    }
}

/// A server of one's own.
fn own() -> Settings {
    Settings {
        api_key: None,
        compatible: true,
        model: "llama4".to_owned(),
        ..chat()
    }
}

fn chunk(delta: &Value, finish_reason: Option<&str>) -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
           "model": "gpt-6-luna-2026-08-01",
           "choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})
}

fn usage() -> Value {
    json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-6-luna-2026-08-01",
           "choices": [], "usage": {"prompt_tokens": 1200, "completion_tokens": 300, "total_tokens": 1500,
               "prompt_tokens_details": {"cached_tokens": 1024, "cache_write_tokens": 100}}})
}

const USAGE: Usage = Usage {
    input_tokens: 1200,
    cached_tokens: 1024,
    cache_write_tokens: 100,
    output_tokens: 300,
};

fn text() -> Vec<Value> {
    vec![
        chunk(
            &json!({"role": "assistant", "content": "", "refusal": null}),
            None,
        ),
        chunk(&json!({"content": "{\"hook\":"}), None),
        chunk(&json!({"content": "\"김밥\"}"}), None),
    ]
}

/// Bare data lines, as this API frames them.
fn stream(chunks: &[Value], done: bool) -> Answer {
    let mut answer = Answer::events(&[]);
    answer.chunks = chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\n\n").into())
        .collect();
    if done {
        answer.chunks.push("data: [DONE]\n\n".into());
    }
    answer
}

async fn told(answer: Answer) -> Outcome {
    complete_with(answer, chat()).await
}

#[tokio::test]
async fn a_stream_is_told_piece_by_piece_with_what_it_used() {
    let mut chunks = text();
    chunks.extend([chunk(&json!({}), Some("stop")), usage()]);
    let outcome = told(stream(&chunks, true)).await;
    assert_eq!(
        outcome.result,
        Ok(Completion {
            text: TEXT.to_owned(),
            provider: "openai",
            model: "gpt-6-luna-2026-08-01".to_owned(),
            usage: USAGE,
        })
    );
    assert_eq!(outcome.pieces, ["{\"hook\":", "\"김밥\"}"]);
    assert_eq!(outcome.asked[0].line, "POST /v1/chat/completions");
    assert_eq!(
        outcome.asked[0].headers["authorization"],
        format!("Bearer {KEY}")
    );
}

#[tokio::test]
async fn servers_may_leave_out_usage_the_model_and_the_last_line() {
    let mut bare: Vec<Value> = text();
    bare.push(chunk(&json!({}), Some("eos_token")));
    for chunk in &mut bare {
        let fields = chunk.as_object_mut().unwrap();
        fields.retain(|name, _| name == "choices");
    }
    for (done, end) in [
        (true, End::Clean),
        (false, End::Clean),
        (false, End::Broken),
    ] {
        let mut answer = stream(&bare, done);
        answer.end = end;
        let outcome = complete_with(answer, own()).await;
        let completion = outcome.result.unwrap();
        assert_eq!(completion.text, TEXT);
        assert_eq!(completion.model, "llama4");
        assert_eq!(completion.usage, Usage::default());
        assert!(!outcome.asked[0].headers.contains_key("authorization"));
    }
    let whole = json!({"choices": [{"message": {"content": TEXT}, "finish_reason": "stop"}]});
    let outcome = complete_with(Answer::json(200, &whole.to_string()), own()).await;
    assert_eq!(outcome.result.unwrap().text, TEXT);
    assert_eq!(outcome.pieces, [TEXT]);
}

#[tokio::test]
async fn every_other_end_has_its_meaning() {
    let ended = |delta: Value, reason| {
        vec![
            chunk(&delta, None),
            chunk(&json!({}), Some(reason)),
            usage(),
        ]
    };
    for (chunks, expected) in [
        (
            ended(json!({"refusal": "no"}), "stop"),
            ModelError::Declined { usage: USAGE },
        ),
        (
            ended(json!({"content": "{"}), "length"),
            ModelError::Incomplete {
                reason: "max_output_tokens".to_owned(),
                usage: USAGE,
            },
        ),
        (
            ended(json!({"content": "{"}), "content_filter"),
            ModelError::Incomplete {
                reason: "content_filter".to_owned(),
                usage: USAGE,
            },
        ),
    ] {
        assert_eq!(told(stream(&chunks, true)).await.result, Err(expected));
    }
}

#[tokio::test]
async fn a_stream_without_a_reason_for_its_end_is_no_answer() {
    for (done, end) in [
        (true, End::Clean),
        (false, End::Clean),
        (false, End::Broken),
    ] {
        let mut answer = stream(&text(), done);
        answer.end = end;
        let outcome = told(answer).await;
        assert!(
            matches!(outcome.result, Err(ModelError::Unavailable(_))),
            "{outcome:?}"
        );
        assert_eq!(outcome.pieces.concat(), TEXT);
    }
}

#[tokio::test]
async fn an_error_in_mid_answer_is_told_by_its_code() {
    for (code, expected) in [
        ("server_error", "Unavailable"),
        ("rate_limit_exceeded", "RateLimited"),
        ("insufficient_quota", "Misconfigured"),
    ] {
        let error =
            json!({"error": {"message": format!("with {KEY}"), "type": code, "code": code}});
        let mut chunks = text();
        chunks.push(error);
        let told = format!(
            "{:?}",
            told(stream(&chunks, false)).await.result.unwrap_err()
        );
        assert!(told.starts_with(expected) && !told.contains(KEY), "{told}");
    }
}

async fn sent(settings: Settings) -> Value {
    complete_with(stream(&[], true), settings)
        .await
        .asked
        .remove(0)
        .body
}

#[tokio::test]
async fn what_is_sent_to_openai_and_to_a_server_of_ones_own() {
    let schema = json!({"type": "object", "properties": {"hook": {"type": "string"}},
        "required": ["hook"], "additionalProperties": false});
    let messages = json!([{"role": "system", "content": "대본을 쓴다."},
                          {"role": "user", "content": "{\"topic\":\"김밥\"}"}]);
    assert_eq!(
        sent(chat()).await,
        json!({
            "model": "gpt-6-luna",
            "messages": messages,
            "response_format": {"type": "json_schema",
                "json_schema": {"name": "script", "strict": true, "schema": schema}},
            "max_completion_tokens": 2000,
            "stream": true,
            "stream_options": {"include_usage": true},
            "safety_identifier": "b5bb9d80",
            "prompt_cache_key": "shorts-script-3",
            "store": false,
            "reasoning_effort": "none",
        })
    );
    let schema_only = Settings {
        structured_output: StructuredOutput::Schema,
        ..own()
    };
    assert_eq!(
        sent(schema_only).await,
        json!({
            "model": "llama4",
            "messages": messages,
            "response_format": {"type": "json_schema", "json_schema": {"name": "script", "schema": schema}},
            "max_tokens": 2000,
            "stream": true,
            "stream_options": {"include_usage": true},
        })
    );
    let object = sent(Settings {
        structured_output: StructuredOutput::Object,
        ..own()
    })
    .await;
    assert_eq!(object["response_format"], json!({"type": "json_object"}));
    let task = object["messages"][0]["content"].as_str().unwrap();
    assert!(
        task.starts_with("대본을 쓴다.\n") && task.contains(&schema.to_string()),
        "{task}"
    );
}

#[tokio::test]
async fn the_body_is_one_that_openais_schema_knows() {
    let Some(specification) = specification() else {
        return;
    };
    let name = "CreateChatCompletionRequest";
    check_known(&specification, name, &sent(chat()).await);
    let mut wrong = sent(chat()).await;
    wrong["reasoning_effort"] = "a lot".into();
    assert!(!crate::request::is_valid(&specification, name, &wrong));
}
