//! Which providers there can be.

use std::sync::Arc;

use openclaw_identity::{OpenIdProvider, Settings, SettingsError};

use crate::provider::{Counting, Stopped, http};

fn open(issuer: &str, allow_loopback_http: bool) -> Result<(), SettingsError> {
    let mut settings = Settings::kakao("client".to_owned(), None);
    issuer.clone_into(&mut settings.issuer);
    settings.allow_loopback_http = allow_loopback_http;
    let provider = OpenIdProvider::new(
        http(),
        settings,
        Arc::new(Stopped),
        Arc::new(Counting::default()),
    );
    provider.map(|_| ())
}

#[test]
fn without_tls_there_are_stand_ins_alone() {
    let without_tls = |issuer: &str| Err(SettingsError::WithoutTls(issuer.to_owned()));
    for issuer in ["https://kauth.kakao.com", "https://127.0.0.1:8443/kakao"] {
        assert_eq!(open(issuer, false), Ok(()));
    }
    for issuer in [
        "http://127.0.0.1:8788/kakao",
        "http://127.8.8.8",
        "http://localhost/kakao",
        "http://[::1]",
    ] {
        assert_eq!(open(issuer, true), Ok(()));
        assert_eq!(open(issuer, false), without_tls(issuer));
    }
    for issuer in [
        "http://kauth.kakao.com",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
    ] {
        assert_eq!(open(issuer, true), without_tls(issuer));
    }
    let nowhere = SettingsError::NotAnAddress("kauth.kakao.com".to_owned());
    assert_eq!(open("kauth.kakao.com", true), Err(nowhere));
}

#[test]
fn the_secret_is_not_printed() {
    let settings = Settings::google("client".to_owned(), Some("geheim".to_owned().into()));
    let printed = format!("{settings:?}");
    assert!(
        printed.contains("accounts.google.com") && !printed.contains("geheim"),
        "{printed}"
    );
}
