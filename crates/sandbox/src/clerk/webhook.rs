//! Webhooks as Svix sends them for Clerk. Each is sent at once, and not tried again by itself.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    CLERK_WEBHOOK_SECRET, platform,
    portone::{SignedWebhook, client, sign},
    state::State,
};

/// A webhook of Clerk's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClerkWebhook {
    /// The same in every repetition: `svix-id`.
    pub id: String,
    /// What it says: `user.updated`.
    pub kind: String,
    /// The body.
    pub body: String,
    /// How the last time it was sent was answered; none if nobody answered, or nobody was to.
    pub last_status: Option<u16>,
}

/// Calls somebody otherwise; the webhook that tells it, none if there is nobody of that id.
pub(crate) fn updated(
    state: &State,
    id: &str,
    name: Option<&str>,
    email: Option<&str>,
) -> Option<ClerkWebhook> {
    let now = state.payments().settings.now();
    let mut instance = state.clerk();
    let user = instance.user_mut(id)?;
    user.rename(name, email, now);
    let data = user.to_json();
    let webhook = event("user.updated", data, now.timestamp_millis());
    instance.webhooks.push(webhook.clone());
    Some(webhook)
}

/// Removes somebody; the webhook that tells it, none if there is nobody of that id.
pub(crate) fn deleted(state: &State, id: &str) -> Option<ClerkWebhook> {
    let now = state.payments().settings.now();
    let mut instance = state.clerk();
    instance.remove(id)?;
    let data = json!({"id": id, "object": "user", "deleted": true});
    let webhook = event("user.deleted", data, now.timestamp_millis());
    instance.webhooks.push(webhook.clone());
    Some(webhook)
}

fn event(kind: &str, data: Value, at: i64) -> ClerkWebhook {
    let attributes = json!({"http_request": {"client_ip": "", "user_agent": ""}});
    let body = json!({
        "data": data,
        "event_attributes": attributes,
        "instance_id": "ins_sandbox",
        "object": "event",
        "timestamp": at,
        "type": kind,
    });
    ClerkWebhook {
        id: format!("msg_{}", &platform::random_hex()[..27]),
        kind: kind.to_owned(),
        body: body.to_string(),
        last_status: None,
    }
}

/// Sends a webhook to where they go, signed now; answers it with what came back.
pub(crate) async fn send(state: &Arc<State>, mut webhook: ClerkWebhook) -> ClerkWebhook {
    let url = state.clerk().webhook_url.clone();
    let now = state.payments().settings.now().timestamp();
    let signed = signed(CLERK_WEBHOOK_SECRET, &webhook.body, &webhook.id, now);
    webhook.last_status = match url {
        Some(url) => post(&url, signed).await,
        None => None,
    };
    let mut instance = state.clerk();
    if let Some(kept) = instance.webhooks.iter_mut().find(|it| it.id == webhook.id) {
        kept.last_status = webhook.last_status;
    }
    webhook
}

/// Svix is who wrote down what became Standard Webhooks: only the headers' names differ.
pub(crate) fn signed(secret: &str, body: &str, id: &str, timestamp: i64) -> SignedWebhook {
    let mut signed = sign(&[secret], body, id, timestamp);
    for (name, _) in &mut signed.headers {
        *name = name.replace("webhook-", "svix-");
    }
    signed
}

async fn post(url: &str, signed: SignedWebhook) -> Option<u16> {
    let client = client()
        .inspect_err(|error| tracing::error!(%error, "the sandbox cannot send webhooks"))
        .ok()?;
    let mut request = client.post(url).body(signed.body);
    for (name, value) in signed.headers {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(answer) => Some(answer.status().as_u16()),
        Err(error) => {
            tracing::debug!(%error, url, "a webhook was not taken");
            None
        }
    }
}
