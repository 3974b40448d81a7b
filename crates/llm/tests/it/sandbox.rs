//! The clients against the sandbox's stand-ins, which everything else is tried with.

use openclaw_domain::port::model::{Completion, ModelError};
use openclaw_llm::{
    Anthropic, AnthropicSettings, Api, Heard, OpenAi, OpenAiSettings, Provider, StructuredOutput,
};
use openclaw_sandbox::{ANTHROPIC_API_KEY, Fault, FaultKind, OPENAI_API_KEY, Sandbox, Service};
use serde_json::json;
use tokio::net::TcpListener;

use crate::scripted::{http, prompt};

pub(crate) async fn sandbox() -> Sandbox {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    sandbox.control().set_openai_pace(0);
    sandbox
}

fn openai(sandbox: &Sandbox, api: Api, key: &str) -> OpenAi {
    let settings = OpenAiSettings {
        base_url: format!("{}/openai/v1", sandbox.url()),
        api,
        ..OpenAiSettings::new("gpt-6-luna".to_owned(), key.to_owned().into())
    };
    OpenAi::new(http(), settings)
}

fn anthropic(sandbox: &Sandbox, key: &str) -> Anthropic {
    let settings = AnthropicSettings {
        base_url: format!("{}/anthropic/v1", sandbox.url()),
        ..AnthropicSettings::new("claude-haiku-5-5".to_owned(), key.to_owned().into())
    };
    Anthropic::new(http(), settings)
}

/// Every client, and the service that it speaks to.
fn clients(sandbox: &Sandbox) -> Vec<(Service, Box<dyn Provider>)> {
    vec![
        (
            Service::Openai,
            Box::new(openai(sandbox, Api::Responses, OPENAI_API_KEY)),
        ),
        (
            Service::Openai,
            Box::new(openai(sandbox, Api::Chat, OPENAI_API_KEY)),
        ),
        (
            Service::Anthropic,
            Box::new(anthropic(sandbox, ANTHROPIC_API_KEY)),
        ),
    ]
}

async fn complete(model: &dyn Provider) -> (Result<Completion, ModelError>, String) {
    let mut told = String::new();
    let result = model
        .complete(&prompt(), &mut |heard| {
            if let Heard::Text(piece) = heard {
                told.push_str(piece);
            }
        })
        .await;
    (result, told)
}

fn fits(text: &str) -> bool {
    let document = serde_json::from_str(text).unwrap();
    jsonschema::is_valid(&prompt().schema, &document)
}

#[tokio::test]
async fn a_document_is_written_to_the_schema() {
    let sandbox = sandbox().await;
    for (_, model) in clients(&sandbox) {
        let (completion, told) = complete(&*model).await;
        let completion = completion.unwrap();
        assert_eq!(completion.text, told);
        assert!(fits(&told), "{told}");
        assert_eq!(completion.provider, model.name());
        assert_eq!(completion.model, model.model());
        assert!(completion.usage.input_tokens > 0 && completion.usage.output_tokens > 0);
    }
}

#[tokio::test]
async fn servers_that_know_less_are_asked_for_less() {
    let sandbox = sandbox().await;
    for (api, structured_output) in [
        (Api::Responses, StructuredOutput::Schema),
        (Api::Responses, StructuredOutput::Object),
        (Api::Chat, StructuredOutput::Schema),
        (Api::Chat, StructuredOutput::Object),
    ] {
        let settings = OpenAiSettings {
            base_url: format!("{}/openai/v1", sandbox.url()),
            api,
            structured_output,
            compatible: true,
            // The stand-in refuses `max_tokens` for models that reason, as the real service does.
            ..OpenAiSettings::new("gpt-4o-mini".to_owned(), OPENAI_API_KEY.to_owned().into())
        };
        let (completion, told) = complete(&OpenAi::new(http(), settings)).await;
        assert_eq!(completion.unwrap().text, told, "{api:?}");
        if structured_output == StructuredOutput::Schema {
            assert!(fits(&told), "{told}");
        } else {
            let document: serde_json::Value = serde_json::from_str(&told).unwrap();
            assert_eq!(document["sample"], json!(true));
        }
    }
}

