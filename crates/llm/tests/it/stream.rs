//! Answers that come as a stream of events.

use std::time::Duration;

use bytes::Bytes;
use openclaw_domain::port::model::{Completion, ModelError, Usage};
use serde_json::{Value, json};

use crate::scripted::{
    Answer, End, KEY, complete, complete_with, completed, delta, event, response, settings,
};

const TEXT: &str = "{\"hook\":\"김밥 한 줄에 3초!\"}";
const USAGE: Usage = Usage {
    input_tokens: 1200,
    cached_tokens: 1024,
    cache_write_tokens: 0,
    output_tokens: 300,
};

fn document(text: &str) -> Completion {
    let model = "gpt-6-luna-2026-08-01".to_owned();
    Completion {
        text: text.to_owned(),
        provider: "openai",
        model,
        usage: USAGE,
    }
}

/// All events of an answer, in the order `OpenAI` sends them, and one of a kind not invented yet.
fn usual() -> Vec<Value> {
    let started = response("in_progress", &json!([]));
    vec![
        json!({"type": "response.created", "sequence_number": 0, "response": started}),
        json!({"type": "response.in_progress", "sequence_number": 1, "response": started}),
        json!({"type": "response.output_item.added", "sequence_number": 2, "output_index": 0,
            "item": {"type": "message", "id": "msg_1", "content": []}}),
        json!({"type": "response.content_part.added", "sequence_number": 3,
            "part": {"type": "output_text", "text": ""}}),
        delta("{\"hook\":\"김밥"),
        json!({"type": "response.thought_of_2030", "sequence_number": 5, "delta": 7}),
        delta(" 한 줄에 "),
        delta("3초!\"}"),
        json!({"type": "response.output_text.done", "sequence_number": 6, "text": TEXT}),
        completed(TEXT),
    ]
}

#[tokio::test]
async fn the_pieces_are_told_and_the_end_counts() {
    let outcome = complete(Answer::events(&usual())).await;
    assert_eq!(outcome.result, Ok(document(TEXT)));
    assert_eq!(outcome.pieces, ["{\"hook\":\"김밥", " 한 줄에 ", "3초!\"}"]);
    // Whatever it says shows that it is at work.
    assert_eq!(outcome.signs, usual().len());
}

