//! Language models: which providers there are, in which order, at what price.

use std::sync::Arc;

use openclaw_domain::port::moderation::Moderation;
use openclaw_llm::{
    Anthropic, AnthropicSettings, Failover, Line, OpenAi, OpenAiModeration, OpenAiSettings,
};
use openclaw_sandbox_names as stand_in;
use secrecy::SecretString;

use super::{Parts, Wiring};
use crate::config::ModelProvider;

impl Wiring<'_> {
    /// All providers as one model.
    pub fn model(&self, parts: &Parts<'_>) -> Failover {
        let patience = self.config.models.patience();
        let lines = self.config.model_providers().into_iter().map(|provider| {
            let price = self.config.model_price(provider);
            match provider {
                ModelProvider::OpenAi => {
                    let provider = OpenAi::new(parts.http.clone(), self.openai());
                    Line::new(provider, price, patience)
                }
                ModelProvider::Anthropic => {
                    let provider = Anthropic::new(parts.http.clone(), self.anthropic());
                    Line::new(provider, price, patience)
                }
            }
        });
        let (clock, random) = (Arc::clone(parts.clock), Arc::clone(parts.random));
        Failover::new(lines.collect(), patience, clock, random)
    }

    /// Who looks at what users write; nobody where that is off.
    pub fn moderation(&self, parts: &Parts<'_>) -> Option<Arc<dyn Moderation>> {
        let openai = self.openai();
        let key = openai.api_key.filter(|_| self.config.moderates())?;
        let (http, clock) = (parts.http.clone(), Arc::clone(parts.clock));
        Some(Arc::new(OpenAiModeration::new(
            http,
            openai.base_url,
            key,
            clock,
        )))
    }

    /// How `OpenAI`'s models are asked.
    pub fn openai(&self) -> OpenAiSettings {
        let config = &self.config.openai;
        let real = OpenAiSettings::BASE_URL;
        let is_stand_in = self.sandbox.is_some() && config.base_url.is_none();
        let has_key = !config.compatible || config.api_key.is_some() || is_stand_in;
        let key = || Self::secret(config.api_key.as_ref(), stand_in::OPENAI_API_KEY);
        OpenAiSettings {
            base_url: self.address(config.base_url.as_ref(), "/openai/v1", real),
            api_key: has_key.then(key),
            api: config.api.into(),
            compatible: config.compatible,
            structured_output: config.structured_output.into(),
            reasoning_effort: config.reasoning_effort.clone(),
            ..OpenAiSettings::new(config.model.clone(), SecretString::default())
        }
    }

    /// How Anthropic's models are asked.
    pub fn anthropic(&self) -> AnthropicSettings {
        let config = &self.config.anthropic;
        let key = Self::secret(config.api_key.as_ref(), stand_in::ANTHROPIC_API_KEY);
        let real = AnthropicSettings::BASE_URL;
        AnthropicSettings {
            base_url: self.address(config.base_url.as_ref(), "/anthropic/v1", real),
            effort: config.effort.clone(),
            ..AnthropicSettings::new(config.model.clone(), key)
        }
    }
}
