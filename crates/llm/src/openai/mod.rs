//! `OpenAI`, by the Responses API or by Chat Completions, and servers compatible with either.

mod chat;
mod chat_wire;
mod failure;
mod request;
mod responses;
mod responses_wire;

use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, future::BoxFuture};
use openclaw_domain::port::model::{Completion, ModelError, Prompt};
use reqwest::{Client, RequestBuilder, header::AUTHORIZATION};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize as _;
use serde_json::Value;

use crate::{
    failure::Error,
    http::{converse, key_header, read},
    provider::{OnHeard, Provider},
};

/// Which of the two APIs is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Api {
    /// `/responses`, which `OpenAI` recommends.
    #[default]
    Responses,
    /// `/chat/completions`, which every compatible server speaks.
    Chat,
}

/// How firmly the answer is bound to the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StructuredOutput {
    /// By the provider, to the letter.
    #[default]
    Strict,
    /// By the provider, where the server knows no `strict`.
    Schema,
    /// To any JSON object: the schema is written into the task. For servers that know no schema.
    Object,
}

/// Which model to ask, where, and as whom.
#[derive(Clone, Debug)]
pub struct OpenAiSettings {
    /// Where the API is, without a trailing slash: [`OpenAiSettings::BASE_URL`].
    pub base_url: String,
    /// The API key; `None` for servers that want none.
    pub api_key: Option<SecretString>,
    /// The model's id. Models are switched off at announced dates, so this is configuration.
    pub model: String,
    /// Which API to speak.
    pub api: Api,
    /// Whether the server is not `OpenAI`'s own: what only `OpenAI` knows is left out.
    pub compatible: bool,
    /// How firmly the answer is bound to the schema.
    pub structured_output: StructuredOutput,
    /// How long one completion may take, from the request to the last byte.
    pub timeout: Duration,
    /// How much the model may reason before it writes. `None` sends `none` to the gpt-6 models,
    /// whose own default is `medium` and billed as output, and nothing to models before them,
    /// which may not know the parameter.
    pub reasoning_effort: Option<String>,
}

impl OpenAiSettings {
    /// Where `OpenAI`'s API is.
    pub const BASE_URL: &str = "https://api.openai.com/v1";
    /// As long as any agent may take; who asks gives up at the run's own deadline.
    pub const TIMEOUT: Duration = Duration::from_mins(10);

    /// The usual settings for a model of `OpenAI`'s.
    #[must_use]
    pub fn new(model: String, api_key: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            api_key: Some(api_key),
            model,
            api: Api::default(),
            compatible: false,
            structured_output: StructuredOutput::default(),
            timeout: Self::TIMEOUT,
            reasoning_effort: None,
        }
    }

    fn effort(&self) -> Option<&str> {
        self.reasoning_effort
            .as_deref()
            .or_else(|| self.model.starts_with("gpt-6").then_some("none"))
    }

    fn key(&self) -> &str {
        self.api_key.as_ref().map_or("", |key| key.expose_secret())
    }
}

/// A model of `OpenAI`'s.
#[derive(Clone, Debug)]
pub struct OpenAi {
    http: Client,
    settings: OpenAiSettings,
}

impl OpenAi {
    /// The provider's name in books and logs.
    pub const NAME: &str = "openai";

    /// A client; nothing is sent yet, and a wrong setting shows at the first completion.
    #[must_use]
    pub fn new(http: Client, settings: OpenAiSettings) -> Self {
        Self { http, settings }
    }

    /// What it makes of an answer's events, by the API that it speaks, wherever they come from. The
    /// pieces they come in mean nothing.
    pub async fn read(
        &self,
        events: impl Stream<Item = Result<Bytes, ModelError>>,
        on_heard: &mut OnHeard<'_>,
    ) -> Result<Completion, ModelError> {
        let (settings, key) = (&self.settings, self.settings.key());
        match settings.api {
            Api::Responses => read(events, responses::Answer::new(key, on_heard)).await,
            Api::Chat => read(events, chat::Answer::new(key, &settings.model, on_heard)).await,
        }
    }

    async fn answer(&self, prompt: &Prompt, on_heard: &mut OnHeard<'_>) -> crate::http::End {
        let (settings, key) = (&self.settings, self.settings.key());
        match settings.api {
            Api::Responses => {
                let request = self.request("responses", &request::responses(settings, prompt))?;
                converse(request, responses::Answer::new(key, on_heard)).await
            }
            Api::Chat => {
                let body = request::chat(settings, prompt);
                let request = self.request("chat/completions", &body)?;
                converse(request, chat::Answer::new(key, &settings.model, on_heard)).await
            }
        }
    }

    fn request(&self, path: &str, body: &Value) -> Result<RequestBuilder, ModelError> {
        let base = self.settings.base_url.trim_end_matches('/');
        let mut request = self
            .http
            .post(format!("{base}/{path}"))
            .timeout(self.settings.timeout)
            .json(body);
        if let Some(key) = &self.settings.api_key {
            request = request.header(AUTHORIZATION, key_header("Bearer ", key)?);
        }
        Ok(request)
    }
}

impl Provider for OpenAi {
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

/// The error of an HTTP body; an empty one when the body is none of the API's.
fn error(body: &[u8]) -> Error {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body.get("error")
        .and_then(|error| Error::deserialize(error).ok())
        .unwrap_or_default()
}
