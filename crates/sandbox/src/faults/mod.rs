//! Failing on request: the faults that wait for the next calls, and the calls that were seen.

mod bodies;
mod layer;

use std::collections::VecDeque;

use axum::http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

pub(crate) use bodies::error_response;
pub(crate) use layer::{Watch, fail_on_request, watch};

/// More calls than any test counts; a sandbox left running must not grow without end.
const SEEN_REQUESTS_MAX: usize = 2_000;

/// One of the services the sandbox stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// `PortOne` V2: REST, the browser SDK, the checkout window.
    Portone,
    /// `PortOne` V1: REST and the browser SDK.
    #[serde(rename = "portone_v1")]
    PortoneV1,
    /// The `OpenAI` API.
    Openai,
    /// The Anthropic API.
    Anthropic,
    /// Kakao sign-in.
    Kakao,
    /// Google sign-in.
    Google,
    /// Clerk: its keys, its Backend API, its session tokens.
    Clerk,
    /// YouTube's Data API.
    Youtube,
}

impl Service {
    /// Whether it writes what it is asked for.
    pub(crate) fn is_model(self) -> bool {
        matches!(self, Self::Openai | Self::Anthropic)
    }
}

/// What is wrong with an id token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IdTokenFlaw {
    /// It expired long ago.
    Expired,
    /// It is issued hours from now.
    FromTheFuture,
    /// Another provider issued it.
    WrongIssuer,
    /// It is for another client.
    WrongAudience,
    /// It is of another sign-in.
    WrongNonce,
    /// `alg: none`.
    Unsigned,
    /// `HS256` with the client's secret.
    SignedWithSecret,
    /// Signed with a key that is not the one it names.
    WrongSignature,
    /// It names a key that the provider does not publish.
    UnknownKey,
}

/// How a call goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Answers with this status and the service's own error body.
    Status {
        /// The HTTP status, 400 or above; for `PortOne` V1 also 200, which fails by its `code`.
        status: u16,
        /// The service's error code, where the usual one of the status is not meant.
        code: Option<String>,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<u64>,
    },
    /// Answers rightly, but only after this many milliseconds.
    Slow {
        /// The wait before the call is even looked at.
        ms: u64,
    },
    /// Closes the connection in the middle of the answer.
    Cut {
        /// For streams: how many frames go out first.
        after: usize,
    },
    /// Does what was asked, then closes the connection without a word of an answer.
    Lost,
    /// Answers 200 with JSON that ends half-way. Models: the envelope is whole and says that the
    /// answer is, and the text the model wrote ends half-way.
    Malformed,
    /// `PortOne`: the amount in the answer about one payment is off by this much.
    Amount {
        /// What is added to the amount.
        by: i64,
    },
    /// Models: the model refuses.
    Refusal,
    /// Models: the answer stops at the most tokens it may have.
    Incomplete,
    /// Models: a filter ends the answer half-way. Anthropic has none, and refuses.
    Filtered,
    /// Models: the answer does not fit the schema.
    Drift,
    /// Models: the answer breaks off with an error of the provider's, after a 200.
    Failed,
    /// `OpenAI`: moderation flags the next input. Other calls pass it by.
    Flagged,
    /// `OpenAI`: a report cites values that nobody told.
    Unproved,
    /// YouTube: titles that try to be obeyed, and markup.
    Hostile,
    /// YouTube: every owner hides likes and comments.
    Hidden,
    /// YouTube: every second video is gone.
    Gone,
    /// Kakao, Google: the id token for the next code proves nothing. Other calls pass it by.
    IdToken {
        /// Why it does not.
        flaw: IdTokenFlaw,
    },
}

impl FaultKind {
    /// Whether it can happen to a call of this path at all.
    fn fits(&self, path: &str) -> bool {
        let is_moderation = path.ends_with("/moderations");
        match self {
            Self::IdToken { .. } => path.ends_with("/token"),
            Self::Flagged => is_moderation,
            // What happens to a model's answer does not happen to a look at an input.
            kind if kind.is_of_writing() || kind == &Self::Malformed => !is_moderation,
            _ => true,
        }
    }

    /// Whether it is something that a model writes.
    pub(crate) fn is_of_writing(&self) -> bool {
        use FaultKind::{Drift, Failed, Filtered, Incomplete, Refusal, Unproved};
        matches!(
            self,
            Refusal | Incomplete | Filtered | Drift | Failed | Unproved
        )
    }
}

/// A fault that waits for the next calls of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The service that fails.
    pub service: Service,
    /// How.
    pub kind: FaultKind,
    /// Only calls whose path contains this text, e.g. `/oauth/token`.
    pub path: Option<String>,
    /// How many calls fail.
    pub times: u32,
}

impl Fault {
    /// A fault for the next call of a service, whatever its path.
    pub fn once(service: Service, kind: FaultKind) -> Self {
        Self {
            service,
            kind,
            path: None,
            times: 1,
        }
    }
}

/// A call the sandbox has seen. Queries, headers and bodies are not kept: they carry secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenRequest {
    /// Counts up from 1 over all services.
    pub number: u64,
    /// The service that was called.
    pub service: Service,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status it was answered with; none while it is under way.
    pub status: Option<u16>,
}

/// The faults that wait, and the calls that were seen.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
    seen: VecDeque<SeenRequest>,
    counter: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The first waiting fault that fits the call, used up by one.
    fn take(&mut self, service: Service, path: &str) -> Option<FaultKind> {
        let index = self.waiting.iter().position(|fault| {
            fault.service == service
                && fault.kind.fits(path)
                && fault.path.as_deref().is_none_or(|part| path.contains(part))
        })?;
        let fault = self.waiting.get_mut(index)?;
        let kind = fault.kind.clone();
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            self.waiting.remove(index);
        }
        Some(kind)
    }

    fn arrived(&mut self, service: Service, method: &Method, path: &str) -> u64 {
        self.counter += 1;
        if self.seen.len() == SEEN_REQUESTS_MAX {
            self.seen.pop_front();
        }
        self.seen.push_back(SeenRequest {
            number: self.counter,
            service,
            method: method.to_string(),
            path: path.to_owned(),
            status: None,
        });
        self.counter
    }

    fn answered(&mut self, number: u64, status: StatusCode) {
        if let Some(seen) = self.seen.iter_mut().find(|seen| seen.number == number) {
            seen.status = Some(status.as_u16());
        }
    }

    pub(crate) fn seen(&self, service: Option<Service>) -> Vec<SeenRequest> {
        let wanted = |seen: &&SeenRequest| service.is_none_or(|service| seen.service == service);
        self.seen.iter().filter(wanted).cloned().collect()
    }
}
