//! The Responses API's answer as it grows, and what its end makes of it.

use openclaw_domain::port::model::{Completion, ModelError};
use reqwest::{StatusCode, header::HeaderMap};

use super::{OpenAi, failure::meaning, responses_wire as wire};
use crate::{
    failure::{of_status, of_stream, retry_after},
    http::{self, End},
    provider::{Heard, OnHeard},
};

/// What has arrived so far.
pub(super) struct Answer<'a> {
    key: &'a str,
    on_heard: &'a mut OnHeard<'a>,
    text: String,
    refused: bool,
}

impl<'a> Answer<'a> {
    /// Nothing yet. The key is only known here to keep it out of what errors say.
    pub(super) fn new(key: &'a str, on_heard: &'a mut OnHeard<'a>) -> Self {
        Self {
            key,
            on_heard,
            text: String::new(),
            refused: false,
        }
    }

    fn append(&mut self, piece: &str) {
        if !piece.is_empty() {
            self.text.push_str(piece);
            (self.on_heard)(Heard::Text(piece));
        }
    }

    fn completed(&mut self, response: &wire::Response) -> End {
        let usage = response.usage();
        if self.refused || response.refused() {
            return Err(ModelError::Declined { usage });
        }
        let told = response.text();
        if let Some(rest) = told.strip_prefix(self.text.as_str()) {
            if !rest.is_empty() {
                self.append(rest);
            }
        } else if !told.is_empty() {
            // The end is what the provider stands by; the pieces were shown, but prove nothing.
            tracing::warn!(
                streamed = self.text.len(),
                told = told.len(),
                "the pieces of an answer are not its text"
            );
            self.text = told;
        }
        Ok(Completion {
            text: std::mem::take(&mut self.text),
            provider: OpenAi::NAME,
            model: response.model.clone(),
            usage,
        })
    }

    fn failed(&mut self, response: wire::Response) -> ModelError {
        let usage = response.usage();
        // An error has no place for it.
        (self.on_heard)(Heard::Used(usage));
        match of_stream(meaning, &response.error.unwrap_or_default(), self.key) {
            ModelError::Declined { .. } => ModelError::Declined { usage },
            error => error,
        }
    }
}

impl http::Answer for Answer<'_> {
    fn alive(&mut self) {
        (self.on_heard)(Heard::Life);
    }

    fn take(&mut self, data: &str) -> Option<End> {
        // Some compatible servers end every stream so.
        if data == "[DONE]" {
            return None;
        }
        if let Ok(wire::Piece { kind, delta }) = serde_json::from_str(data)
            && kind == wire::Piece::OF_TEXT
        {
            self.append(&delta);
            return None;
        }
        let Ok(event) = serde_json::from_str(data) else {
            return Some(Err(ModelError::Unavailable(
                "an event cannot be read".into(),
            )));
        };
        match event {
            wire::Event::Refusal => {
                self.refused = true;
                None
            }
            wire::Event::Completed { response } => Some(self.completed(&response)),
            wire::Event::Incomplete { response } => Some(Err(incomplete(&response))),
            wire::Event::Failed { response } => Some(Err(self.failed(response))),
            wire::Event::Error(error) => {
                Some(Err(of_stream(meaning, &error.into_error(), self.key)))
            }
            wire::Event::Other => None,
        }
    }

    fn whole(mut self, body: &[u8]) -> End {
        let Ok(response) = serde_json::from_slice::<wire::Response>(body) else {
            return Err(ModelError::Unavailable("the answer cannot be read".into()));
        };
        match response.status.as_deref() {
            Some("completed") => self.completed(&response),
            Some("incomplete") => Err(incomplete(&response)),
            Some("failed") => Err(self.failed(response)),
            _ => Err(ModelError::Unavailable("the answer has no end".into())),
        }
    }

    fn cut(&mut self, why: ModelError) -> End {
        Err(why)
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

fn incomplete(response: &wire::Response) -> ModelError {
    ModelError::Incomplete {
        reason: response.incomplete_reason(),
        usage: response.usage(),
    }
}
