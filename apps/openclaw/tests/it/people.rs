//! Who signs people in, and what is kept of them: what may be configured, and what comes of it.

use std::sync::Arc;

use openclaw::{
    app::{App, Platform, build},
    config::{Config, IdentityBy},
};
use openclaw_sandbox::{
    CLERK_ISSUER, CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY, CLERK_WEBHOOK_SECRET, ClerkToken,
    Sandbox,
};
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;

use crate::{command::Program, from_file};

/// What the configuration is refused for.
fn refused(text: &str) -> String {
    let found = from_file(text).unwrap().contradictions();
    let all: Vec<String> = found.iter().map(ToString::to_string).collect();
    all.join("\n")
}

/// Everything that live mode needs, with this way to sign in.
fn live(sign_in: &str) -> String {
    format!(
        "
mode = 'live'
public_url = 'https://openclaw.example'
openai.api_key = 'sk-1'
portone.store_id = 'store-1'
portone.channel_key = 'channel-key-1'
portone.api_secret = 'secret-1'
portone.webhook_secrets = ['whsec_bGl2ZS13ZWJob29rLXNlY3JldC0wMDAwMDAwMDAwMDE=']
accounts.hash_key = '0123456789abcdef0123456789abcdef'
{sign_in}
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

/// `clerk.openclaw.example`.
const CLERK: &str = "
identity.by = 'clerk'
clerk.publishable_key = 'pk_live_Y2xlcmsub3BlbmNsYXcuZXhhbXBsZSQ'
clerk.secret_key = 'sk_live_secret'
clerk.webhook_secrets = ['whsec_bGl2ZS13ZWJob29rLXNlY3JldC0wMDAwMDAwMDAwMDE=']
";

#[test]
fn every_way_to_sign_in_is_enough_for_live_mode() {
    for sign_in in [
        "kakao.client_id = 'kakao-1'",
        "openid.issuer = 'https://id.example'\nopenid.client_id = 'we'",
        CLERK,
    ] {
        assert_eq!(refused(&live(sign_in)), "", "{sign_in}");
    }
    let none = refused(&live("identity.by = 'clerk'"));
    assert!(
        none.contains("live mode needs `clerk.publishable_key`"),
        "{none}"
    );
    assert!(
        none.contains("live mode needs `clerk.secret_key`"),
        "{none}"
    );
}

#[test]
fn what_does_not_go_together_is_named() {
    let kakao = live("kakao.client_id = 'kakao-1'");
    let short = kakao.replace("0123456789abcdef0123456789abcdef", "short-canary");
    for (text, named) in [
        (
            short.as_str(),
            "32 characters or more in `accounts.hash_key`",
        ),
        ("accounts.per_address = 0", "nobody could ever sign up"),
        ("accounts.legal_version = '2026-11-31'", "not `2026-11-31`"),
        ("accounts.legal_version = '26-11-3'", "YYYY-MM-DD"),
        ("accounts.legal_version = '2026-+1-03'", "YYYY-MM-DD"),
        ("accounts.address_header = 'two words'", "no header's name"),
        (
            "openid.issuer = 'http://127.0.0.1:9'",
            "`issuer` and `client_id` together",
        ),
        ("openid.name = 'Naver'", "not `Naver`"),
        ("openid.name = 'kakao'", "another way to sign in"),
        ("openid.name = 'hosted'", "another way to sign in"),
        (
            "openid.issuer = 'https://id.example'\nopenid.client_id = 'we'",
            "`openid` is at https://id.example",
        ),
        (
            "clerk.secret_key = 'sk_live_1'",
            "refuses live keys: unset the `clerk` key",
        ),
        (
            "clerk.publishable_key = 'pk_live_1'",
            "refuses live keys: unset `clerk.publishable_key`",
        ),
        (
            "clerk.portal_url = 'https://accounts.example'",
            "not `clerk.portal_url`",
        ),
        ("clerk.mount = true", "which the sandbox lacks"),
        (
            "mode = 'live'\nclerk.publishable_key = 'pk_test_1'",
            "`clerk.publishable_key` must begin with pk_live_",
        ),
        (
            "mode = 'live'\nclerk.secret_key = 'sk_test_canary'",
            "`clerk.secret_key` must begin with sk_live_",
        ),
        (
            "mode = 'live'\nclerk.frontend_url = 'http://127.0.0.1:8788/clerk'",
            "`clerk.frontend_url` is on this machine",
        ),
        (
            "mode = 'live'\nclerk.backend_url = 'http://localhost:8788/clerk/v1'",
            "`clerk` is on this machine",
        ),
    ] {
        let all = refused(text);
        assert!(all.contains(named), "{text}: {all}");
        assert!(!all.contains("canary"), "{all}");
    }
}

#[test]
fn the_sandboxs_own_clerk_is_refused_in_live_mode() {
    for (key, value, named) in [
        ("publishable_key", CLERK_PUBLISHABLE_KEY, "sandbox's own"),
        ("secret_key", CLERK_SECRET_KEY, "sandbox's own key"),
        ("webhook_secrets", CLERK_WEBHOOK_SECRET, "sandbox's own"),
    ] {
        let value = match key {
            "webhook_secrets" => format!("['{value}']"),
            _ => format!("'{value}'"),
        };
        let all = refused(&format!("mode = 'live'\nclerk.{key} = {value}"));
        assert!(all.contains(named), "{key}: {all}");
    }
}

#[test]
fn the_hash_key_and_clerks_secrets_are_masked() {
    let text = "
accounts.hash_key = 'hk-canary'
openid.client_secret = 'oi-canary'
[clerk]
secret_key = 'sk-canary'
webhook_secrets = ['whsec_canary']";
    let config = from_file(text).unwrap();
    let shown = config.shown().unwrap();
    assert!(shown.contains("hash_key = \"********\""), "{shown}");
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!format!("{config:?}").contains("canary"));
}

/// The program over an empty folder; whatever it speaks to is a stand-in, or nobody.
fn app(config: &mut Config, sandbox: Option<&str>) -> (Result<App, String>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    config.data = folder.path().join("data");
    let listening = "127.0.0.1:8787".parse().unwrap();
    let app = build(config, listening, sandbox, Platform::default());
    (app.map_err(|error| format!("{error:#}")), folder)
}

#[tokio::test]
async fn accounts_are_kept_as_configured() {
    let text = "[accounts]\nhash_key = 'k'\nper_address = 3\nalert_from = 2";
    let (served, _folder) = app(&mut from_file(text).unwrap(), Some("http://127.0.0.1:9"));
    let served = served.unwrap();
    let accounts = &served.site.world.settings.accounts;
    assert_eq!(accounts.hash_key.expose_secret(), "k");
    assert_eq!((accounts.per_address, accounts.alert_from), (3, 2));
    assert_eq!(accounts.legal_version, "2026-11-23");
    let other = "[accounts]\nlegal_version = '2027-01-01'";
    let (app, _folder) = app(&mut from_file(other).unwrap(), Some("http://127.0.0.1:9"));
    let refused = app.map(|_| ()).unwrap_err();
    assert!(refused.contains("legal text"), "{refused}");
}

#[tokio::test]
async fn another_provider_needs_no_more_than_its_settings() {
    let text = "[openid]\nname = 'naver'\nissuer = 'http://127.0.0.1:9/'\nclient_id = 'we'";
    let (app, _folder) = app(&mut from_file(text).unwrap(), Some("http://127.0.0.1:9"));
    let app = app.unwrap();
    let names: Vec<&str> = app.site.world.identity.keys().map(String::as_str).collect();
    assert_eq!(names, ["google", "kakao", "naver"]);
    assert!(app.site.config.hosted.is_none());
}

#[tokio::test]
async fn in_sandbox_mode_clerk_is_the_stand_in() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    let mut config = Config::defaults().unwrap();
    config.identity.by = IdentityBy::Clerk;
    let (app, _folder) = app(&mut config, Some(&sandbox.url()));
    let app = app.unwrap();
    let world = &app.site.world;
    assert!(world.identity.is_empty());
    let page = app.site.config.hosted.as_ref().unwrap();
    assert_eq!(page.portal_url, format!("{}/clerk/sign-in", sandbox.url()));
    assert_eq!(page.publishable_key, CLERK_PUBLISHABLE_KEY);
    assert_eq!(page.cookie_names.len(), 2);
    assert!(!page.mounts);

    let hosted = Arc::clone(world.hosted.as_ref().unwrap());
    for (origin, is_ours) in [
        ("http://127.0.0.1:8787", true),
        ("http://localhost:8787", true),
        ("https://elsewhere.example", false),
    ] {
        let token = ClerkToken::good("user_1", origin);
        let token = sandbox.control().mint_clerk_token(&token);
        let proved = hosted.prove(&token).await;
        assert_eq!(proved.is_ok(), is_ours, "{origin}: {proved:?}");
        if let Ok(proved) = proved {
            assert_eq!(proved.issuer, CLERK_ISSUER);
        }
    }
}

