//! Which instances there can be, and what their keys say.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use openclaw_identity::{Clerk, ClerkSettings, ClerkSettingsError as Wrong};

use super::{HOST, publishable_key, settings};
use crate::provider::{Stopped, http};

fn open(change: impl FnOnce(&mut ClerkSettings)) -> Result<Clerk, Wrong> {
    let mut settings = settings();
    change(&mut settings);
    Clerk::new(http(), settings, Arc::new(Stopped))
}

fn wrong(change: impl FnOnce(&mut ClerkSettings)) -> Option<Wrong> {
    open(change).err()
}

#[test]
fn the_publishable_key_names_the_instance() {
    let test = open(|_| {}).unwrap();
    assert_eq!((test.frontend_host(), test.is_live()), (HOST, false));
    assert_eq!(test.issuer(), "https://clerk.openclaw.example");
    let live = open(|settings| {
        settings.publishable_key = publishable_key("live", HOST)
            .trim_end_matches('=')
            .to_owned();
        settings.secret_key = "sk_live_geheim".into();
    });
    let live = live.unwrap();
    assert_eq!((live.frontend_host(), live.is_live()), (HOST, true));
    let portal = "https://accounts.openclaw.example/sign-in";
    assert_eq!(live.sign_in_url().as_deref(), Some(portal));
    let slug = open(|settings| {
        settings.publishable_key = publishable_key("test", "clean-mayfly-62.clerk.accounts.dev");
    });
    assert_eq!(
        slug.unwrap().sign_in_url().as_deref(),
        Some("https://clean-mayfly-62.accounts.dev/sign-in")
    );
    assert_eq!(test.sign_in_url(), None);
}

#[test]
fn cookies_are_told_apart_by_the_publishable_key() {
    // Made with: printf %s KEY | openssl sha1 -binary | basenc --base64url | cut -c1-8
    let key = "pk_test_Y2xlYW4tbWF5Zmx5LTYyLmNsZXJrLmFjY291bnRzLmRldiQ";
    let clerk = open(|settings| key.clone_into(&mut settings.publishable_key)).unwrap();
    assert_eq!(clerk.cookie_names(), ["__session_kgUPyBNU", "__session"]);
}

#[test]
fn keys_that_are_none_are_told() {
    for key in [
        String::new(),
        "pk_test_".to_owned(),
        format!("pk_test_{}", BASE64.encode("clerk.openclaw.example")),
        format!("pk_test_{}", BASE64.encode("clerk$")),
        format!("pk_test_{}", BASE64.encode("a.b/c$")),
        format!("pk_test_{}", BASE64.encode("a.b$c$")),
        format!("pk_prod_{}", BASE64.encode("clerk.openclaw.example$")),
        "pk_test_!".to_owned(),
    ] {
        let told = wrong(|settings| settings.publishable_key.clone_from(&key));
        assert_eq!(told, Some(Wrong::PublishableKey), "{key}");
    }
    for key in ["", "sk_test_", "sk_geheim", "sk_test_ge heim"] {
        let told = wrong(|settings| settings.secret_key = key.into());
        assert_eq!(told, Some(Wrong::SecretKey), "{key}");
    }
    let told = wrong(|settings| settings.secret_key = "sk_live_geheim".into());
    assert_eq!(told, Some(Wrong::OtherInstance));
    for secret in [
        "",
        "whsec_",
        "whsec_MDEy",
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
    ] {
        let told = wrong(|settings| settings.webhook_secrets.push(secret.into()));
        assert_eq!(told, Some(Wrong::WebhookSecret), "{secret}");
    }
}

#[test]
fn addresses_are_checked() {
    let not_origin = |party: &str| {
        let told = wrong(|settings| settings.authorized_parties.push(party.to_owned()));
        assert_eq!(told, Some(Wrong::NotAnOrigin(party.to_owned())));
    };
    for party in [
        "openclaw.example",
        "https://openclaw.example/",
        "https://a.example/b",
        "",
    ] {
        not_origin(party);
    }
    let local = "http://127.0.0.1:8788/clerk/v1".to_owned();
    let told = wrong(|settings| settings.backend_url = Some(local.clone()));
    assert_eq!(told, Some(Wrong::WithoutTls(local.clone())));
    let open_there = open(|settings| {
        settings.backend_url = Some(local);
        settings.allow_loopback_http = true;
    });
    open_there.map(drop).unwrap();
    let told = wrong(|settings| settings.frontend_url = Some("clerk".to_owned()));
    assert!(matches!(told, Some(Wrong::NotAnAddress(_))), "{told:?}");
    let proxied = open(|settings| settings.issuer = Some("https://a.example/__clerk".to_owned()));
    assert_eq!(proxied.unwrap().issuer(), "https://a.example/__clerk");
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?}", settings());
    let silent = ["geheim", "MDEyMzQ1"]
        .iter()
        .all(|it| !printed.contains(it));
    assert!(silent && printed.contains("pk_test_"), "{printed}");
}
