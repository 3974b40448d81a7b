//! Requests that are refused before an answer begins.

use std::time::Duration;

use openclaw_domain::port::model::ModelError;
use openclaw_llm::Provider as _;
use serde_json::json;

use crate::scripted::{Answer, KEY, client, complete, prompt, settings};

/// Status, code and type, as `OpenAI` sends them, and the name of our error.
const REFUSALS: &[(u16, Option<&str>, &str, &str)] = &[
    (400, None, "invalid_request_error", "Rejected"),
    (
        400,
        Some("invalid_prompt"),
        "invalid_request_error",
        "Rejected",
    ),
    (
        401,
        Some("invalid_api_key"),
        "invalid_request_error",
        "Misconfigured",
    ),
    (
        403,
        Some("unsupported_country_region_territory"),
        "request_forbidden",
        "Misconfigured",
    ),
    (
        404,
        Some("model_not_found"),
        "invalid_request_error",
        "Misconfigured",
    ),
    (408, None, "timeout", "Unavailable"),
    (409, None, "conflict", "Unavailable"),
    (429, Some("rate_limit_exceeded"), "requests", "RateLimited"),
    (429, Some("rate_limit_exceeded"), "tokens", "RateLimited"),
    (429, Some("slow_down"), "rate_limit_error", "RateLimited"),
    (429, None, "a_type_of_2030", "RateLimited"),
    (
        429,
        Some("insufficient_quota"),
        "insufficient_quota",
        "Misconfigured",
    ),
    (429, None, "insufficient_quota", "Misconfigured"),
    (
        429,
        Some("credit_balance_exhausted"),
        "rate_limit_error",
        "Misconfigured",
    ),
    (500, Some("server_error"), "server_error", "Unavailable"),
    (500, None, "a_type_of_2030", "Unavailable"),
    (502, None, "bad_gateway", "Unavailable"),
    (
        503,
        Some("server_is_overloaded"),
        "service_unavailable_error",
        "Unavailable",
    ),
    (
        503,
        Some("slow_down"),
        "service_unavailable_error",
        "RateLimited",
    ),
];

#[tokio::test]
async fn every_refusal_has_its_meaning() {
    for &(status, code, kind, expected) in REFUSALS {
        let message = format!("refused, {KEY}\n");
        let body =
            json!({"error": {"message": message, "type": kind, "param": null, "code": code}});
        let outcome = complete(Answer::json(status, &body.to_string())).await;
        let told = format!("{:?}", outcome.result.unwrap_err());
        assert!(
            told.starts_with(expected),
            "{status} {code:?} {kind}: {told}"
        );
        assert!(!told.contains(KEY), "{told}");
        assert_eq!(outcome.asked.len(), 1);
        assert_eq!(outcome.pieces, [""; 0]);
        if expected != "RateLimited" {
            let name = format!("{} (HTTP {status})", code.unwrap_or(kind));
            assert!(told.contains(&name), "{told}");
            assert_eq!(told.contains("refused"), status != 401, "{told}");
        }
    }
}

#[tokio::test]
async fn an_empty_account_is_said_to_be_empty() {
    let body =
        r#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#;
    let told = complete(Answer::json(429, body))
        .await
        .result
        .unwrap_err()
        .to_string();
    assert!(told.contains("nothing left to spend"), "{told}");
}

#[tokio::test]
async fn bodies_that_are_not_openais_are_told_by_status() {
    for body in [
        "",
        "<html>",
        "{}",
        "[]",
        "null",
        r#"{"error":"no"}"#,
        r#"{"error":{"code":429}}"#,
    ] {
        for (status, expected) in [
            (302, "Unavailable"),
            (400, "Rejected"),
            (401, "Misconfigured"),
            (403, "Misconfigured"),
            (404, "Misconfigured"),
            (429, "RateLimited"),
            (500, "Unavailable"),
            (529, "Unavailable"),
        ] {
            let outcome = complete(Answer::json(status, body)).await;
            let told = format!("{:?}", outcome.result.unwrap_err());
            assert!(told.starts_with(expected), "{status} {body}: {told}");
        }
    }
}

#[tokio::test]
async fn the_wait_that_is_asked_for_is_told() {
    for (headers, expected) in [
        (vec![], None),
        (vec![("retry-after", "7")], Some(7000)),
        (vec![("retry-after", "0.25")], Some(250)),
        (vec![("retry-after-ms", "1500")], Some(1500)),
        (
            vec![("retry-after", "7"), ("retry-after-ms", "1500.5")],
            Some(1500),
        ),
        (vec![("retry-after", "Mon, 23 Nov 2026 12:00:00 GMT")], None),
        (vec![("retry-after", "-1")], None),
        (vec![("retry-after", "NaN")], None),
        (vec![("retry-after", "1e300")], None),
    ] {
        let mut answer = Answer::json(429, r#"{"error":{"code":"rate_limit_exceeded"}}"#);
        answer.headers.extend(
            headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let Err(ModelError::RateLimited { retry_after }) = complete(answer).await.result else {
            panic!("{headers:?}")
        };
        assert_eq!(
            retry_after.map(|it| it.as_millis()),
            expected,
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn a_long_message_is_cut() {
    let message = "가".repeat(10_000);
    let body = json!({"error": {"message": message, "type": "invalid_request_error"}});
    let told = complete(Answer::json(400, &body.to_string()))
        .await
        .result
        .unwrap_err()
        .to_string();
    assert!(told.chars().count() < 400, "{told}");
}

#[tokio::test]
async fn nobody_listening_and_a_wrong_address_differ() {
    let mut settings = settings();
    settings.timeout = Duration::from_secs(5);
    for (base_url, misconfigured) in [
        ("http://127.0.0.1:1/v1", false),
        ("api.openai.com/v1", true),
        ("", true),
    ] {
        settings.base_url = base_url.to_owned();
        let answer = client(settings.clone())
            .complete(&prompt(), &mut |_| ())
            .await;
        match answer.unwrap_err() {
            ModelError::Misconfigured(_) => assert!(misconfigured, "{base_url}"),
            ModelError::Unavailable(_) => assert!(!misconfigured, "{base_url}"),
            error => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn a_code_that_is_a_number_hides_nothing_of_what_a_compatible_server_says() {
    let body = json!({"error": {
        "code": 400, "message": "context length exceeded", "type": "BadRequestError", "param": null,
    }});
    let answer = Answer::json(400, &body.to_string());
    let error = complete(answer).await.result.unwrap_err();
    let told = "400 (HTTP 400): context length exceeded".to_owned();
    assert_eq!(error, ModelError::Rejected(told));
}
