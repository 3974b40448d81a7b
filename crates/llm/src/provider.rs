//! One provider, one call.

use futures::future::BoxFuture;
use openclaw_domain::port::model::{Completion, ModelError, Prompt, Usage};

/// What a provider lets hear before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// A piece of text, never empty.
    Text(&'a str),
    /// It is at work, whatever it does.
    Life,
    /// What it has used so far: what is known of an attempt's cost when its end is never heard.
    Used(Usage),
}

/// Who is told what arrives.
pub type OnHeard<'a> = dyn FnMut(Heard<'_>) + Send + 'a;

/// A provider of models. Nobody here waits and tries again: that is [`Failover`](crate::Failover)'s.
pub trait Provider: Send + Sync {
    /// The provider's name in books and logs: `openai`, `anthropic`.
    fn name(&self) -> &'static str;

    /// The model that is asked.
    fn model(&self) -> &str;

    /// Calls it once. The pieces told, joined, are the completion's text.
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        on_heard: &'a mut OnHeard<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>>;
}
