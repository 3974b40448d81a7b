//! Alerts for the operator, posted to a webhook: a message for Slack, or JSON for a program.
//!
//! The webhook's address is a secret, because whoever knows it can write there: it is in no error and
//! in no log. What other people wrote (a refusal's reason, a payment's id) is escaped, so that it
//! cannot become a link or call somebody.

use std::time::Duration;

use futures::future::BoxFuture;
use openclaw_domain::{alert::Alert, port::alerts::AlertChannel, random::OrderId};
use reqwest::{Client, Url};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

/// How an alert is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A Slack message: `{"text": …}`.
    Slack,
    /// `id`, `kind`, `order`, `detail`, `created_at` in Unix milliseconds, and `url`.
    Json,
}

/// Where alerts go.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where each alert is posted to.
    pub url: SecretString,
    /// How it is written.
    pub format: Format,
    /// The site's own address without a slash at the end, for links to its admin pages.
    pub public_url: String,
    /// How long one delivery may take.
    pub timeout: Duration,
}

impl Settings {
    /// Long enough for any webhook that works.
    pub const TIMEOUT: Duration = Duration::from_secs(10);

    /// The usual settings.
    #[must_use]
    pub fn new(url: SecretString, format: Format, public_url: String) -> Self {
        Self {
            url,
            format,
            public_url,
            timeout: Self::TIMEOUT,
        }
    }
}

/// A webhook that alerts are posted to.
#[derive(Clone, Debug)]
pub struct AlertWebhook {
    http: Client,
    settings: Settings,
}

impl AlertWebhook {
    /// A channel; nothing is sent yet. The client must follow no redirect: the alert would go where
    /// nobody asked for it, and a redirect is an error here.
    #[must_use]
    pub fn new(http: Client, settings: Settings) -> Self {
        Self { http, settings }
    }

    async fn deliver(&self, alert: &Alert) -> Result<(), String> {
        let url = Url::parse(self.settings.url.expose_secret())
            .map_err(|_| "the webhook's address is not one".to_owned())?;
        let response = self
            .http
            .post(url)
            .timeout(self.settings.timeout)
            .json(&self.body(alert))
            .send()
            .await
            .map_err(|error| openclaw_http::reason(&error))?;
        let status = response.status();
        if status.is_success() {
            Ok(())
        } else {
            Err(format!("the webhook answered HTTP {}", status.as_u16()))
        }
    }

    fn body(&self, alert: &Alert) -> Value {
        match self.settings.format {
            Format::Slack => json!({ "text": self.message(alert) }),
            Format::Json => json!({
                "id": alert.id,
                "kind": alert.kind,
                "order": alert.order,
                "detail": alert.detail,
                "created_at": alert.created_at,
                "url": alert.order.as_deref().and_then(|order| self.page(order)),
            }),
        }
    }

    fn message(&self, alert: &Alert) -> String {
        let order = alert.order.as_deref().map(|order| match self.page(order) {
            Some(page) => format!(" · <{page}|{order}>"),
            None => format!(" · {}", escaped(order)),
        });
        format!(
            "*{}*{}\n{}\nalert {}",
            alert.kind.as_str(),
            order.unwrap_or_default(),
            escaped(&alert.detail),
            alert.id
        )
    }

    /// The order's admin page; none for a payment that cannot be an order of ours.
    fn page(&self, order: &str) -> Option<String> {
        let order = OrderId::parse(order)?;
        Some(format!("{}/admin/orders/{order}", self.settings.public_url))
    }
}

impl AlertChannel for AlertWebhook {
    fn send<'a>(&'a self, alert: &'a Alert) -> BoxFuture<'a, Result<(), String>> {
        openclaw_http::boxed(self.deliver(alert))
    }
}

/// As Slack asks for: the three signs that mean something there.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
