//! `OpenAI`'s Responses API, and servers compatible with it.

mod answer;
mod failure;
mod wire;

use std::{error::Error as _, time::Duration};

use answer::Answer;
use bytes::Bytes;
use eventsource_stream::Eventsource as _;
use futures::{StreamExt as _, future::BoxFuture, stream};
use openclaw_domain::port::model::{Completion, Model, ModelError, Prompt};
use reqwest::{
    Client, RequestBuilder, Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

/// Which model to ask, where, and as whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API is, without a trailing slash: [`Settings::BASE_URL`].
    pub base_url: String,
    /// The API key.
    pub api_key: SecretString,
    /// The model's id. Models are switched off at announced dates, so this is configuration.
    pub model: String,
    /// How long one completion may take, from the request to the last byte.
    pub timeout: Duration,
    /// How much the model may reason before it writes. `None` sends `none` to the gpt-6 models,
    /// whose own default is `medium` and billed as output, and nothing to models before them,
    /// which may not know the parameter.
    pub reasoning_effort: Option<String>,
}

impl Settings {
    /// Where `OpenAI`'s API is.
    pub const BASE_URL: &str = "https://api.openai.com/v1";
    /// Enough for the longest document an agent asks for.
    pub const TIMEOUT: Duration = Duration::from_mins(2);

    /// The usual settings for a model of `OpenAI`'s.
    #[must_use]
    pub fn new(model: String, api_key: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            api_key,
            model,
            timeout: Self::TIMEOUT,
            reasoning_effort: None,
        }
    }

    fn effort(&self) -> Option<&str> {
        self.reasoning_effort
            .as_deref()
            .or_else(|| self.model.starts_with("gpt-6").then_some("none"))
    }
}

/// A model of `OpenAI`'s.
#[derive(Clone, Debug)]
pub struct OpenAi {
    http: Client,
    settings: Settings,
}

impl OpenAi {
    /// A client; nothing is sent yet, and a wrong setting shows at the first completion.
    #[must_use]
    pub fn new(http: Client, settings: Settings) -> Self {
        Self { http, settings }
    }

    async fn answer(
        &self,
        prompt: &Prompt,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Completion, ModelError> {
        let response = self.request(prompt)?.send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            return Err(self.refusal(response).await);
        }
        let answer = Answer::new(self.settings.api_key.expose_secret(), on_text);
        if is_json(&response) {
            let body = response.bytes().await.map_err(unreachable)?;
            return answer.whole(&body);
        }
        read(response, answer).await
    }

    fn request(&self, prompt: &Prompt) -> Result<RequestBuilder, ModelError> {
        let key = self.settings.api_key.expose_secret();
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| {
            ModelError::Misconfigured("the API key has characters that no header carries".into())
        })?;
        authorization.set_sensitive(true);
        let base = self.settings.base_url.trim_end_matches('/');
        Ok(self
            .http
            .post(format!("{base}/responses"))
            .header(AUTHORIZATION, authorization)
            .timeout(self.settings.timeout)
            .json(&self.body(prompt)))
    }

    fn body(&self, prompt: &Prompt) -> Value {
        let mut body = json!({
            "model": self.settings.model,
            "instructions": prompt.system,
            "input": prompt.user,
            "max_output_tokens": prompt.max_output_tokens,
            "text": {"format": {
                "type": "json_schema",
                "name": prompt.schema_name,
                "schema": prompt.schema,
                "strict": true,
            }},
            "safety_identifier": prompt.safety_identifier,
            "stream": true,
            // What creators write is not left with the provider longer than it must be.
            "store": false,
        });
        if let Some(effort) = self.settings.effort() {
            body["reasoning"] = json!({"effort": effort});
        }
        body
    }

    async fn refusal(&self, response: Response) -> ModelError {
        let status = response.status();
        let wait = failure::retry_after(response.headers());
        // A refusal whose body is lost is still told by its status.
        let body = response.bytes().await.unwrap_or_default();
        let error = wire::error(&body);
        failure::of_status(status, &error, wait, self.settings.api_key.expose_secret())
    }
}

impl Model for OpenAi {
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        on_text: &'a mut (dyn FnMut(&str) + Send),
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        openclaw_http::boxed(self.answer(prompt, on_text))
    }
}

/// Reads the events until the one that ends the answer.
async fn read(response: Response, mut answer: Answer<'_>) -> Result<Completion, ModelError> {
    // The parser panics on a byte order mark; an empty comment before it makes it a mere oddity.
    let comment = stream::iter([Ok(Bytes::from_static(b":\n"))]);
    let mut events = comment.chain(response.bytes_stream()).eventsource();
    while let Some(event) = events.next().await {
        let event = event.map_err(|error| match error {
            eventsource_stream::EventStreamError::Transport(error) => unreachable(error),
            _ => ModelError::Unavailable("the stream is not one of events".into()),
        })?;
        if let Some(end) = answer.take(&event.data) {
            return end;
        }
    }
    Err(ModelError::Unavailable("cut off before the end".into()))
}

/// Compatible servers may answer in one piece although a stream was asked for.
fn is_json(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| {
            kind.trim_start()
                .to_ascii_lowercase()
                .starts_with("application/json")
        })
}

/// A request that got no whole answer, in words without the address or what was sent.
fn unreachable(error: reqwest::Error) -> ModelError {
    if error.is_builder() {
        return ModelError::Misconfigured("the base URL is not one".into());
    }
    if error.is_timeout() {
        return ModelError::Unavailable("no whole answer in time".into());
    }
    let mut cause = error.source();
    while let Some(deeper) = cause.and_then(|cause| cause.source()) {
        cause = Some(deeper);
    }
    ModelError::Unavailable(cause.map_or_else(|| "the request failed".into(), ToString::to_string))
}
