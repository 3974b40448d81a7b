//! Clerk: session tokens, people, webhooks.

mod contract;
mod notice;
mod person;
mod prove;
mod sandbox;
mod settings;

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use openclaw_identity::{Clerk, ClerkSettings};
use serde_json::{Value, json};

use crate::provider::{Answer, NOW, Provider, Set, http, jwk};

const SECRET_KEY: &str = "sk_test_geheim";
const HOST: &str = "clerk.openclaw.example";
const ISSUER: &str = "https://clerk.openclaw.example";
const ORIGIN: &str = "https://openclaw.example";
const WEBHOOK_SECRET: &str = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";

fn publishable_key(kind: &str, host: &str) -> String {
    format!("pk_{kind}_{}", BASE64.encode(format!("{host}$")))
}

/// An instance whose every answer a test can spoil.
struct Trial {
    service: Provider,
    clock: Set,
    clerk: Clerk,
}

impl Trial {
    async fn start() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut ClerkSettings)) -> Self {
        let (service, clock) = (Provider::start().await, Set::default());
        let keys = Answer::Json(200, json!({"keys": [jwk(0)]}));
        service.set("/.well-known/jwks.json", keys);
        let mut settings = settings();
        settings.frontend_url = Some(service.issuer.clone());
        settings.backend_url = Some(format!("{}/v1", service.issuer));
        settings.allow_loopback_http = true;
        // Short, because one test waits it out.
        settings.timeout = Duration::from_millis(500);
        change(&mut settings);
        let clerk = Clerk::new(http(), settings, Arc::new(clock.clone())).unwrap();
        Self {
            service,
            clock,
            clerk,
        }
    }

    fn fetched(&self) -> usize {
        self.service.asked("/.well-known/jwks.json").len()
    }
}

fn settings() -> ClerkSettings {
    let mut settings = ClerkSettings::new(publishable_key("test", HOST), SECRET_KEY.into());
    settings.webhook_secrets = vec![WEBHOOK_SECRET.into()];
    settings.authorized_parties = vec![ORIGIN.to_owned(), "http://localhost:3000".to_owned()];
    settings
}

/// The claims that prove a person to us, now.
fn claims() -> Value {
    json!({"azp": ORIGIN, "exp": NOW + 60, "fva": [0, -1], "iat": NOW, "iss": ISSUER,
        "jti": "0123456789abcdef0123", "nbf": NOW - 10, "sid": "sess_1", "sts": "active",
        "sub": "user_1", "v": 2})
}

fn header() -> Value {
    json!({"alg": "RS256", "cat": "cl_B7d4PD111AAA", "kid": "key-0", "typ": "JWT"})
}
