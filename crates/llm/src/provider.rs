//! One provider, one call.

use futures::future::BoxFuture;
use openclaw_domain::port::model::{Completion, ModelError, Prompt};

/// Who is told each piece of text as it arrives.
pub type OnText<'a> = dyn FnMut(&str) + Send + 'a;

/// A provider of models. Nobody here waits and tries again: that is [`Failover`](crate::Failover)'s.
pub trait Provider: Send + Sync {
    /// The provider's name in books and logs: `openai`, `anthropic`.
    fn name(&self) -> &'static str;

    /// The model that is asked.
    fn model(&self) -> &str;

    /// Calls it once. The pieces told, joined, are the completion's text; an empty one is a sign of
    /// life.
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        on_text: &'a mut OnText<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>>;
}
