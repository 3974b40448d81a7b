//! The sections of the configuration about language models: who is asked, how patiently, and what
//! it costs.

use std::time::Duration;

use openclaw_domain::port::model::ModelPrice;
use openclaw_llm::{Api, Patience, StructuredOutput, TokenPrice, known_price};
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::IntoDeserializer as _};

use super::{
    Config, Mode,
    musts::{is_filled, is_secret},
    payments::list,
    sections::masked,
};

/// A provider of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelProvider {
    /// The section `openai`.
    OpenAi,
    /// The section `anthropic`.
    Anthropic,
}

/// Which of `OpenAI`'s APIs is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OpenAiApi {
    /// `/responses`.
    Responses,
    /// `/chat/completions`.
    Chat,
}

impl From<OpenAiApi> for Api {
    fn from(api: OpenAiApi) -> Self {
        match api {
            OpenAiApi::Responses => Self::Responses,
            OpenAiApi::Chat => Self::Chat,
        }
    }
}

/// How firmly an answer is bound to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Structure {
    /// To the letter.
    Strict,
    /// As far as the server knows schemas.
    Schema,
    /// To any JSON object.
    Object,
}

impl From<Structure> for StructuredOutput {
    fn from(structure: Structure) -> Self {
        match structure {
            Structure::Strict => Self::Strict,
            Structure::Schema => Self::Schema,
            Structure::Object => Self::Object,
        }
    }
}

/// Providers in the environment, parted by commas.
fn providers(text: &str) -> Result<Vec<ModelProvider>, serde::de::value::Error> {
    let Ok(words) = list(text);
    let word = |word: String| ModelProvider::deserialize(word.into_deserializer());
    words.into_iter().map(word).collect()
}

/// The language models.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Models {
    /// Who is asked, and who takes over when the first fails: `openai`, `anthropic`. A provider
    /// without a key is passed over.
    #[config(env = "OPENCLAW_MODELS_ORDER", parse_env = providers, default = ["openai", "anthropic"])]
    pub order: Vec<ModelProvider>,
    /// Attempts at one provider before the next one is asked.
    #[config(env = "OPENCLAW_MODELS_ATTEMPTS", default = 2)]
    pub attempts: u32,
    /// Seconds without a word after which the next provider is asked instead.
    #[config(env = "OPENCLAW_MODELS_SILENCE_SECONDS", default = 12)]
    pub silence_seconds: u32,
    /// Failures in a row after which a provider is left alone.
    #[config(default = 5)]
    pub rest_after_failures: u32,
    /// For how many seconds it is.
    #[config(default = 30)]
    pub rest_seconds: u32,
    /// Whether OpenAI's moderation, which is free, looks at what users write before a run is paid
    /// for. Without it: where there is a key of OpenAI's own.
    #[config(env = "OPENCLAW_MODELS_MODERATION")]
    pub moderation: Option<bool>,
    /// Won for a dollar, for what runs cost us.
    #[config(env = "OPENCLAW_MODELS_WON_PER_USD", default = 1_450)]
    pub won_per_usd: u32,
}

impl Models {
    /// How long to try.
    #[must_use]
    pub fn patience(&self) -> Patience {
        Patience {
            attempts: self.attempts,
            silence: Duration::from_secs(self.silence_seconds.into()),
            rest_after: self.rest_after_failures,
            rest: Duration::from_secs(self.rest_seconds.into()),
        }
    }
}

/// Models of OpenAI's, and servers that speak like it.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct OpenAi {
    /// The API key; stays on the server.
    #[config(env = "OPENCLAW_OPENAI_API_KEY")]
    #[serde(serialize_with = "masked")]
    pub api_key: Option<SecretString>,
    /// Where the API is. Without it: OpenAI's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_OPENAI_BASE_URL")]
    pub base_url: Option<String>,
    /// The API to speak: `responses`, or `chat` for Chat Completions, which every compatible server
    /// knows.
    #[config(env = "OPENCLAW_OPENAI_API", default = "responses")]
    pub api: OpenAiApi,
    /// Whether `base_url` is not OpenAI's own but a server that speaks like it (Ollama, llama.cpp,
    /// vLLM): no key is needed, tokens cost nothing unless told, and what only OpenAI knows is left
    /// out.
    #[config(env = "OPENCLAW_OPENAI_COMPATIBLE", default = false)]
    pub compatible: bool,
    /// How firmly the answer is bound to its schema: `strict`; `schema` where the server knows no
    /// strict mode; `object` where it knows JSON alone, and the schema is written into the task.
    #[config(env = "OPENCLAW_OPENAI_STRUCTURED_OUTPUT", default = "strict")]
    pub structured_output: Structure,
    /// The model. `gpt-4o` and `gpt-4o-mini` leave the API on 2027-01-14.
    #[config(env = "OPENCLAW_OPENAI_MODEL", default = "gpt-6-luna")]
    pub model: String,
    /// The reasoning effort to ask for. Without it: `none` for gpt-6 models, nothing for others.
    #[config(env = "OPENCLAW_OPENAI_REASONING_EFFORT")]
    pub reasoning_effort: Option<String>,
    /// Micro-dollars for a million input tokens. Without it: what the model is known to cost.
    pub input_price: Option<u32>,
    /// Micro-dollars for a million input tokens that came from the cache.
    pub cached_price: Option<u32>,
    /// Micro-dollars for a million input tokens that were written to the cache.
    pub cache_write_price: Option<u32>,
    /// Micro-dollars for a million output tokens.
    pub output_price: Option<u32>,
}

