//! A server that gives the one answer a test wrote for it, chunk by chunk, and remembers what it
//! was asked.

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use futures::{StreamExt as _, stream};
use openclaw_domain::port::model::{Completion, ModelError, Prompt, Usage};
use openclaw_llm::{Heard, OpenAi, OpenAiSettings as Settings, Provider};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

pub(crate) const KEY: &str = "sk-key-of-this-test";

/// How an answer ends.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// As it should.
    Clean,
    /// The connection breaks.
    Broken,
    /// Nothing more comes.
    Silence,
}

/// An answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) chunks: Vec<Bytes>,
    pub(crate) end: End,
}

impl Answer {
    /// A stream of events, each a chunk.
    pub(crate) fn events(events: &[Value]) -> Self {
        let chunks = events.iter().map(event).map(Bytes::from).collect();
        Self {
            status: 200,
            headers: vec![("content-type", SSE.to_owned())],
            chunks,
            end: End::Clean,
        }
    }

    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json; charset=utf-8".to_owned())],
            chunks: vec![Bytes::copy_from_slice(body.as_bytes())],
            end: End::Clean,
        }
    }
}

const SSE: &str = "text/event-stream; charset=utf-8";

/// An event as `OpenAI` frames it.
pub(crate) fn event(data: &Value) -> String {
    format!(
        "event: {}\ndata: {data}\n\n",
        data["type"].as_str().unwrap()
    )
}

pub(crate) fn delta(text: &str) -> Value {
    json!({"type": "response.output_text.delta", "sequence_number": 4, "item_id": "msg_1",
        "output_index": 0, "content_index": 0, "delta": text, "logprobs": []})
}

/// A response object with one message of these parts.
pub(crate) fn response(status: &str, parts: &Value) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1_795_000_000, "status": status,
        "model": "gpt-6-luna-2026-08-01", "error": null, "incomplete_details": null,
        "output": [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed",
                "content": parts},
        ],
        "usage": {"input_tokens": 1200, "input_tokens_details": {"cached_tokens": 1024,
            "cache_write_tokens": 0}, "output_tokens": 300,
            "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 1500},
    })
}

pub(crate) fn completed(text: &str) -> Value {
    let part = json!([{"type": "output_text", "text": text, "annotations": []}]);
    json!({"type": "response.completed", "sequence_number": 9, "response": response("completed", &part)})
}

/// One request, as it arrived.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

#[derive(Clone)]
struct Script {
    answer: Answer,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What a completion came to, and all that was seen on the way.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) result: Result<Completion, ModelError>,
    pub(crate) pieces: Vec<String>,
    /// How often it showed that it is at work.
    pub(crate) signs: usize,
    /// What it said that it used, the last time.
    pub(crate) used: Usage,
    pub(crate) asked: Vec<Asked>,
}

/// Asks a server that gives this answer to complete the prompt.
pub(crate) async fn complete(answer: Answer) -> Outcome {
    complete_with(answer, settings()).await
}

pub(crate) async fn complete_with(answer: Answer, settings: Settings) -> Outcome {
    complete_by(answer, |base_url| {
        Box::new(client(Settings {
            base_url,
            ..settings
        }))
    })
    .await
}

/// The same by any client, made for the server's address.
pub(crate) async fn complete_by(
    answer: Answer,
    client: impl FnOnce(String) -> Box<dyn Provider>,
) -> Outcome {
    complete_prompt(answer, client, &prompt()).await
}

/// The same with a prompt of the test's own.
pub(crate) async fn complete_prompt(
    answer: Answer,
    client: impl FnOnce(String) -> Box<dyn Provider>,
    prompt: &Prompt,
) -> Outcome {
    let script = Script {
        answer,
        asked: Arc::default(),
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(format!("http://{}/v1", listener.local_addr().unwrap()));
    let router = Router::new().fallback(respond).with_state(script.clone());
    let mut server = JoinSet::new();
    server.spawn(async move { axum::serve(listener, router).await.unwrap() });

    let (mut pieces, mut signs, mut used) = (Vec::new(), 0, Usage::default());
    let mut on_heard = |heard: Heard<'_>| match heard {
        Heard::Life => signs += 1,
        Heard::Used(usage) => used = usage,
        Heard::Text(piece) => pieces.push(piece.to_owned()),
    };
    let result = client.complete(prompt, &mut on_heard).await;
    let asked = std::mem::take(&mut *script.asked.lock().unwrap());
    Outcome {
        result,
        pieces,
        signs,
        used,
        asked,
    }
}

pub(crate) fn http() -> reqwest::Client {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

pub(crate) fn client(settings: Settings) -> OpenAi {
    OpenAi::new(http(), settings)
}

pub(crate) fn settings() -> Settings {
    Settings::new("gpt-6-luna".to_owned(), KEY.to_owned().into())
}

pub(crate) fn prompt() -> Prompt {
    Prompt {
        system: "대본을 쓴다.".into(),
        user: "{\"topic\":\"김밥\"}".to_owned(),
        schema_name: "script".to_owned(),
        schema: Arc::new(
            json!({"type": "object", "properties": {"hook": {"type": "string"}},
            "required": ["hook"], "additionalProperties": false}),
        ),
        max_output_tokens: 2000,
        safety_identifier: "b5bb9d80".to_owned(),
        cache_key: "shorts-script-3".to_owned(),
    }
}

async fn respond(State(script): State<Script>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    script.asked.lock().unwrap().push(Asked {
        line: format!("{} {}", parts.method, parts.uri),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap(),
    });
    let Answer {
        status,
        headers,
        chunks,
        end,
    } = script.answer;
    // What is written right before a break may never leave: comments are nobody's loss.
    let spare = if matches!(end, End::Broken) { 8 } else { 0 };
    let comments = std::iter::repeat_n(Bytes::from_static(b":\n\n"), spare);
    // A pause of the task between chunks lets each leave on its own.
    let chunks = stream::iter(chunks.into_iter().chain(comments)).then(|chunk| async {
        tokio::task::yield_now().await;
        io::Result::Ok(chunk)
    });
    let body = match end {
        End::Clean => Body::from_stream(chunks),
        End::Broken => {
            Body::from_stream(chunks.chain(stream::iter([Err(io::ErrorKind::BrokenPipe.into())])))
        }
        End::Silence => Body::from_stream(chunks.chain(stream::pending())),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    assert!(response.headers().contains_key(CONTENT_TYPE));
    response
}
