//! Chat Completions' JSON, as far as we read it. Compatible servers leave much of it out, and add
//! their own: everything is optional.

use openclaw_domain::port::model::Usage;
use serde::Deserialize;

use crate::failure::Error;

/// A chunk of the stream, or the answer in one piece.
#[derive(Deserialize)]
pub(super) struct Chunk {
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
    usage: Option<WireUsage>,
    pub(super) error: Option<Error>,
}

#[derive(Deserialize)]
pub(super) struct Choice {
    /// In a stream.
    delta: Option<Message>,
    /// In one piece.
    message: Option<Message>,
    pub(super) finish_reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) content: Option<String>,
    pub(super) refusal: Option<String>,
}

impl Choice {
    pub(super) fn said(&self) -> Option<&Message> {
        self.delta.as_ref().or(self.message.as_ref())
    }
}

#[derive(Deserialize)]
struct WireUsage {
    #[serde(default)]
    prompt_tokens: u32,
    #[serde(default)]
    completion_tokens: u32,
    prompt_tokens_details: Option<PromptDetails>,
}

#[derive(Clone, Copy, Default, Deserialize)]
struct PromptDetails {
    #[serde(default)]
    cached_tokens: Option<u32>,
    #[serde(default)]
    cache_write_tokens: Option<u32>,
}

impl Chunk {
    /// What was used, where it is told.
    pub(super) fn usage(&self) -> Option<Usage> {
        let usage = self.usage.as_ref()?;
        let details = usage.prompt_tokens_details.unwrap_or_default();
        Some(Usage {
            input_tokens: usage.prompt_tokens,
            cached_tokens: details.cached_tokens.unwrap_or(0),
            cache_write_tokens: details.cache_write_tokens.unwrap_or(0),
            output_tokens: usage.completion_tokens,
        })
    }
}
