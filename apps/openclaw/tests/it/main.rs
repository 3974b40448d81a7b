//! Configuration's promises: documented, checked, and never leaking.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::path::Path;

use openclaw::config::{Config, Mode, table};

const DOCUMENT: &str = include_str!("../../../../docs/configuration.md");

#[test]
fn every_key_is_documented() {
    assert!(
        DOCUMENT.contains(&table()),
        "docs/configuration.md is stale: put in what `openclaw config --keys` prints"
    );
}

fn from_file(text: &str) -> Result<Config, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let path = folder.path().join("openclaw.toml");
    std::fs::write(&path, text).map_err(|error| error.to_string())?;
    Config::load(Some(&path)).map_err(|error| error.to_string())
}

#[test]
fn a_file_sets_values_and_a_mistyped_key_is_named() {
    let config = from_file("[limits]\nruns_per_minute = 7\n").unwrap();
    assert_eq!(config.limits.runs_per_minute, 7);
    assert_eq!(config.limits.runs_per_hour, 100);
    for (text, named) in [
        ("lissten = '127.0.0.1:1'", "lissten"),
        ("[limits]\nruns_per_minit = 7", "limits.runs_per_minit"),
        ("[limits]\nruns_per_minute = -7", "runs_per_minute"),
        ("mode = 'production'", "production"),
        ("listen = ", "openclaw.toml"),
        (
            "[[credits.packages]]\nid = 'x'\nname = 'x'\nprice = 9.9\ncredits = 1\nfor_whom = ''",
            "price",
        ),
    ] {
        let error = from_file(text).unwrap_err();
        assert!(error.contains(named), "{text}: {error}");
    }
    assert!(Config::load(Some(Path::new("nowhere/openclaw.toml"))).is_err());
}

#[test]
fn secrets_are_masked_wherever_a_configuration_is_shown() {
    let text = "[openai]\napi_key = 'sk-canary'\n[portone]\napi_secret = 'po-canary'\n[kakao]\nclient_secret = 'ka-canary'";
    let config = from_file(text).unwrap();
    let shown = config.shown().unwrap();
    assert!(shown.contains("api_key = \"********\""), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!format!("{config:?}").contains("canary"));
}

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

#[test]
fn contradictions_are_named() {
    for (text, named) in [
        (
            "[openai]\napi_key = 'sk-live'",
            "refuses live keys: unset the `openai` key",
        ),
        (
            "[portone]\nbase_url = 'https://api.portone.io'",
            "speaks to this machine alone",
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
        (
            "[[credits.packages]]\nid = 'x'\nname = 'x'\nprice = 0\ncredits = 1\nfor_whom = ''",
            "needs a price",
        ),
    ] {
        let all = contradictions(text);
        assert!(all.contains(named), "{text}: {all}");
    }
    // A stand-in of one's own on this machine may have any key.
    let own = "[openai]\nbase_url = 'http://127.0.0.1:11434/v1'\napi_key = 'anything'";
    assert_eq!(contradictions(own), "");
}

#[test]
fn a_complete_live_configuration_may_start() {
    let text = "
mode = 'live'
public_url = 'https://openclaw.example'
[openai]
api_key = 'sk-1'
[portone]
store_id = 'store-1'
channel_key = 'channel-1'
api_secret = 'secret-1'
[kakao]
client_id = 'kakao-1'
[business]
trade_name = 'a'
representative = 'b'
address = 'c'
phone = 'd'
email = 'e'
registration_no = 'f'
mail_order_no = 'g'
hosting_provider = 'h'
";
    assert_eq!(contradictions(text), "");
}
