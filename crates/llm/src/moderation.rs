//! `OpenAI`'s moderation: free, and asked before any model is paid for.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use openclaw_domain::{
    port::moderation::{Moderation, ModerationError, Verdict},
    time::Clock,
};
use reqwest::{Client, header::AUTHORIZATION};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    failover::breaker::{Breaker, Rest},
    http::{key_header, unreachable},
};

const MODEL: &str = "omni-moderation-latest";
/// Shorter than anybody waits for it: what is too late must be seen here, to count as a failure.
const TIMEOUT: Duration = Duration::from_millis(1_200);
/// After two failures in a row it is not asked for a while: every start would wait for it.
const REST: Rest = Rest {
    after_failures: 2,
    pause: Duration::from_mins(1),
};

/// `POST /moderations`.
pub struct OpenAiModeration {
    http: Client,
    base_url: String,
    api_key: SecretString,
    clock: Arc<dyn Clock>,
    breaker: Breaker,
}

impl OpenAiModeration {
    /// A client; `base_url` is without a trailing slash.
    #[must_use]
    pub fn new(
        http: Client,
        base_url: String,
        api_key: SecretString,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            http,
            base_url,
            api_key,
            clock,
            breaker: Breaker::new(REST),
        }
    }

    async fn ask(&self, text: &str) -> Result<Verdict, ModerationError> {
        if !self.breaker.admits(self.clock.now()) {
            return Err(ModerationError("it rests after its failures".to_owned()));
        }
        let answer = self.fetch(text).await;
        match &answer {
            Ok(_) => self.breaker.succeeded(),
            Err(_) => drop(self.breaker.failed(self.clock.now())),
        }
        answer
    }

    async fn fetch(&self, text: &str) -> Result<Verdict, ModerationError> {
        let told =
            |error: openclaw_domain::port::model::ModelError| ModerationError(error.to_string());
        let response = self
            .http
            .post(format!("{}/moderations", self.base_url))
            .header(
                AUTHORIZATION,
                key_header("Bearer ", &self.api_key).map_err(told)?,
            )
            .timeout(TIMEOUT)
            .json(&json!({"model": MODEL, "input": text}))
            .send()
            .await
            .map_err(|error| told(unreachable(error)))?;
        let status = response.status();
        if !status.is_success() {
            return Err(ModerationError(format!("HTTP {}", status.as_u16())));
        }
        let body = response
            .bytes()
            .await
            .map_err(|error| told(unreachable(error)))?;
        let answer = serde_json::from_slice::<Answer>(&body);
        let answer = answer.map_err(|_| ModerationError("the answer cannot be read".to_owned()))?;
        Ok(answer.verdict())
    }
}

impl Moderation for OpenAiModeration {
    fn check<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<Verdict, ModerationError>> {
        openclaw_http::boxed(self.ask(text))
    }
}

#[derive(Deserialize)]
struct Answer {
    results: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    flagged: bool,
    /// Some categories are null for some inputs.
    #[serde(default)]
    categories: Map<String, Value>,
}

impl Answer {
    fn verdict(self) -> Verdict {
        let flagged: Vec<Finding> = self.results.into_iter().filter(|it| it.flagged).collect();
        if flagged.is_empty() {
            return Verdict::Fine;
        }
        let mut categories: Vec<String> = flagged
            .into_iter()
            .flat_map(|finding| finding.categories)
            .filter(|(_, holds)| holds == &Value::Bool(true))
            .map(|(name, _)| name)
            .collect();
        categories.sort();
        categories.dedup();
        Verdict::Flagged { categories }
    }
}
