//! Settings that do not go together, and what live mode cannot do without.

use openclaw::config::{Config, Mode};

use crate::from_file;

fn contradictions(text: &str) -> String {
    let config = from_file(text).unwrap();
    let all: Vec<String> = config
        .contradictions()
        .iter()
        .map(ToString::to_string)
        .collect();
    all.join("\n")
}

#[test]
fn the_defaults_may_start() {
    let config = Config::defaults().unwrap();
    assert_eq!(config.mode, Mode::Sandbox);
    assert_eq!(config.contradictions(), []);
}

/// What is set, and what is said of it.
const TABLE: &[(&str, &str)] = &[
    (
        "[openai]\napi_key = 'sk-live'",
        "refuses live keys: unset the `openai` key",
    ),
    (
        "[portone]\nbase_url = 'https://api.portone.io'",
        "speaks to this machine alone",
    ),
    (
        "[anthropic]\napi_key = 'sk-ant-live'",
        "refuses live keys: unset the `anthropic` key",
    ),
    ("[models]\norder = []", "no run could ever be done"),
    ("[models]\norder = ['openai', 'openai']", "twice"),
    ("[models]\nattempts = 0", "`models.attempts` is 0"),
    (
        "[openai]\nmodel = 'gpt-7'",
        "what `gpt-7` costs is not known: set `openai.input_price` and `openai.output_price`",
    ),
    (
        "[anthropic]\nmodel = 'claude-9'\ninput_price = 1",
        "what `claude-9` costs is not known",
    ),
    (
        "mode = 'live'\n[openai]\ncompatible = true",
        "`openai.compatible` needs `openai.base_url`",
    ),
    (
        "mode = 'live'\n[models]\nmoderation = true",
        "`models.moderation` needs `openai.api_key`",
    ),
    (
        "mode = 'live'",
        "live mode needs `openai.api_key`, or another provider of `models.order`",
    ),
    (
        "mode = 'live'\n[anthropic]\napi_key = 'sk-ant-sandbox'",
        "sandbox's own key for `anthropic`",
    ),
    ("[limits]\nruns_at_once = 0", "limits.runs_at_once"),
    ("mode = 'live'", "live mode needs `portone.api_secret`"),
    (
        "mode = 'live'",
        "live mode needs `business.registration_no`",
    ),
    ("mode = 'live'", "live mode needs a way to sign in"),
    ("mode = 'live'\npublic_url = 'http://a.example'", "https://"),
    (
        "mode = 'live'\n[portone]\nbase_url = 'http://127.0.0.1:8788/portone'",
        "refuses the sandbox",
    ),
    (
        "mode = 'live'\n[portone]\napi_secret = 'portone-sandbox-api-secret'",
        "sandbox's own key",
    ),
    ("[portone]\nmethods = ['card', 'cash']", "not `cash`"),
    ("[portone]\nmethods = []", "nobody could ever pay"),
    ("[portone]\nmethods = ['card', 'card']", "twice"),
    (
        "[portone]\ngateway = 'v1'\nmanual_confirm = true",
        "needs `portone.gateway` = v2",
    ),
    (
        "[portone]\nwebhook_secrets = ['whsec_no']",
        "not well-formed",
    ),
    (
        "[portone]\nwebhook_secrets = ['whsec_bGl2ZS13ZWJob29rLXNlY3JldC0wMDAwMDAwMDAwMDE=']",
        "refuses live keys: unset `portone.webhook_secrets`",
    ),
    (
        "[portone_v1]\nuser_code = 'imp1'",
        "`user_code`, `api_key` and `api_secret` together",
    ),
    (
        "[portone_v1]\napi_secret = 'live'",
        "refuses live keys: unset the `portone_v1` key",
    ),
    ("[refunds]\nlate_percent = 101", "above 100"),
    ("[orders]\nlife_hours = 0", "no order could ever be paid"),
    ("[admin]\nsubjects = ['somebody']", "not `somebody`"),
    (
        "[alerts]\nwebhook_url = 'http://hooks.example/x'",
        "must begin with https://",
    ),
    ("[alerts]\nwebhook_url = 'hooks'", "is no address"),
    ("[metrics]\nlisten = '127.0.0.1:8787'", "the same address"),
    (
        "mode = 'live'",
        "live mode needs a well-formed secret in `portone.webhook_secrets`",
    ),
    (
        "mode = 'live'\n[portone]\ngateway = 'v1'",
        "live mode needs `portone_v1.api_key`",
    ),
    (
        "mode = 'live'\n[portone]\ngateway = 'v1'\nstore_id = 'store-1'",
        "`store_id` and `api_secret` together",
    ),
    (
        "mode = 'live'\n[portone_v1]\nuser_code = 'imp00000000'",
        "sandbox's own `portone_v1.user_code`",
    ),
    (
        "mode = 'live'\n[portone_v1]\napi_secret = 'portone-v1-sandbox-api-secret'",
        "sandbox's own key for `portone_v1`",
    ),
    (
        "mode = 'live'\n[portone]\nsdk_url = 'http://127.0.0.1:8788/portone/browser-sdk.js'",
        "`portone.sdk_url` is on this machine",
    ),
    (
        "mode = 'live'\n[alerts]\nwebhook_url = 'http://127.0.0.1:9/x'",
        "must begin with https://",
    ),
    (
        "[[credits.packages]]\nid = 'x'\nname = 'x'\nprice = 0\ncredits = 1\nfor_whom = ''",
        "needs a price",
    ),
];

