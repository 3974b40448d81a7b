//! Answers in one piece, which compatible servers may give although a stream was asked for.

use openclaw_domain::port::model::{ModelError, Usage};
use serde_json::{Value, json};

use crate::scripted::{Answer, complete, response};

const USAGE: Usage = Usage {
    input_tokens: 1200,
    cached_tokens: 1024,
    cache_write_tokens: 0,
    output_tokens: 300,
};

async fn told(response: &Value) -> Result<String, ModelError> {
    let outcome = complete(Answer::json(200, &response.to_string())).await;
    let completion = outcome.result?;
    assert_eq!(completion.text, outcome.pieces.concat());
    assert_eq!(completion.usage, USAGE);
    Ok(completion.text)
}

#[tokio::test]
async fn the_text_of_all_messages_is_one_document() {
    let parts = json!([
        {"type": "output_text", "text": "{\"hook\":", "annotations": []},
        {"type": "a_part_of_2030"},
        {"type": "output_text", "text": "\"김밥\"}", "annotations": []},
    ]);
    assert_eq!(
        told(&response("completed", &parts)).await,
        Ok("{\"hook\":\"김밥\"}".to_owned())
    );
}

#[tokio::test]
async fn usage_may_be_missing() {
    let parts = json!([{"type": "output_text", "text": "{}"}]);
    for usage in [Value::Null, json!({})] {
        let mut response = response("completed", &parts);
        response["usage"] = usage;
        let outcome = complete(Answer::json(200, &response.to_string())).await;
        assert_eq!(outcome.result.unwrap().usage, Usage::default());
    }
}

#[tokio::test]
async fn every_other_end_has_its_meaning() {
    let refusal = json!([{"type": "refusal", "refusal": "no"}]);
    let declined = told(&response("completed", &refusal)).await;
    assert_eq!(declined, Err(ModelError::Declined { usage: USAGE }));

    let mut cut = response("incomplete", &json!([]));
    cut["incomplete_details"] = json!({"reason": "max_output_tokens"});
    let reason = "max_output_tokens".to_owned();
    assert_eq!(
        told(&cut).await,
        Err(ModelError::Incomplete {
            reason,
            usage: USAGE
        })
    );

    let mut failed = response("failed", &json!([]));
    failed["error"] = json!({"code": "rate_limit_exceeded", "message": "slow"});
    assert_eq!(
        told(&failed).await,
        Err(ModelError::RateLimited { retry_after: None })
    );

    for status in ["in_progress", "queued", "cancelled", "a_status_of_2030"] {
        let answer = told(&response(status, &json!([]))).await;
        assert!(
            matches!(answer, Err(ModelError::Unavailable(_))),
            "{status}: {answer:?}"
        );
    }
    for body in ["", "{}", "[]", "<html>"] {
        let outcome = complete(Answer::json(200, body)).await;
        assert!(
            matches!(outcome.result, Err(ModelError::Unavailable(_))),
            "{body}: {outcome:?}"
        );
    }
}
