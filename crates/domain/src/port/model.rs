//! A language model that writes a document bound to a JSON schema.
//!
//! Behind the port there may be several providers: one takes over when another fails. What each
//! attempt used and cost is told as it ends, dropped or answered, so that a run which is given up in
//! between knows what it cost.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;

use crate::{time::Timestamp, words::words};

/// What to write. The system text is the same for every run of a prompt version, so that providers
/// can cache it; what the user gave goes into `user` alone.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// The task and its rules: one text for all runs at work.
    pub system: Arc<str>,
    /// The user's inputs, as data.
    pub user: String,
    /// The schema's name: at most 64 of `[A-Za-z0-9_-]`.
    pub schema_name: String,
    /// The JSON schema the completion must fit, in the strict subset all providers share. A schema in
    /// memory is ten times its text, and ten thousand runs may share it.
    pub schema: Arc<serde_json::Value>,
    /// The most output tokens to pay for.
    pub max_output_tokens: u32,
    /// A stable hash that stands for the user, at most 64 characters; never who they are.
    pub safety_identifier: String,
    /// The same for every prompt that begins with the same system text: where the provider may look
    /// for what it has cached.
    pub cache_key: String,
}

/// What one call used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// All input tokens, cached and newly cached ones included.
    pub input_tokens: u32,
    /// The part of them that came from a cache.
    pub cached_tokens: u32,
    /// The part of them that was written to a cache.
    pub cache_write_tokens: u32,
    /// All output tokens, reasoning included.
    pub output_tokens: u32,
}

/// What tokens cost, in micro-USD for a million tokens, and won for a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelPrice {
    /// Input tokens.
    pub input: u32,
    /// Input tokens that came from the provider's cache.
    pub cached: u32,
    /// Input tokens that were written to it.
    pub cache_write: u32,
    /// Output tokens.
    pub output: u32,
    /// Won for one US dollar.
    pub won_per_usd: u32,
}

impl ModelPrice {
    /// The cost of a call in thousandths of a won, rounded up.
    #[must_use]
    pub fn cost_milliwon(&self, usage: Usage) -> i64 {
        let fresh = usage
            .input_tokens
            .saturating_sub(usage.cached_tokens)
            .saturating_sub(usage.cache_write_tokens);
        let micro_usd_millions = [
            (fresh, self.input),
            (usage.cached_tokens, self.cached),
            (usage.cache_write_tokens, self.cache_write),
            (usage.output_tokens, self.output),
        ]
        .iter()
        .map(|(tokens, price)| i128::from(*tokens) * i128::from(*price))
        .sum::<i128>();
        // tokens × µ$ / 10^6 is µ$; × won/$ / 10^6 is won; × 10^3 is thousandths.
        let thousandths = micro_usd_millions * i128::from(self.won_per_usd);
        i64::try_from((thousandths + 999_999_999) / 1_000_000_000).unwrap_or(i64::MAX)
    }
}

/// A finished document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// JSON text; the caller still checks it.
    pub text: String,
    /// Who wrote it: `openai`, `anthropic`.
    pub provider: &'static str,
    /// The model that answered, as the provider names it.
    pub model: String,
    /// What the call that wrote it used; calls that failed before it are told as attempts.
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
    /// Our key, account or model is wrong: trying again will not help, the operator must act.
    #[error("the model refuses our account: {0}")]
    Misconfigured(String),
    /// The provider does not take this one request: trying again will not help, the operator must
    /// act, and other requests are not concerned.
    #[error("the model refuses our request: {0}")]
    Rejected(String),
    /// There was no answer before the deadline.
    #[error("the model gave no whole answer in time")]
    OutOfTime,
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

    /// Whether only the operator can mend it.
    #[must_use]
    pub fn needs_operator(&self) -> bool {
        matches!(self, Self::Misconfigured(_) | Self::Rejected(_))
    }
}