fn status(status: u16, code: Option<&str>, retry_after: Option<u64>) -> FaultKind {
    FaultKind::Status {
        status,
        code: code.map(str::to_owned),
        retry_after,
    }
}

#[tokio::test]
async fn what_goes_wrong_alike_everywhere_is_told_alike() {
    let sandbox = sandbox().await;
    for (service, model) in clients(&sandbox) {
        for (kind, expected) in [
            (FaultKind::Refusal, "Declined"),
            (
                FaultKind::Incomplete,
                "Incomplete { reason: \"max_output_tokens\"",
            ),
            (FaultKind::Failed, "Unavailable"),
            (FaultKind::Cut { after: 5 }, "Unavailable"),
            (FaultKind::Lost, "Unavailable"),
            (
                status(429, None, Some(7)),
                "RateLimited { retry_after: Some(7s) }",
            ),
            (status(400, None, None), "Rejected"),
            (status(401, None, None), "Misconfigured"),
            (status(403, None, None), "Misconfigured"),
            (status(404, None, None), "Misconfigured"),
            (status(500, None, None), "Unavailable"),
            (status(503, None, None), "Unavailable"),
        ] {
            let fault = Fault::once(service, kind.clone());
            sandbox.control().add_fault(fault).unwrap();
            let (result, _) = complete(&*model).await;
            let told = format!("{:?}", result.unwrap_err());
            assert!(told.starts_with(expected), "{service:?} {kind:?}: {told}");
        }
    }
}

#[tokio::test]
async fn each_providers_own_troubles_have_their_meaning() {
    let sandbox = sandbox().await;
    let filtered = "Incomplete { reason: \"content_filter\"";
    let (openai_own, anthropic_own) = (
        [
            (FaultKind::Filtered, filtered),
            (status(429, Some("slow_down"), None), "RateLimited"),
            (
                status(429, Some("insufficient_quota"), None),
                "Misconfigured",
            ),
            (
                status(429, Some("credit_balance_exhausted"), None),
                "Misconfigured",
            ),
        ],
        [
            (FaultKind::Filtered, "Declined"),
            (status(402, None, None), "Misconfigured"),
            (
                status(429, Some("enforced_spend_limit_reached"), None),
                "Misconfigured",
            ),
            (status(529, None, None), "Unavailable"),
        ],
    );
    for (service, model) in clients(&sandbox) {
        let own = match service {
            Service::Openai => &openai_own,
            _ => &anthropic_own,
        };
        for (kind, expected) in own {
            let fault = Fault::once(service, kind.clone());
            sandbox.control().add_fault(fault).unwrap();
            let (result, _) = complete(&*model).await;
            let told = format!("{:?}", result.unwrap_err());
            assert!(told.starts_with(expected), "{service:?} {kind:?}: {told}");
        }
    }
}

#[tokio::test]
async fn documents_that_break_their_schema_arrive_for_the_caller_to_check() {
    let sandbox = sandbox().await;
    for (service, model) in clients(&sandbox) {
        for kind in [FaultKind::Drift, FaultKind::Malformed] {
            let fault = Fault::once(service, kind.clone());
            sandbox.control().add_fault(fault).unwrap();
            let (completion, told) = complete(&*model).await;
            assert_eq!(completion.unwrap().text, told);
            let document = serde_json::from_str(&told);
            let is_valid = document.is_ok_and(|it| jsonschema::is_valid(&prompt().schema, &it));
            assert!(!is_valid, "{service:?} {kind:?}: {told}");
        }
    }
}

#[tokio::test]
async fn a_strangers_key_is_refused() {
    let sandbox = sandbox().await;
    let key = "sk-of-another";
    let strangers: [Box<dyn Provider>; 3] = [
        Box::new(openai(&sandbox, Api::Responses, key)),
        Box::new(openai(&sandbox, Api::Chat, key)),
        Box::new(anthropic(&sandbox, key)),
    ];
    for stranger in strangers {
        let (result, _) = complete(&*stranger).await;
        let error = result.unwrap_err();
        assert!(matches!(error, ModelError::Misconfigured(_)), "{error:?}");
        assert!(!error.to_string().contains(key), "{error}");
    }
}
