//! Language models: does each provider answer, take our key, and know our model, and until when?

use openclaw_domain::world::World;
use openclaw_llm::ANTHROPIC_VERSION;
use openclaw_setup::wiring::Wiring;
use reqwest::{RequestBuilder, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use super::{
    Check, Level, must,
    network::{answered, unreachable},
};
use crate::config::{Config, Mode, ModelProvider};

/// How one provider is asked.
struct Question {
    what: &'static str,
    section: &'static str,
    model: String,
    asking: RequestBuilder,
    /// Whether the answer is a list in which the model must be: not every server tells of one alone.
    is_list: bool,
}

pub(super) async fn checks(config: &Config, world: &World) -> Vec<Check> {
    let sandbox = format!("http://{}", config.sandbox_address(config.listen));
    let wiring = Wiring {
        config,
        sandbox: (config.mode == Mode::Sandbox).then_some(sandbox.as_str()),
    };
    let Ok(http) = openclaw_http::client() else {
        let found = "there is no HTTP client".to_owned();
        return vec![unreachable(config, "language models", found)];
    };
    let providers = config.model_providers();
    let mut checks = Vec::new();
    for provider in &providers {
        let question = question(&wiring, &http, *provider);
        checks.push(known(config, world, question).await);
    }
    checks.push(if providers.len() > 1 {
        Check::ok(
            "failover",
            "another provider takes over when the first fails",
        )
    } else {
        let found = "off: when the one provider fails, runs fail and are refunded";
        let next = "set the key of a second provider: docs/models.md";
        Check::bad(Level::Warning, "failover", found, next)
    });
    checks.push(if config.moderates() {
        Check::ok(
            "moderation",
            "inputs are looked at before a run is paid for",
        )
    } else {
        let found = "off: only the model itself refuses what it must not write";
        Check {
            level: Level::Note,
            ..Check::ok("moderation", found)
        }
    });
    checks
}

/// Asks about the model: it costs nothing, and proves the key.
fn question(wiring: &Wiring<'_>, http: &reqwest::Client, provider: ModelProvider) -> Question {
    match provider {
        ModelProvider::OpenAi => {
            let settings = wiring.openai();
            let (base, model) = (settings.base_url, settings.model);
            let path = if settings.compatible {
                "models".to_owned()
            } else {
                format!("models/{model}")
            };
            let asking = http.get(format!("{base}/{path}"));
            let asking = match &settings.api_key {
                Some(key) => asking.bearer_auth(key.expose_secret()),
                None => asking,
            };
            Question {
                what: "OpenAI",
                section: "openai",
                model,
                asking,
                is_list: settings.compatible,
            }
        }
        ModelProvider::Anthropic => {
            let settings = wiring.anthropic();
            let (base, model) = (settings.base_url, settings.model);
            let asking = http
                .get(format!("{base}/models/{model}"))
                .header("anthropic-version", ANTHROPIC_VERSION)
                .header("x-api-key", settings.api_key.expose_secret());
            Question {
                what: "Anthropic",
                section: "anthropic",
                model,
                asking,
                is_list: false,
            }
        }
    }
}

async fn known(config: &Config, world: &World, question: Question) -> Check {
    let Question {
        what,
        section,
        model,
        asking,
        is_list,
    } = question;
    let key = format!("{section}.api_key");
    let answer = match answered(config, world, what, &key, asking.send()).await {
        Ok(answer) => answer,
        Err(check) => return check,
    };
    let unknown = |found: String| {
        let next = format!("compare `{section}.model` with what {what} has");
        Check::bad(must(config), what, found, next)
    };
    if answer.status() == StatusCode::NOT_FOUND && !is_list {
        return unknown(format!("takes our key, but has no model {model}"));
    }
    let body: Value = answer.json().await.unwrap_or_default();
    let listed = body["data"].as_array();
    if is_list && !listed.is_some_and(|all| all.iter().any(|it| it["id"] == model.as_str())) {
        return unknown(format!("answers, but does not list the model {model}"));
    }
    match body["shutdown_date"].as_str() {
        None => Check::ok(what, format!("answers, takes our key, and has {model}")),
        Some(date) => Check::bad(
            Level::Warning,
            what,
            format!("answers, but {model} is switched off on {date}"),
            format!("set `{section}.model` to its successor before then"),
        ),
    }
}