#[test]
fn contradictions_are_named() {
    for (text, named) in TABLE {
        let all = contradictions(text);
        assert!(all.contains(named), "{text}: {all}");
    }
    // A stand-in of one's own on this machine may have any key.
    let own = "[openai]\nbase_url = 'http://127.0.0.1:11434/v1'\napi_key = 'anything'";
    assert_eq!(contradictions(own), "");
    let own = "[alerts]\nwebhook_url = 'http://127.0.0.1:9/x'";
    assert_eq!(contradictions(own), "");
}

#[test]
fn the_sandboxs_own_webhook_secret_is_refused_in_live_mode() {
    for secret in [
        openclaw_sandbox::PORTONE_WEBHOOK_SECRET,
        openclaw_sandbox::PORTONE_WEBHOOK_SECRET_NEXT,
    ] {
        let text = format!("mode = 'live'\n[portone]\nwebhook_secrets = ['{secret}']");
        let all = contradictions(&text);
        assert!(
            all.contains("sandbox's own `portone.webhook_secrets`"),
            "{all}"
        );
        assert!(!all.contains(secret), "{all}");
    }
}

#[test]
fn an_alert_address_is_in_no_message() {
    let text = "mode = 'live'\n[alerts]\nwebhook_url = 'http://hooks.example/canary'";
    assert!(!contradictions(text).contains("canary"));
}

#[test]
fn one_model_provider_is_enough_whichever_it_is() {
    let with = |section: &str| {
        let text = live("v2");
        contradictions(&text.replace("[openai]\napi_key = 'sk-1'", section))
    };
    for section in [
        "[anthropic]\napi_key = 'sk-ant-1'",
        "[models]\norder = ['anthropic']\n[anthropic]\napi_key = 'sk-ant-1'",
        "[openai]\ncompatible = true\nbase_url = 'http://127.0.0.1:11434/v1'\nmodel = 'qwen3'",
        "[openai]\napi_key = 'sk-1'\nmodel = 'gpt-7'\ninput_price = 1\noutput_price = 2",
    ] {
        assert_eq!(with(section), "", "{section}");
    }
    let other = "[models]\norder = ['openai']\n[anthropic]\napi_key = 'sk-ant-1'";
    assert!(with(other).contains("live mode needs `openai.api_key`"));
}

#[test]
fn a_complete_live_configuration_may_start() {
    assert_eq!(contradictions(&live("v2")), "");
    assert_eq!(contradictions(&live("v1")), "");
}

/// Everything that live mode needs, with this gateway alone.
fn live(gateway: &str) -> String {
    let portone = match gateway {
        "v1" => {
            "gateway = 'v1'
[portone_v1]
user_code = 'imp1'
channel_key = 'channel-key-1'
api_key = 'key-1'
api_secret = 'secret-1'"
        }
        _ => {
            "store_id = 'store-1'
channel_key = 'channel-key-1'
api_secret = 'secret-1'
webhook_secrets = ['whsec_bGl2ZS13ZWJob29rLXNlY3JldC0wMDAwMDAwMDAwMDE=']"
        }
    };
    format!(
        "
mode = 'live'
public_url = 'https://openclaw.example'
[openai]
api_key = 'sk-1'
[portone]
{portone}
[kakao]
client_id = 'kakao-1'
[accounts]
hash_key = '0123456789abcdef0123456789abcdef'
[business]
trade_name = 'a'
representative = 'b'
address = 'c'
phone = 'd'
email = 'e'
registration_no = 'f'
mail_order_no = 'g'
hosting_provider = 'h'
"
    )
}