#[tokio::test]
async fn a_live_clerk_is_where_its_key_says() {
    let mut config = from_file(&live(CLERK)).unwrap();
    let (built, _folder) = app(&mut config, None);
    let page = built.unwrap().site.config.hosted.clone().unwrap();
    assert_eq!(page.portal_url, "https://accounts.openclaw.example/sign-in");
    assert_eq!(page.frontend_origin, "https://clerk.openclaw.example");

    config.clerk.portal_url = Some("https://in.openclaw.example".to_owned());
    let (built, _folder) = app(&mut config, None);
    let page = built.unwrap().site.config.hosted.clone().unwrap();
    assert_eq!(page.portal_url, "https://in.openclaw.example");

    config.clerk.publishable_key = Some("pk_live_canary".to_owned());
    let (built, _folder) = app(&mut config, None);
    let error = built.err().unwrap();
    assert!(error.contains("whole as Clerk shows it"), "{error}");
}

#[test]
fn the_doctor_asks_clerk() {
    let program = Program::new().with("OPENCLAW_IDENTITY_BY", "clerk");
    let told = program.run(&["doctor"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    for row in [
        "warning  clerk.publishable_key ",
        "warning  clerk.secret_key ",
        "warning  accounts.hash_key ",
        "warning  accounts.address_header ",
        "warning  Clerk ",
        "warning  Clerk's tokens ",
        "note     Clerk's webhooks ",
    ] {
        assert!(told.out.contains(row), "{row} is not in\n{}", told.out);
    }
    assert!(!told.out.contains("sign-in with kakao"), "{}", told.out);
}

#[test]
fn the_doctor_asks_no_clerk_without_keys() {
    let program = Program::new()
        .with("OPENCLAW_MODE", "live")
        .with("OPENCLAW_IDENTITY_BY", "clerk");
    let told = program.run(&["doctor"]);
    assert_eq!(told.code, 1, "{}", told.err);
    for row in [
        "missing  clerk.publishable_key ",
        "missing  clerk.secret_key ",
        "missing  accounts.hash_key ",
        "warning  clerk.webhook_secrets ",
    ] {
        assert!(told.out.contains(row), "{row} is not in\n{}", told.out);
    }
    for row in ["  start ", "  Clerk "] {
        assert!(!told.out.contains(row), "{row} is in\n{}", told.out);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_a_clerk_that_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    let program = Program::new().with("OPENCLAW_IDENTITY_BY", "clerk").with(
        "OPENCLAW_SANDBOX_LISTEN",
        &sandbox.url().replace("http://", ""),
    );
    let told = program.run(&["doctor"]);
    for row in ["ok       Clerk ", "ok       Clerk's tokens "] {
        assert!(told.out.contains(row), "{row} is not in\n{}", told.out);
    }
}