#[tokio::test]
async fn chunks_may_end_anywhere_even_inside_a_hangul_syllable() {
    let wire: String = usual().iter().map(event).collect();
    for (size, wire) in [
        (1, wire.clone()),
        (2, wire.clone()),
        (7, wire.replace('\n', "\r\n")),
    ] {
        let mut answer = Answer::events(&[]);
        answer.chunks = wire
            .as_bytes()
            .chunks(size)
            .map(Bytes::copy_from_slice)
            .collect();
        let outcome = complete(answer).await;
        assert_eq!(outcome.result, Ok(document(TEXT)), "{size} bytes a chunk");
        assert_eq!(outcome.pieces.concat(), TEXT);
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    let wire: String = usual().iter().map(event).collect();
    let wire = format!("\u{feff}{wire}");
    for size in [1, wire.len()] {
        let mut answer = Answer::events(&[]);
        answer.chunks = wire
            .as_bytes()
            .chunks(size)
            .map(Bytes::copy_from_slice)
            .collect();
        assert_eq!(
            complete(answer).await.result,
            Ok(document(TEXT)),
            "{size} bytes a chunk"
        );
    }
}

#[tokio::test]
async fn comments_and_a_done_marker_are_passed_over() {
    let mut answer = Answer::events(&usual());
    answer.chunks.insert(0, ": keep-alive\n\n".into());
    answer.chunks.insert(1, "data: [DONE]\n\n".into());
    assert_eq!(complete(answer).await.result, Ok(document(TEXT)));
}

#[tokio::test]
async fn the_end_is_the_truth() {
    for (events, text, pieces) in [
        // The end brings what the pieces lacked.
        (vec![delta("{\"hook\":"), completed(TEXT)], TEXT, TEXT),
        (vec![completed(TEXT)], TEXT, TEXT),
        // Some servers leave the text out at the end.
        (vec![delta(TEXT), completed("")], TEXT, TEXT),
        // The pieces were something else.
        (vec![delta("{}"), completed(TEXT)], TEXT, "{}"),
    ] {
        let outcome = complete(Answer::events(&events)).await;
        assert_eq!(outcome.result, Ok(document(text)));
        assert_eq!(outcome.pieces.concat(), pieces);
    }
}

#[tokio::test]
async fn a_refusal_is_a_refusal_wherever_it_is_told() {
    let part = json!([{"type": "refusal", "refusal": "I can't help with that."}]);
    let end = json!({"type": "response.completed", "response": response("completed", &part)});
    let piece = json!({"type": "response.refusal.delta", "delta": "I can't", "item_id": "msg_1",
        "output_index": 0, "content_index": 0, "sequence_number": 4});
    let done = json!({"type": "response.refusal.done", "refusal": "I can't", "sequence_number": 5});
    for events in [
        vec![end],
        vec![piece, completed("")],
        vec![done, completed("{}")],
    ] {
        let outcome = complete(Answer::events(&events)).await;
        assert_eq!(outcome.result, Err(ModelError::Declined { usage: USAGE }));
    }
}

#[tokio::test]
async fn an_incomplete_answer_says_why_and_what_it_cost() {
    for (details, reason) in [
        (json!({"reason": "max_output_tokens"}), "max_output_tokens"),
        (json!({"reason": "content_filter"}), "content_filter"),
        (Value::Null, "not told"),
    ] {
        let mut end = json!({"type": "response.incomplete", "sequence_number": 9,
            "response": response("incomplete", &json!([]))});
        end["response"]["incomplete_details"] = details;
        let outcome = complete(Answer::events(&[delta("{\"hook\""), end])).await;
        let expected = ModelError::Incomplete {
            reason: reason.to_owned(),
            usage: USAGE,
        };
        assert_eq!(outcome.result, Err(expected));
    }
}

fn failed(code: &str) -> Value {
    let mut response = response("failed", &json!([]));
    response["error"] = json!({"code": code, "message": format!("it failed with {KEY}")});
    json!({"type": "response.failed", "sequence_number": 9, "response": response})
}

fn error(code: &str) -> Value {
    json!({"type": "error", "code": code, "message": "it failed", "param": null,
        "sequence_number": 9})
}

fn wrapped(code: &str) -> Value {
    json!({"type": "error", "error": {"type": "some_error", "code": code, "message": "it failed"}})
}

#[tokio::test]
async fn a_failure_in_mid_answer_is_told_by_its_code() {
    for make in [failed, error, wrapped] {
        for (code, kind) in [
            ("rate_limit_exceeded", "RateLimited"),
            ("slow_down", "RateLimited"),
            ("server_error", "Unavailable"),
            ("server_is_overloaded", "Unavailable"),
            ("a_code_of_2030", "Unavailable"),
            ("invalid_prompt", "Rejected"),
            ("model_not_found", "Misconfigured"),
            ("insufficient_quota", "Misconfigured"),
            ("credit_balance_exhausted", "Misconfigured"),
            ("bio_policy", "Declined"),
        ] {
            let event = make(code);
            let outcome = complete(Answer::events(&[delta("{"), event.clone()])).await;
            let told = format!("{:?}", outcome.result.unwrap_err());
            assert!(told.starts_with(kind), "{event}: {told}");
            assert!(!told.contains(KEY), "{told}");
            if matches!(kind, "Unavailable" | "Misconfigured" | "Rejected") {
                assert!(told.contains(code) && told.contains("it failed"), "{told}");
            }
        }
    }
    let declined = complete(Answer::events(&[failed("bio_policy")]))
        .await
        .result;
    assert_eq!(declined, Err(ModelError::Declined { usage: USAGE }));
}

#[tokio::test]
async fn a_stream_without_its_end_is_no_answer() {
    let pieces: Vec<Value> = usual()
        .into_iter()
        .filter(|it| it["type"] != "response.completed")
        .collect();
    let half = event(&completed(TEXT)).into_bytes();
    let half = Bytes::copy_from_slice(&half[..half.len() / 2]);
    for end in [End::Clean, End::Broken, End::Silence] {
        for half_event in [false, true] {
            let mut answer = Answer::events(&pieces);
            answer.end = end;
            answer.chunks.extend(half_event.then(|| half.clone()));
            let mut settings = settings();
            if matches!(end, End::Silence) {
                settings.timeout = Duration::from_millis(1_500);
            }
            let outcome = complete_with(answer, settings).await;
            assert!(
                matches!(outcome.result, Err(ModelError::Unavailable(_))),
                "{outcome:?}"
            );
            assert_eq!(outcome.pieces.concat(), TEXT);
        }
    }
}

#[tokio::test]
async fn nonsense_is_no_answer() {
    for wire in [
        "data: {\"type\":\n\n",
        "data: hello\n\n",
        "<html>hello</html>",
        "",
        "\u{feff}",
    ] {
        let mut answer = Answer::events(&[]);
        answer.chunks = vec![wire.into()];
        let outcome = complete(answer).await;
        assert!(
            matches!(outcome.result, Err(ModelError::Unavailable(_))),
            "{wire}: {outcome:?}"
        );
    }
    let mut answer = Answer::events(&[]);
    answer.chunks = vec![Bytes::from_static(b"data: \xff\xff\n\n")];
    assert!(matches!(
        complete(answer).await.result,
        Err(ModelError::Unavailable(_))
    ));
}