/// Models of Anthropic's.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct Anthropic {
    /// The API key; stays on the server.
    #[config(env = "OPENCLAW_ANTHROPIC_API_KEY")]
    #[serde(serialize_with = "masked")]
    pub api_key: Option<SecretString>,
    /// Where the API is. Without it: Anthropic's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_ANTHROPIC_BASE_URL")]
    pub base_url: Option<String>,
    /// The model.
    #[config(env = "OPENCLAW_ANTHROPIC_MODEL", default = "claude-haiku-5-5")]
    pub model: String,
    /// How much the model may think before it writes: `low`, `medium`, `high`. Without it: as the
    /// model likes.
    #[config(env = "OPENCLAW_ANTHROPIC_EFFORT")]
    pub effort: Option<String>,
    /// Micro-dollars for a million input tokens. Without it: what the model is known to cost.
    pub input_price: Option<u32>,
    /// Micro-dollars for a million input tokens that came from the cache.
    pub cached_price: Option<u32>,
    /// Micro-dollars for a million input tokens that were written to the cache.
    pub cache_write_price: Option<u32>,
    /// Micro-dollars for a million output tokens.
    pub output_price: Option<u32>,
}

/// What was configured, or else what the model is known to cost; `None` when neither says. A price
/// of the cache that is not told is that of other input.
fn priced(model: &str, told: [Option<u32>; 4]) -> Option<TokenPrice> {
    let [input, cached, cache_write, output] = told;
    let known = known_price(model);
    // Once the input's price is told, what is known of the model's others no longer goes with it.
    let of_input = |known: Option<u32>| if input.is_some() { input } else { known };
    Some(TokenPrice {
        input: of_input(known.map(|it| it.input))?,
        cached: cached.or(of_input(known.map(|it| it.cached)))?,
        cache_write: cache_write.or(of_input(known.map(|it| it.cache_write)))?,
        output: output.or(known.map(|it| it.output))?,
    })
}

impl OpenAi {
    fn price(&self) -> Option<TokenPrice> {
        let told = [
            self.input_price,
            self.cached_price,
            self.cache_write_price,
            self.output_price,
        ];
        let free = TokenPrice {
            input: 0,
            cached: 0,
            cache_write: 0,
            output: 0,
        };
        let unpriced = self.compatible && told == [None; 4];
        if unpriced {
            return Some(free);
        }
        priced(&self.model, told)
    }
}

impl Anthropic {
    fn price(&self) -> Option<TokenPrice> {
        let told = [
            self.input_price,
            self.cached_price,
            self.cache_write_price,
            self.output_price,
        ];
        priced(&self.model, told)
    }
}

impl Config {
    /// What a provider's tokens cost; nothing where [`Config::conflicts`] has refused it.
    pub fn model_price(&self, provider: ModelProvider) -> ModelPrice {
        let price = match provider {
            ModelProvider::OpenAi => self.openai.price(),
            ModelProvider::Anthropic => self.anthropic.price(),
        };
        price.map_or_else(ModelPrice::default, |price| ModelPrice {
            input: price.input,
            cached: price.cached,
            cache_write: price.cache_write,
            output: price.output,
            won_per_usd: self.models.won_per_usd,
        })
    }

    /// The providers that can be asked, in their order: in sandbox mode all have a stand-in.
    pub fn model_providers(&self) -> Vec<ModelProvider> {
        let is_sandbox = self.mode == Mode::Sandbox;
        let can = |provider: &&ModelProvider| is_sandbox || self.is_real(**provider);
        self.models.order.iter().filter(can).copied().collect()
    }

    /// Whether any of them is no stand-in.
    pub(super) fn has_real_model(&self) -> bool {
        self.models.order.iter().any(|it| self.is_real(*it))
    }

    fn is_real(&self, provider: ModelProvider) -> bool {
        let openai = &self.openai;
        match provider {
            ModelProvider::OpenAi => {
                let is_own = openai.compatible && is_filled(openai.base_url.as_ref());
                is_own || is_secret(openai.api_key.as_ref())
            }
            ModelProvider::Anthropic => is_secret(self.anthropic.api_key.as_ref()),
        }
    }

    /// Whether users' inputs are looked at before a run.
    pub fn moderates(&self) -> bool {
        let is_openais = !self.openai.compatible;
        let has_key = self.mode == Mode::Sandbox || is_secret(self.openai.api_key.as_ref());
        self.models.moderation.unwrap_or(is_openais) && has_key
    }

    /// What about models does not go together.
    pub(super) fn model_conflicts(&self) -> Vec<String> {
        let mut found = Vec::new();
        let order = &self.models.order;
        if order.is_empty() {
            found.push("`models.order` is empty: no run could ever be done".to_owned());
        }
        if (1..order.len()).any(|at| order[..at].contains(&order[at])) {
            found.push("`models.order` names a provider twice".to_owned());
        }
        for (key, value) in [
            ("attempts", self.models.attempts),
            ("silence_seconds", self.models.silence_seconds),
            ("rest_after_failures", self.models.rest_after_failures),
            ("won_per_usd", self.models.won_per_usd),
        ] {
            if value == 0 {
                found.push(format!("`models.{key}` is 0"));
            }
        }
        if self.openai.compatible && self.openai.base_url.is_none() && self.mode == Mode::Live {
            found.push(
                "`openai.compatible` needs `openai.base_url`: where the server is".to_owned(),
            );
        }
        if self.models.moderation == Some(true) && !self.moderates() {
            found.push("`models.moderation` needs `openai.api_key`".to_owned());
        }
        for (section, model, price) in [
            ("openai", &self.openai.model, self.openai.price()),
            ("anthropic", &self.anthropic.model, self.anthropic.price()),
        ] {
            if price.is_none() {
                found.push(format!(
                    "what `{model}` costs is not known: set `{section}.input_price` and `{section}.output_price`"
                ));
            }
        }
        found
    }
}
