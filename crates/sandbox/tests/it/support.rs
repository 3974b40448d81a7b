//! A sandbox of one's own per test, and a client without surprises.

use std::sync::Once;

use openclaw_sandbox::{OPENAI_API_KEY, PORTONE_API_SECRET, Sandbox};
use reqwest::{Client, RequestBuilder, Response, header::AUTHORIZATION, redirect::Policy};
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// A fresh sandbox whose model writes at once.
pub(crate) async fn world() -> World {
    static PROVIDER: Once = Once::new();
    PROVIDER.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .expect("first install");
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let sandbox = Sandbox::start(listener).await.expect("a loopback listener");
    sandbox.control().set_openai_pace(0);
    let client = Client::builder()
        .redirect(Policy::none())
        .build()
        .expect("a client");
    World { sandbox, client }
}

impl World {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.url())
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(self.url(path)).json(body)
    }

    pub(crate) async fn payment(&self, id: &str) -> (u16, Value) {
        let request = self.get(&format!("/portone/payments/{id}"));
        let secret = format!("PortOne {PORTONE_API_SECRET}");
        read(
            request
                .header(AUTHORIZATION, secret)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    pub(crate) fn respond(&self, body: &Value) -> RequestBuilder {
        self.post("/openai/v1/responses", body)
            .bearer_auth(OPENAI_API_KEY)
    }

    pub(crate) async fn script(&self, brief: &Value) -> Value {
        let answer = self
            .respond(&script_request(brief, false))
            .send()
            .await
            .expect("an answer");
        let (status, body) = read(answer).await;
        assert_eq!(status, 200, "{body}");
        output(&body)
    }

    pub(crate) async fn order(&self, path: &str, body: &Value) -> (u16, Value) {
        read(self.post(path, body).send().await.expect("an answer")).await
    }
}

pub(crate) async fn read(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    (status, response.json().await.expect("JSON"))
}

/// The document the model wrote.
pub(crate) fn output(response: &Value) -> Value {
    let message = response["output"]
        .as_array()
        .and_then(|items| items.iter().find(|item| item["type"] == "message"))
        .expect("a message");
    serde_json::from_str(message["content"][0]["text"].as_str().expect("text")).expect("JSON")
}

pub(crate) fn script_schema() -> Value {
    let text = || json!({"type": "string"});
    let object = |properties: Value| {
        let required: Vec<&String> = properties.as_object().expect("an object").keys().collect();
        json!({"type": "object", "properties": properties, "required": required,
               "additionalProperties": false})
    };
    let kinds = json!({"type": "string",
                       "enum": ["question", "number", "contrast", "secret", "mistake"]});
    object(json!({
        "title": text(),
        "hooks": {"type": "array", "items": object(json!({"kind": kinds, "text": text()}))},
        "scenes": {"type": "array", "items": object(json!({
            "start": {"type": "integer"},
            "end": {"type": "integer"},
            "narration": text(),
            "on_screen_text": text(),
            "shot": text(),
        }))},
        "call_to_action": text(),
        "hashtags": {"type": "array", "items": text()},
        "description": text(),
    }))
}

pub(crate) fn script_request(brief: &Value, stream: bool) -> Value {
    json!({
        "model": "gpt-6-luna",
        "stream": stream,
        "store": false,
        "reasoning": {"effort": "none"},
        "instructions": "You write scripts.",
        "input": [{"role": "user", "content": [
            {"type": "input_text", "text": format!("Write one.\n```json\n{brief}\n```\n")},
        ]}],
        "text": {"format": {"type": "json_schema", "name": "script", "strict": true,
                            "schema": script_schema()}},
    })
}