words! {
    /// How an attempt ended. The word is stable: it is in SQL and in the metric's label.
    AttemptOutcome {
        /// There is a document.
        Completed = "completed",
        /// The model declined.
        Declined = "declined",
        /// The answer was cut at a limit or by a filter.
        Incomplete = "incomplete",
        /// The provider asked to wait.
        RateLimited = "rate_limited",
        /// The provider failed, or the line was cut.
        Unavailable = "unavailable",
        /// The provider refuses our account.
        Misconfigured = "misconfigured",
        /// The provider refuses the request.
        Rejected = "rejected",
        /// It was given up: at the deadline, or because its run was stopped.
        OutOfTime = "out_of_time",
    }
}

/// One call of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Whose: `openai`, `anthropic`.
    pub provider: &'static str,
    /// Which model.
    pub model: String,
    /// What it used.
    pub usage: Usage,
    /// Whether `usage` is our own guess: the provider bills an answer that is cut off, and does not
    /// say what it was.
    pub is_estimate: bool,
    /// What it cost us, in thousandths of a won.
    pub cost_milliwon: i64,
    /// How long it took.
    pub duration: Duration,
    /// Why it failed; `None` when it did not.
    pub error: Option<ModelError>,
}

impl Attempt {
    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> AttemptOutcome {
        match &self.error {
            None => AttemptOutcome::Completed,
            Some(ModelError::Declined { .. }) => AttemptOutcome::Declined,
            Some(ModelError::Incomplete { .. }) => AttemptOutcome::Incomplete,
            Some(ModelError::RateLimited { .. }) => AttemptOutcome::RateLimited,
            Some(ModelError::Unavailable(_)) => AttemptOutcome::Unavailable,
            Some(ModelError::Misconfigured(_)) => AttemptOutcome::Misconfigured,
            Some(ModelError::Rejected(_)) => AttemptOutcome::Rejected,
            Some(ModelError::OutOfTime) => AttemptOutcome::OutOfTime,
        }
    }
}

/// What happens while a document is written.
#[derive(Debug)]
pub enum Progress<'a> {
    /// The next piece of the text.
    Text(&'a str),
    /// Another attempt begins after text was told: what was told is void.
    Restart,
    /// An attempt ended, well or not.
    Attempt(Attempt),
}

/// Who is told.
pub type Watcher<'a> = dyn FnMut(Progress<'_>) + Send + 'a;

/// A model, of whatever provider answers.
pub trait Model: Send + Sync {
    /// Writes the document, trying as often as makes sense before `deadline`. The pieces told to
    /// `watcher` since the last restart, joined, are the completion's text, and every attempt that
    /// ended is told once. Dropping the future ends the call.
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        deadline: Timestamp,
        watcher: &'a mut Watcher<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_costs_what_each_kind_of_token_costs() {
        let price = ModelPrice {
            input: 100_000,
            cached: 10_000,
            cache_write: 125_000,
            output: 500_000,
            won_per_usd: 1_450,
        };
        let usage = |input_tokens, cached_tokens, cache_write_tokens, output_tokens| Usage {
            input_tokens,
            cached_tokens,
            cache_write_tokens,
            output_tokens,
        };
        for (usage, milliwon) in [
            (Usage::default(), 0),
            // 0.0001 + 0.001 dollars at 1,450 won: 1.595 won.
            (usage(1_000, 0, 0, 2_000), 1_595),
            (usage(1_000_000, 0, 0, 0), 145_000),
            (usage(1_000_000, 1_000_000, 0, 0), 14_500),
            (usage(1_000_000, 0, 1_000_000, 0), 181_250),
            // A thousandth of a won is never lost.
            (usage(1, 0, 0, 0), 1),
            // More cached than there was at all is no credit.
            (usage(0, 10, 10, 0), 2),
        ] {
            assert_eq!(price.cost_milliwon(usage), milliwon, "{usage:?}");
        }
    }
}
