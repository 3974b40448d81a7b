//! Telling the operator at once, wherever they read messages.

use futures::future::BoxFuture;

use crate::alert::Alert;

/// A channel to the operator.
pub trait AlertChannel: Send + Sync {
    /// Delivers an alert; the error says why not, for the log. It may be called again for the same
    /// alert: a repetition carries the same id.
    fn send<'a>(&'a self, alert: &'a Alert) -> BoxFuture<'a, Result<(), String>>;
}
