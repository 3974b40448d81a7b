//! Configuration from the Worker's variables and secrets, by the names of the environment.

use openclaw_setup::config::{Config, Mode};
use worker::{
    Env,
    js_sys::Reflect,
    wasm_bindgen::{JsCast as _, JsValue},
};

/// The name of the D1 binding.
pub(crate) const DATABASE: &str = "DATABASE";
/// The name of the R2 binding.
pub(crate) const FILES: &str = "FILES";
/// How many statements a request may run: 50 unless it is set, as on the free plan.
const STATEMENTS: &str = "OPENCLAW_WORKER_STATEMENTS";
const FREE_PLAN_STATEMENTS: u32 = 50;

/// The configuration, or why there is none, in words for the operator's log.
pub(crate) fn load(env: &Env) -> Result<Config, String> {
    let mut config =
        Config::from_lookup(|name| text(env, name)).map_err(|error| error.to_string())?;
    // Cloudflare writes it, whatever a client sent under this name.
    let header = &mut config.accounts.address_header;
    *header = header
        .take()
        .or_else(|| Some("cf-connecting-ip".to_owned()));
    let contradictions: Vec<String> = config
        .contradictions()
        .iter()
        .map(ToString::to_string)
        .collect();
    if !contradictions.is_empty() {
        return Err(contradictions.join("; "));
    }
    if config.mode == Mode::Sandbox && config.sandbox.listen.is_none() {
        return Err(
            "sandbox mode needs OPENCLAW_SANDBOX_LISTEN, where `openclaw sandbox` listens; \
                    for real payments set OPENCLAW_MODE=live"
                .to_owned(),
        );
    }
    Ok(config)
}

/// How many statements a request may run.
pub(crate) fn most_statements(env: &Env) -> u32 {
    let told = text(env, STATEMENTS).and_then(|text| text.parse().ok());
    told.unwrap_or(FREE_PLAN_STATEMENTS)
}

/// A variable or secret; numbers and truth values may be written as such in `wrangler.jsonc`.
fn text(env: &Env, name: &str) -> Option<String> {
    let env: &JsValue = env.unchecked_ref();
    let value = Reflect::get(env, &name.into()).ok()?;
    let number = || value.as_f64().map(|number| number.to_string());
    let truth = || value.as_bool().map(|truth| truth.to_string());
    value.as_string().or_else(number).or_else(truth)
}
