//! The Responses API's JSON, as far as we read it. Kinds of events, items and parts that are new
//! to us are passed over: the API adds them without notice.

use openclaw_domain::port::model::Usage;
use serde::Deserialize;

use crate::failure::Error;

/// A piece of text, which nearly every event of the stream is: read without what choosing among
/// [`Event`]s costs.
#[derive(Deserialize)]
pub(super) struct Piece<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    pub(super) delta: String,
}

impl Piece<'_> {
    pub(super) const OF_TEXT: &'static str = "response.output_text.delta";
}

/// Any other event of the stream.
#[derive(Deserialize)]
#[serde(tag = "type")]
pub(super) enum Event {
    #[serde(rename = "response.refusal.delta", alias = "response.refusal.done")]
    Refusal,
    #[serde(rename = "response.completed")]
    Completed { response: Response },
    #[serde(rename = "response.incomplete")]
    Incomplete { response: Response },
    #[serde(rename = "response.failed")]
    Failed { response: Response },
    #[serde(rename = "error")]
    Error(StreamError),
    #[serde(other)]
    Other,
}

/// The `error` event: `OpenAI` writes the fields flat, some compatible servers write its HTTP form.
#[derive(Deserialize)]
pub(super) struct StreamError {
    code: Option<String>,
    message: Option<String>,
    error: Option<Error>,
}

impl StreamError {
    pub(super) fn into_error(self) -> Error {
        self.error.unwrap_or(Error {
            code: self.code,
            kind: None,
            message: self.message,
        })
    }
}

/// A response, whole: the end of a stream, or the answer in one piece.
#[derive(Deserialize)]
pub(super) struct Response {
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) model: String,
    #[serde(default)]
    output: Vec<Item>,
    usage: Option<WireUsage>,
    pub(super) error: Option<Error>,
    incomplete_details: Option<IncompleteDetails>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Item {
    Message {
        #[serde(default)]
        content: Vec<Part>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Part {
    OutputText {
        text: String,
    },
    Refusal,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct IncompleteDetails {
    reason: Option<String>,
}

#[derive(Deserialize)]
struct WireUsage {
    #[serde(default)]
    input_tokens: u32,
    input_tokens_details: Option<InputDetails>,
    #[serde(default)]
    output_tokens: u32,
}

impl WireUsage {
    fn details(&self) -> Option<&InputDetails> {
        self.input_tokens_details.as_ref()
    }
}

#[derive(Deserialize)]
struct InputDetails {
    #[serde(default)]
    cached_tokens: u32,
    #[serde(default)]
    cache_write_tokens: u32,
}

impl Response {
    /// The text of all messages, in order.
    pub(super) fn text(&self) -> String {
        let texts = self.parts().filter_map(|part| match part {
            Part::OutputText { text } => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    pub(super) fn refused(&self) -> bool {
        self.parts().any(|part| matches!(part, Part::Refusal))
    }

    pub(super) fn usage(&self) -> Usage {
        self.usage
            .as_ref()
            .map_or_else(Usage::default, |usage| Usage {
                input_tokens: usage.input_tokens,
                cached_tokens: usage.details().map_or(0, |it| it.cached_tokens),
                cache_write_tokens: usage.details().map_or(0, |it| it.cache_write_tokens),
                output_tokens: usage.output_tokens,
            })
    }

    pub(super) fn incomplete_reason(&self) -> String {
        let details = self.incomplete_details.as_ref();
        details
            .and_then(|it| it.reason.clone())
            .unwrap_or_else(|| "not told".to_owned())
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        self.output.iter().flat_map(|item| match item {
            Item::Message { content } => content.as_slice(),
            Item::Other => &[],
        })
    }
}
