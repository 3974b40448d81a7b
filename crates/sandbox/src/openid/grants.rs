//! The codes and access tokens that were given out.

use std::collections::HashMap;

use super::{Provider, people::Person};
use crate::{faults::Service, platform};

/// Real codes live for some minutes; a minute shows a client that keeps one too long.
const CODE_SECONDS: i64 = 60;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) service: Service,
    pub(super) person: Person,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
    pub(super) code_challenge: Option<String>,
    pub(super) at: i64,
}

/// Everything the providers have given out.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, Grant>,
}

impl Grants {
    pub(super) fn add_code(&mut self, grant: Grant) -> String {
        let code = format!("sandbox-code-{}", platform::random_token());
        self.codes.insert(code.clone(), grant);
        code
    }

    /// Redeems a code: once, in time, at the provider that gave it.
    pub(super) fn take_code(&mut self, provider: Provider, code: &str) -> Option<Grant> {
        let grant = self.codes.remove(code)?;
        let fresh = platform::unix_seconds() - grant.at <= CODE_SECONDS;
        (fresh && grant.service == provider.service).then_some(grant)
    }

    pub(super) fn add_token(&mut self, grant: Grant) -> String {
        let token = format!("sandbox-token-{}", platform::random_token());
        self.tokens.insert(token.clone(), grant);
        token
    }

    pub(super) fn token(&self, provider: Provider, token: &str) -> Option<&Grant> {
        self.tokens
            .get(token)
            .filter(|grant| grant.service == provider.service)
    }
}
