//! Anthropic's Messages API.

mod answer;
mod failure;
mod schema;
mod wire;

use std::time::Duration;

use answer::Answer;
use bytes::Bytes;
use futures::{Stream, future::BoxFuture};
use openclaw_domain::port::model::{Completion, ModelError, Prompt};
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{
    http::{converse, key_header, read},
    provider::{OnHeard, Provider},
};

/// The version of the API that is spoken. It takes no sampling parameters.
pub const VERSION: &str = "2026-10-21";

/// Which model to ask, where, and as whom.
#[derive(Clone, Debug)]
pub struct AnthropicSettings {
    /// Where the API is, without a trailing slash: [`AnthropicSettings::BASE_URL`].
    pub base_url: String,
    /// The API key.
    pub api_key: SecretString,
    /// The model's id.
    pub model: String,
    /// How long one completion may take, from the request to the last byte.
    pub timeout: Duration,
    /// How much the model may think before it writes; `None` leaves it to the model.
    pub effort: Option<String>,
}

impl AnthropicSettings {
    /// Where Anthropic's API is.
    pub const BASE_URL: &str = "https://api.anthropic.com/v1";
    /// As long as any agent may take; who asks gives up at the run's own deadline.
    pub const TIMEOUT: Duration = Duration::from_mins(10);

    /// The usual settings.
    #[must_use]
    pub fn new(model: String, api_key: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            api_key,
            model,
            timeout: Self::TIMEOUT,
            effort: None,
        }
    }
}

/// A model of Anthropic's.
#[derive(Clone, Debug)]
pub struct Anthropic {
    http: Client,
    settings: AnthropicSettings,
}

impl Anthropic {
    /// The provider's name in books and logs.
    pub const NAME: &str = "anthropic";

    /// A client; nothing is sent yet, and a wrong setting shows at the first completion.
    #[must_use]
    pub fn new(http: Client, settings: AnthropicSettings) -> Self {
        Self { http, settings }
    }

    /// What it makes of a message's events, wherever they come from. The pieces they come in mean
    /// nothing.
    pub async fn read(
        &self,
        events: impl Stream<Item = Result<Bytes, ModelError>>,
        on_heard: &mut OnHeard<'_>,
    ) -> Result<Completion, ModelError> {
        let key = self.settings.api_key.expose_secret();
        read(events, Answer::new(key, &self.settings.model, on_heard)).await
    }

    async fn answer(&self, prompt: &Prompt, on_heard: &mut OnHeard<'_>) -> crate::http::End {
        let key = self.settings.api_key.expose_secret();
        let answer = Answer::new(key, &self.settings.model, on_heard);
        converse(self.request(prompt)?, answer).await
    }

    fn request(&self, prompt: &Prompt) -> Result<RequestBuilder, ModelError> {
        let base = self.settings.base_url.trim_end_matches('/');
        Ok(self
            .http
            .post(format!("{base}/messages"))
            .header("anthropic-version", VERSION)
            .header("x-api-key", key_header("", &self.settings.api_key)?)
            .timeout(self.settings.timeout)
            .json(&self.body(prompt)))
    }

    fn body(&self, prompt: &Prompt) -> Value {
        let mut output = json!({"format": {
            "type": "json_schema",
            "schema": schema::adapted(&prompt.schema),
        }});
        if let Some(effort) = &self.settings.effort {
            output["effort"] = json!(effort);
        }
        json!({
            "model": self.settings.model,
            "max_tokens": prompt.max_output_tokens,
            // Only what is the same for every run is worth a place in the cache.
            "system": [{"type": "text", "text": *prompt.system, "cache_control": {"type": "ephemeral"}}],
            "messages": [{"role": "user", "content": prompt.user}],
            "output_config": output,
            "metadata": {"user_id": prompt.safety_identifier},
            "stream": true,
        })
    }
}

impl Provider for Anthropic {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn model(&self) -> &str {
        &self.settings.model
    }

    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        on_heard: &'a mut OnHeard<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        openclaw_http::boxed(self.answer(prompt, on_heard))
    }
}
