//! The legal texts: the operator's folder, the shop's figures, and the version that people agree to.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context as _, bail};
use openclaw_web::{legal, legal::LegalTexts, words::Language};
use serde_json::{Value, json};

use crate::config::{Config, IdentityBy, ModelProvider};

/// The texts that are served; an error says which one cannot be, and why.
pub(crate) fn texts(config: &Config) -> anyhow::Result<LegalTexts> {
    let mut own = Vec::new();
    if let Some(folder) = &config.legal.folder {
        for kind in legal::Kind::ALL {
            for language in Language::ALL {
                let path = legal::path(kind, language);
                own.extend(read(folder, &path)?.map(|text| (path, text)));
            }
        }
        if own.is_empty() {
            bail!(
                "`legal.folder` is {}, which has none of the texts: put ko/terms.md there, or leave it out",
                folder.display()
            );
        }
    }
    let find = |path: &str| {
        let text = own.iter().find(|(of, _)| of == path);
        text.map(|(_, text)| text.clone())
    };
    let version = &config.accounts.legal_version;
    Ok(LegalTexts::load(find, &figures(config), version)?)
}

fn read(folder: &Path, path: &str) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(folder.join(path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| {
            format!(
                "the legal text {path} in {} cannot be read",
                folder.display()
            )
        }),
    }
}

/// Who writes, in the order in which they are asked: whoever may be sent what people enter is named.
fn models(config: &Config) -> Value {
    let providers = config.model_providers();
    let company = |provider: &ModelProvider| match provider {
        ModelProvider::OpenAi => ("OpenAI", &config.openai.model),
        ModelProvider::Anthropic => ("Anthropic", &config.anthropic.model),
    };
    let listed = |texts: Vec<String>| {
        if texts.is_empty() {
            "―".to_owned()
        } else {
            texts.join(", ")
        }
    };
    let named = providers.iter().map(company);
    let companies = named.clone().map(|(name, _)| name.to_owned());
    json!({
        "openai": providers.contains(&ModelProvider::OpenAi),
        "anthropic": providers.contains(&ModelProvider::Anthropic),
        "companies": listed(companies.collect()),
        "names": listed(named.map(|(name, model)| format!("{name} {model}")).collect()),
    })
}

/// What the texts may name. What is not configured is a dash: live mode lacks none of it.
fn figures(config: &Config) -> Value {
    let (seller, refunds, credits) = (&config.business, &config.refunds, &config.credits);
    let told = |value: &Option<String>| value.clone().unwrap_or_else(|| "―".to_owned());
    let officer = seller
        .privacy_officer
        .as_ref()
        .or(seller.representative.as_ref());
    json!({
        "business": {
            "trade_name": told(&seller.trade_name),
            "representative": told(&seller.representative),
            "address": told(&seller.address),
            "phone": told(&seller.phone),
            "email": told(&seller.email),
            "registration_no": told(&seller.registration_no),
            "mail_order_no": told(&seller.mail_order_no),
            "hosting_provider": told(&seller.hosting_provider),
            "privacy_officer": told(&officer.cloned()),
        },
        "refunds": {
            "full_days": refunds.full_days,
            "late_percent": refunds.late_percent.min(100),
            "automatic": refunds.automatic,
            "partial": refunds.partial,
        },
        "credits": {
            "paid_days": credits.paid_days,
            "bonus_days": credits.bonus_days,
            "free_days": credits.free_days,
        },
        "openai": { "model": config.openai.model },
        "models": models(config),
        "identity": { "is_clerk": config.identity.by == IdentityBy::Clerk },
    })
}
