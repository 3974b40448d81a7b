//! A language model that writes a document bound to a JSON schema.

use std::time::Duration;

use futures::future::BoxFuture;

/// What to write. The system text is the same for every run of a prompt version, so that providers
/// can cache it; what the user gave goes into `user` alone.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The task and its rules.
    pub system: String,
    /// The user's inputs, as data.
    pub user: String,
    /// The schema's name: at most 64 of `[A-Za-z0-9_-]`.
    pub schema_name: String,
    /// The JSON schema the completion must fit, in the strict subset all providers share.
    pub schema: serde_json::Value,
    /// The most output tokens to pay for.
    pub max_output_tokens: u32,
    /// A stable hash that stands for the user, at most 128 characters; never who they are.
    pub safety_identifier: String,
}

/// What one call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// All input tokens, cached ones included.
    pub input_tokens: u32,
    /// The part of them that came from a cache.
    pub cached_tokens: u32,
    /// All output tokens, reasoning included.
    pub output_tokens: u32,
}

/// A finished document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// JSON text; the caller still checks it.
    pub text: String,
    /// The model that answered, as the provider names it.
    pub model: String,
    /// What it used.
    pub usage: Usage,
}

/// Why there is no document. `usage` is what the attempt cost all the same, where it is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The model declined the task.
    #[error("the model declined")]
    Declined {
        /// What was used nevertheless.
        usage: Usage,
    },
    /// The answer reached `max_output_tokens`, or a filter cut it.
    #[error("the answer is incomplete: {reason}")]
    Incomplete {
        /// The provider's word for it: `max_output_tokens`, `content_filter`.
        reason: String,
        /// What was used nevertheless.
        usage: Usage,
    },
    /// Too many calls; the provider asks to wait.
    #[error("the model is busy")]
    RateLimited {
        /// How long, where the provider says.
        retry_after: Option<Duration>,
    },
    /// The provider failed, or the line was cut.
    #[error("the model is unavailable: {0}")]
    Unavailable(String),
    /// Our key, model or request is wrong: trying again will not help, the operator must act.
    #[error("the model refuses our request: {0}")]
    Misconfigured(String),
}

impl ModelError {
    /// What the failed attempt used; nothing where the provider does not say.
    #[must_use]
    pub fn usage(&self) -> Usage {
        match self {
            Self::Declined { usage } | Self::Incomplete { usage, .. } => *usage,
            _ => Usage::default(),
        }
    }
}

/// A model of some provider.
pub trait Model: Send + Sync {
    /// Writes the document. `on_text` is called with each piece of text as it arrives, in order;
    /// the pieces joined are the completion's text. Dropping the future ends the call.
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        on_text: &'a mut (dyn FnMut(&str) + Send),
    ) -> BoxFuture<'a, Result<Completion, ModelError>>;
}
