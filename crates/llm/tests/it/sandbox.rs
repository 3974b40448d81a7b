//! The client against the sandbox's `OpenAI`, which everything else is tried with.

use openclaw_domain::port::model::{Completion, Model as _, ModelError};
use openclaw_llm::{OpenAi, Settings};
use openclaw_sandbox::{Fault, FaultKind, OPENAI_API_KEY, Sandbox, Service};
use tokio::net::TcpListener;

use crate::scripted::{client, prompt};

async fn world(key: &str) -> (Sandbox, OpenAi) {
    let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await.unwrap())
        .await
        .unwrap();
    sandbox.control().set_openai_pace(0);
    let mut settings = Settings::new("gpt-6-luna".to_owned(), key.to_owned().into());
    settings.base_url = format!("{}/openai/v1", sandbox.url());
    (sandbox, client(settings))
}

async fn complete(model: &OpenAi) -> (Result<Completion, ModelError>, String) {
    let mut told = String::new();
    let result = model
        .complete(&prompt(), &mut |piece| told.push_str(piece))
        .await;
    (result, told)
}

#[tokio::test]
async fn a_document_is_written_to_the_schema() {
    let (_sandbox, model) = world(OPENAI_API_KEY).await;
    let (completion, told) = complete(&model).await;
    let completion = completion.unwrap();
    assert_eq!(completion.text, told);
    let document: serde_json::Value = serde_json::from_str(&told).unwrap();
    jsonschema::draft202012::new(&prompt().schema)
        .unwrap()
        .validate(&document)
        .unwrap();
    assert!(
        completion.model.starts_with("gpt-6-luna"),
        "{}",
        completion.model
    );
    assert!(completion.usage.input_tokens > 0 && completion.usage.output_tokens > 0);
}

#[tokio::test]
async fn its_failures_are_ours_to_tell_apart() {
    let (sandbox, model) = world(OPENAI_API_KEY).await;
    let status = |status, code: Option<&str>, retry_after| FaultKind::Status {
        status,
        code: code.map(str::to_owned),
        retry_after,
    };
    for (kind, expected) in [
        (FaultKind::Refusal, "Declined"),
        (
            FaultKind::Incomplete,
            "Incomplete { reason: \"max_output_tokens\"",
        ),
        (FaultKind::Failed, "Unavailable"),
        (FaultKind::Cut { after: 3 }, "Unavailable"),
        (
            status(429, None, Some(7)),
            "RateLimited { retry_after: Some(7s) }",
        ),
        (
            status(429, Some("insufficient_quota"), None),
            "Misconfigured",
        ),
        (status(401, None, None), "Misconfigured"),
        (status(503, None, None), "Unavailable"),
    ] {
        sandbox
            .control()
            .add_fault(Fault::once(Service::Openai, kind.clone()))
            .unwrap();
        let (result, _) = complete(&model).await;
        let told = format!("{:?}", result.unwrap_err());
        assert!(told.starts_with(expected), "{kind:?}: {told}");
    }
    let (_sandbox, stranger) = world("sk-of-another").await;
    let (result, _) = complete(&stranger).await;
    assert!(
        matches!(result, Err(ModelError::Misconfigured(_))),
        "{result:?}"
    );
}
