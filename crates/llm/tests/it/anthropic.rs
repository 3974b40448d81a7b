//! Anthropic's Messages: what is sent, and every answer that may come.

use openclaw_domain::port::model::{Completion, ModelError, Usage};
use openclaw_llm::{Anthropic, AnthropicSettings};
use serde_json::{Value, json};

use crate::scripted::{Answer, End, KEY, Outcome, complete_by, http};

const TEXT: &str = "{\"hook\":\"김밥\"}";
const USAGE: Usage = Usage {
    input_tokens: 1324,
    cached_tokens: 1024,
    cache_write_tokens: 200,
    output_tokens: 300,
};

async fn told(answer: Answer) -> Outcome {
    complete_by(answer, |base_url| {
        let key = KEY.to_owned().into();
        let settings = AnthropicSettings {
            base_url,
            ..AnthropicSettings::new("claude-haiku-5-5".to_owned(), key)
        };
        Box::new(Anthropic::new(http(), settings))
    })
    .await
}

/// The input that no cache had to do with is 100 tokens.
fn message(content: &Value, stop_reason: &Value) -> Value {
    json!({"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-haiku-5-5-20260818",
           "content": content, "stop_reason": stop_reason, "stop_sequence": null,
           "usage": {"input_tokens": 100, "cache_creation_input_tokens": 200,
                     "cache_read_input_tokens": 1024, "output_tokens": 1}})
}

fn delta(text: &str) -> Value {
    json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
}

fn ended(stop_reason: &str) -> Vec<Value> {
    vec![
        json!({"type": "content_block_stop", "index": 0}),
        // Cumulative, and without what the beginning told already.
        json!({"type": "message_delta", "delta": {"stop_reason": stop_reason, "stop_sequence": null},
               "usage": {"output_tokens": 300}}),
        json!({"type": "message_stop"}),
    ]
}

