//! Whatever a creator writes as a topic or a brand voice, what goes over the wire is the same task: as
//! many messages with the same roles, the same instructions, schema and limits. Only the one text that
//! holds the data differs, and in it only the data.

use openclaw_domain::{
    agent::{Agent, Catalog, Material, builtin},
    port::model::Prompt,
};
use openclaw_llm::{Anthropic, AnthropicSettings, Api, OpenAiSettings, Provider};
use serde_json::{Value, json};

use crate::scripted::{Answer, KEY, client, complete_prompt, http, settings};

fn attempts() -> Vec<String> {
    let list = include_str!("../../../domain/tests/it/injection.json");
    serde_json::from_str(list).unwrap()
}

fn prompt(agent: &Agent, words: &str) -> Prompt {
    // Control characters are refused as a topic, and still come by other ways.
    let topic: String = words.chars().filter(|c| !c.is_control()).collect();
    let inputs = agent.inputs(&json!({ "topic": topic }));
    let inputs = inputs.or_else(|_| agent.inputs(&json!({ "topic": "주제" })));
    let evidence = json!({ "report": { "title": words } });
    let material = Material {
        inputs: &inputs.unwrap(),
        voice: words,
        evidence: &evidence,
    };
    agent.prompt("", &material, "b5bb9d80").unwrap()
}

/// The body with the text that holds the data replaced.
fn around(body: &Value, user: &str) -> Value {
    match body {
        Value::String(text) if text == user => json!("the data"),
        Value::Array(items) => items.iter().map(|item| around(item, user)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            members
                .map(|(name, value)| (name.clone(), around(value, user)))
                .collect()
        }
        other => other.clone(),
    }
}

async fn sent(api: &str, prompt: &Prompt) -> Value {
    let answer = Answer::json(500, "{}");
    let mut outcome = if api == "anthropic" {
        let settings = AnthropicSettings::new("claude-haiku-5-5".to_owned(), KEY.to_owned().into());
        let by = |base_url| -> Box<dyn Provider> {
            Box::new(Anthropic::new(
                http(),
                AnthropicSettings {
                    base_url,
                    ..settings
                },
            ))
        };
        complete_prompt(answer, by, prompt).await
    } else {
        let api = if api == "chat" {
            Api::Chat
        } else {
            Api::Responses
        };
        let by = |base_url| -> Box<dyn Provider> {
            Box::new(client(OpenAiSettings {
                base_url,
                api,
                ..settings()
            }))
        };
        complete_prompt(answer, by, prompt).await
    };
    outcome.asked.remove(0).body
}

#[tokio::test]
async fn no_words_change_the_task_on_the_wire() {
    let (agents, _) = Catalog::load(builtin());
    let agent = agents.find("shorts-script").unwrap();
    for api in ["responses", "chat", "anthropic"] {
        let calm = prompt(agent, "평범한 주제");
        let task = around(&sent(api, &calm).await, &calm.user);
        assert_eq!(task.to_string().matches("the data").count(), 1, "{api}");
        for attempt in attempts() {
            let tried = prompt(agent, &attempt);
            let body = sent(api, &tried).await;
            assert_eq!(around(&body, &tried.user), task, "{api}: {attempt:?}");
        }
    }
}
