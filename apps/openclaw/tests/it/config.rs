//! What can be configured, and how it is shown.

use std::path::Path;

use openclaw::config::{AlertFormat, Config, Gateway, Mode, table};
use openclaw_domain::settings::PayMethod;

use crate::from_file;

const DOCUMENT: &str = include_str!("../../../../docs/configuration.md");

#[test]
fn every_key_is_documented() {
    assert!(
        DOCUMENT.contains(&table()),
        "docs/configuration.md is stale: put in what `openclaw config --keys` prints"
    );
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
        ("[portone]\ngateway = 'v3'", "v3"),
        ("[alerts]\nformat = 'mail'", "mail"),
        ("[portone_v1]\nmethods = []", "portone_v1.methods"),
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
    let text = "
[openai]
api_key = 'sk-canary'
[portone]
api_secret = 'po-canary'
webhook_secrets = ['whsec_canary', 'whsec_canary2']
[portone_v1]
api_secret = 'v1-canary'
[alerts]
webhook_url = 'https://hooks.example/canary'
[kakao]
client_secret = 'ka-canary'";
    let config = from_file(text).unwrap();
    let shown = config.shown().unwrap();
    assert!(shown.contains("api_key = \"********\""), "{shown}");
    assert!(shown.contains("webhook_url = \"********\""), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!format!("{config:?}").contains("canary"));
}

#[test]
fn money_comes_in_as_configured() {
    let config = Config::defaults().unwrap();
    let portone = &config.portone;
    assert_eq!(portone.gateway, Gateway::V2);
    assert!(!portone.pre_registers() && !portone.manual_confirm);
    assert_eq!(portone.methods(Mode::Live), [PayMethod::Card]);
    assert_eq!(portone.methods(Mode::Sandbox).len(), 5);
    assert_eq!(config.refunds.full_days, 7);
    assert_eq!(config.refunds.late_percent, 90);
    assert_eq!(config.orders.life_hours, 24);
    assert_eq!(config.alerts.format, AlertFormat::Slack);

    let text = "[portone]\ngateway = 'v1'\nmethods = ['kakaopay', 'virtual_account']\n";
    let portone = from_file(text).unwrap().portone;
    assert!(portone.pre_registers());
    assert_eq!(
        portone.methods(Mode::Live),
        [PayMethod::KakaoPay, PayMethod::VirtualAccount]
    );
}