fn begun() -> Vec<Value> {
    vec![
        json!({"type": "message_start", "message": message(&json!([]), &Value::Null)}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
        json!({"type": "ping"}),
        json!({"type": "an_event_of_2030", "n": 1}),
        json!({"type": "content_block_delta", "index": 0,
               "delta": {"type": "thinking_delta", "thinking": "hm"}}),
        delta("{\"hook\":"),
        delta("\"김밥\"}"),
    ]
}

fn events(stop_reason: &str) -> Vec<Value> {
    [begun(), ended(stop_reason)].concat()
}

#[tokio::test]
async fn a_message_is_told_piece_by_piece_with_what_it_used() {
    let outcome = told(Answer::events(&events("end_turn"))).await;
    assert_eq!(
        outcome.result,
        Ok(Completion {
            text: TEXT.to_owned(),
            provider: "anthropic",
            model: "claude-haiku-5-5-20260818".to_owned(),
            usage: USAGE,
        })
    );
    assert_eq!(outcome.pieces, ["{\"hook\":", "\"김밥\"}"]);
    let asked = &outcome.asked[0];
    assert_eq!(asked.line, "POST /v1/messages");
    assert_eq!(asked.headers["anthropic-version"], "2026-10-21");
    assert_eq!(asked.headers["x-api-key"], KEY);
    assert_eq!(
        asked.body,
        json!({
            "model": "claude-haiku-5-5",
            "max_tokens": 2000,
            "system": [{"type": "text", "text": "대본을 쓴다.", "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": "{\"topic\":\"김밥\"}"}],
            "output_config": {"format": {"type": "json_schema", "schema": {"type": "object",
                "properties": {"hook": {"type": "string"}}, "required": ["hook"],
                "additionalProperties": false}}},
            "metadata": {"user_id": "b5bb9d80"},
            "stream": true,
        })
    );
}

#[tokio::test]
async fn a_message_may_come_in_one_piece() {
    let parts = json!([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": TEXT}]);
    let outcome = told(Answer::json(
        200,
        &message(&parts, &json!("end_turn")).to_string(),
    ))
    .await;
    let usage = Usage {
        output_tokens: 1,
        ..USAGE
    };
    let completion = outcome.result.unwrap();
    assert_eq!((completion.text.as_str(), completion.usage), (TEXT, usage));
    assert_eq!(outcome.pieces, [TEXT]);
}

#[tokio::test]
async fn every_other_end_has_its_meaning() {
    let incomplete = |reason: &str| ModelError::Incomplete {
        reason: reason.to_owned(),
        usage: USAGE,
    };
    for (stop_reason, expected) in [
        ("refusal", ModelError::Declined { usage: USAGE }),
        ("max_tokens", incomplete("max_output_tokens")),
        (
            "model_context_window_exceeded",
            incomplete("model_context_window_exceeded"),
        ),
        ("pause_turn", incomplete("pause_turn")),
    ] {
        let outcome = told(Answer::events(&events(stop_reason))).await;
        assert_eq!(outcome.result, Err(expected));
    }
    // A stream that breaks behind the reason for its end has lost nothing.
    let mut answer = Answer::events(&events("end_turn")[..9]);
    answer.end = End::Broken;
    assert_eq!(told(answer).await.result.unwrap().usage, USAGE);
}

#[tokio::test]
async fn a_message_without_its_end_is_no_answer() {
    for end in [End::Clean, End::Broken] {
        let mut answer = Answer::events(&begun());
        answer.end = end;
        let outcome = told(answer).await;
        assert!(
            matches!(outcome.result, Err(ModelError::Unavailable(_))),
            "{outcome:?}"
        );
        assert_eq!(outcome.pieces.concat(), TEXT);
    }
    let mut stopped = begun();
    stopped.push(json!({"type": "message_stop"}));
    for answer in [
        Answer::events(&stopped),
        Answer::json(200, "{}"),
        Answer::json(200, "["),
    ] {
        let result = told(answer).await.result;
        assert!(
            matches!(result, Err(ModelError::Unavailable(_))),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn an_error_in_mid_message_is_told_by_its_type() {
    for (kind, expected) in [
        ("overloaded_error", "Unavailable"),
        ("api_error", "Unavailable"),
        ("rate_limit_error", "RateLimited"),
        ("an_error_of_2030", "Unavailable"),
    ] {
        let error =
            json!({"type": "error", "error": {"type": kind, "message": format!("with {KEY}")}});
        let mut events = begun();
        events.push(error);
        let outcome = told(Answer::events(&events)).await;
        // What it read is paid for all the same.
        assert!(outcome.used.input_tokens > 0, "{:?}", outcome.used);
        let told = format!("{:?}", outcome.result.unwrap_err());
        assert!(told.starts_with(expected) && !told.contains(KEY), "{told}");
    }
}

/// Status, type and code, as Anthropic sends them, and the name of our error.
const REFUSALS: &[(u16, &str, Option<&str>, &str)] = &[
    (400, "invalid_request_error", None, "Rejected"),
    (401, "authentication_error", None, "Misconfigured"),
    (402, "billing_error", None, "Misconfigured"),
    (403, "permission_error", None, "Misconfigured"),
    (404, "not_found_error", None, "Misconfigured"),
    (409, "conflict_error", None, "Unavailable"),
    (413, "request_too_large", None, "Rejected"),
    (
        429,
        "rate_limit_error",
        None,
        "RateLimited { retry_after: Some(3s) }",
    ),
    (
        429,
        "rate_limit_error",
        Some("enforced_spend_limit_reached"),
        "Misconfigured",
    ),
    (429, "a_type_of_2030", None, "RateLimited"),
    (500, "api_error", None, "Unavailable"),
    (504, "timeout_error", None, "Unavailable"),
    (529, "overloaded_error", None, "Unavailable"),
];

#[tokio::test]
async fn every_refusal_has_its_meaning() {
    for &(status, kind, code, expected) in REFUSALS {
        let details = code.map(|code| json!({"error_code": code}));
        let body = json!({"type": "error", "request_id": "req_1",
            "error": {"type": kind, "message": format!("refused, {KEY}"), "details": details}});
        let mut answer = Answer::json(status, &body.to_string());
        answer.headers.push(("retry-after", "3".to_owned()));
        let told = format!("{:?}", told(answer).await.result.unwrap_err());
        assert!(
            told.starts_with(expected) && !told.contains(KEY),
            "{status} {kind}: {told}"
        );
    }
    for (status, expected) in [
        (400, "Rejected"),
        (401, "Misconfigured"),
        (429, "RateLimited"),
        (503, "Unavailable"),
    ] {
        let told = format!(
            "{:?}",
            told(Answer::json(status, "<html>"))
                .await
                .result
                .unwrap_err()
        );
        assert!(told.starts_with(expected), "{status}: {told}");
    }
}
