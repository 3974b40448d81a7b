//! Server-sent events, read as a browser does.

use reqwest::Response;
use serde_json::Value;

use crate::PATIENCE;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentEvent {
    /// Its number.
    pub id: usize,
    /// `started`, `stage`, `text` or `done`.
    pub name: String,
    /// What it tells.
    pub data: Value,
}

/// A stream of events under way.
pub struct Events {
    response: Response,
    buffer: Vec<u8>,
}

impl Events {
    pub(crate) fn new(response: Response) -> Self {
        assert!(response.status().is_success(), "no events: {response:?}");
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert!(kind.starts_with("text/event-stream"), "{kind}");
        Self {
            response,
            buffer: Vec::new(),
        }
    }

    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<SentEvent> {
        loop {
            while let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let frame: Vec<u8> = self.buffer.drain(..end + 2).collect();
                if let Some(event) = read(std::str::from_utf8(&frame).unwrap()) {
                    return Some(event);
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("an event within reasonable time");
            self.buffer.extend(chunk.unwrap()?);
        }
    }

    /// All events that are still to come.
    pub async fn rest(mut self) -> Vec<SentEvent> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// One frame; none for a comment.
fn read(frame: &str) -> Option<SentEvent> {
    let field = |name: &str| {
        let mut lines = frame.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let name = field("event")?.to_owned();
    Some(SentEvent {
        id: field("id").unwrap().parse().unwrap(),
        name,
        data: serde_json::from_str(field("data").unwrap()).unwrap(),
    })
}
