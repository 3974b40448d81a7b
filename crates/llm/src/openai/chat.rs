//! Chat Completions' answer as it grows, and what its end makes of it.

use openclaw_domain::port::model::{Completion, ModelError, Usage};
use reqwest::{StatusCode, header::HeaderMap};

use super::{OpenAi, chat_wire::Chunk, failure::meaning};
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
    refused: bool,
    finish_reason: Option<String>,
    usage: Usage,
}

impl<'a> Answer<'a> {
    /// Nothing yet. The key is only known here to keep it out of what errors say; `model` stands in
    /// for the name that some servers do not tell.
    pub(super) fn new(key: &'a str, model: &str, on_heard: &'a mut OnHeard<'a>) -> Self {
        Self {
            key,
            model: model.to_owned(),
            on_heard,
            text: String::new(),
            refused: false,
            finish_reason: None,
            usage: Usage::default(),
        }
    }

    /// Takes what a chunk says; an error ends the answer.
    fn heed(&mut self, chunk: Chunk) -> Result<(), ModelError> {
        if let Some(usage) = chunk.usage() {
            self.usage = usage;
            (self.on_heard)(Heard::Used(usage));
        }
        if let Some(error) = &chunk.error {
            return Err(of_stream(meaning, error, self.key));
        }
        if let Some(model) = chunk.model.filter(|model| !model.is_empty()) {
            self.model = model;
        }
        let Some(choice) = chunk.choices.into_iter().next() else {
            return Ok(());
        };
        if let Some(said) = choice.said() {
            if let Some(piece) = said.content.as_deref().filter(|it| !it.is_empty()) {
                self.text.push_str(piece);
                (self.on_heard)(Heard::Text(piece));
            }
            self.refused |= said.refusal.as_deref().is_some_and(|it| !it.is_empty());
        }
        if choice.finish_reason.is_some() {
            self.finish_reason = choice.finish_reason;
        }
        Ok(())
    }

    /// The end, which is one only when a reason for it was told.
    fn end(&mut self, otherwise: ModelError) -> End {
        let usage = self.usage;
        let reason = match self.finish_reason.as_deref() {
            None => return Err(otherwise),
            Some(_) if self.refused => return Err(ModelError::Declined { usage }),
            Some("length") => "max_output_tokens",
            Some(reason @ ("content_filter" | "tool_calls" | "function_call")) => reason,
            // `stop`, and what compatible servers say in its place.
            Some(_) => {
                return Ok(Completion {
                    text: std::mem::take(&mut self.text),
                    provider: OpenAi::NAME,
                    model: std::mem::take(&mut self.model),
                    usage,
                });
            }
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
        if data == "[DONE]" {
            return Some(self.end(unfinished()));
        }
        let Ok(chunk) = serde_json::from_str::<Chunk>(data) else {
            let why = "an event cannot be read";
            return Some(Err(ModelError::Unavailable(why.into())));
        };
        self.heed(chunk).err().map(Err)
    }

    /// A stream that breaks behind the reason for its end has lost nothing but what it used.
    fn cut(&mut self, why: ModelError) -> End {
        self.end(why)
    }

    fn whole(mut self, body: &[u8]) -> End {
        let Ok(answer) = serde_json::from_slice::<Chunk>(body) else {
            return Err(ModelError::Unavailable("the answer cannot be read".into()));
        };
        self.heed(answer)?;
        self.end(unfinished())
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap, body: &[u8]) -> ModelError {
        of_status(
            meaning,
            status,
            &super::error(body),
            retry_after(headers),
            self.key,
        )
    }
}
