//! Whether what a user wrote may be given to a model at all.

use futures::future::BoxFuture;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Fine,
    /// Something that no model of ours shall write about.
    Flagged {
        /// The provider's names of it, sorted: `hate`, `self-harm/intent`.
        categories: Vec<String>,
    },
}

/// Why there is no verdict, for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ModerationError(pub String);

/// Somebody who looks at what users write. It must be quick and free: it is asked before a run is
/// paid for. Without a verdict the run goes on: the models have their own guard.
pub trait Moderation: Send + Sync {
    /// Looks at a text.
    fn check<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<Verdict, ModerationError>>;
}
