//! A message as it grows, and what its end makes of it.

use openclaw_domain::port::model::{Completion, ModelError, Usage};
use reqwest::{StatusCode, header::HeaderMap};

use super::{
    Anthropic,
    failure::meaning,
    wire::{Block, BlockDelta, ErrorBody, Event, Message, WireUsage},
};
use crate::{
    failure::{of_status, of_stream, retry_after},
    http::{self, End},
    provider::{Heard, OnHeard},
};

/// What has arrived so far.
pub(super) struct Answer<'a> {
    key: &'a str,
    model: String,
    on_heard: &'a mut OnHeard<'a>,
    text: String,
    usage: WireUsage,
    stop_reason: Option<String>,
}

impl<'a> Answer<'a> {
    /// Nothing yet. The key is only known here to keep it out of what errors say.
    pub(super) fn new(key: &'a str, model: &str, on_heard: &'a mut OnHeard<'a>) -> Self {
        Self {
            key,
            model: model.to_owned(),
            on_heard,
            text: String::new(),
            usage: WireUsage::default(),
            stop_reason: None,
        }
    }

    fn begin(&mut self, message: Message) {
        if !message.model.is_empty() {
            self.model = message.model;
        }
        self.used(message.usage);
        if message.stop_reason.is_some() {
            self.stop_reason = message.stop_reason;
        }
        for block in message.content {
            if let Block::Text { text } = block {
                self.append(&text);
            }
        }
    }

    fn used(&mut self, usage: Option<WireUsage>) {
        if let Some(usage) = usage {
            self.usage = self.usage.updated(usage);
            (self.on_heard)(Heard::Used(self.usage.into()));
        }
    }

    fn append(&mut self, piece: &str) {
        if !piece.is_empty() {
            self.text.push_str(piece);
            (self.on_heard)(Heard::Text(piece));
        }
    }

    /// The end, which is one only when a reason for it was told.
    fn end(&mut self, otherwise: ModelError) -> End {
        let usage = Usage::from(self.usage);
        let reason = match self.stop_reason.as_deref() {
            None => return Err(otherwise),
            Some("end_turn" | "stop_sequence") => {
                return Ok(Completion {
                    text: std::mem::take(&mut self.text),
                    provider: Anthropic::NAME,
                    model: std::mem::take(&mut self.model),
                    usage,
                });
            }
            Some("refusal") => return Err(ModelError::Declined { usage }),
            Some("max_tokens") => "max_output_tokens",
            Some(reason) => reason,
        };
        let reason = reason.to_owned();
        Err(ModelError::Incomplete { reason, usage })
    }
}

fn unfinished() -> ModelError {
    ModelError::Unavailable("the answer has no end".into())
}

impl http::Answer for Answer<'_> {
    fn alive(&mut self) {
        (self.on_heard)(Heard::Life);
    }

    fn take(&mut self, data: &str) -> Option<End> {
        let Ok(event) = serde_json::from_str(data) else {
            let why = "an event cannot be read";
            return Some(Err(ModelError::Unavailable(why.into())));
        };
        match event {
            Event::MessageStart { message } => self.begin(message),
            Event::ContentBlockDelta {
                delta: BlockDelta::TextDelta { text },
            } => self.append(&text),
            Event::MessageDelta { delta, usage } => {
                self.used(usage);
                if delta.stop_reason.is_some() {
                    self.stop_reason = delta.stop_reason;
                }
            }
            Event::MessageStop => return Some(self.end(unfinished())),
            Event::Error { error } => {
                return Some(Err(of_stream(meaning, &error.into(), self.key)));
            }
            Event::ContentBlockDelta { .. } | Event::Other => {}
        }
        None
    }

    /// A stream that breaks behind the reason for its end has lost nothing.
    fn cut(&mut self, why: ModelError) -> End {
        self.end(why)
    }

    fn whole(mut self, body: &[u8]) -> End {
        let Ok(message) = serde_json::from_slice(body) else {
            return Err(ModelError::Unavailable("the answer cannot be read".into()));
        };
        self.begin(message);
        self.end(unfinished())
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ModelError {
        let error = serde_json::from_slice::<ErrorBody>(body).ok();
        let error = error.map(|body| body.error.into()).unwrap_or_default();
        of_status(meaning, status, &error, retry_after(headers), self.key)
    }
}
