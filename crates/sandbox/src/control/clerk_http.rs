//! The powers over Clerk and over keys, over HTTP: `/control/clerk`, `/control/keys`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State as Shared},
    routing::{get, patch, post},
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Control, ControlError, body::parse, http::done};
use crate::{clerk::ClerkWebhook, faults::Service, state::State};

pub(super) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/control/clerk/webhook-url", post(set_webhook_url))
        .route("/control/clerk/webhooks", get(webhooks))
        .route("/control/clerk/webhooks/{id}/repeat", post(repeat))
        .route("/control/clerk/users", post(user))
        .route("/control/clerk/users/{id}", patch(update).delete(delete))
        .route("/control/clerk/token", post(token))
        .route("/control/keys/{service}/rotate", post(rotate))
}

type Answer = Result<Json<Value>, ControlError>;

fn told(webhook: &ClerkWebhook) -> Json<Value> {
    Json(json!({"ok": true, "webhook": webhook}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UrlBody {
    url: Option<String>,
}

async fn set_webhook_url(Shared(state): Shared<Arc<State>>, body: Bytes) -> Answer {
    Control::new(state).set_clerk_webhook_url(parse::<UrlBody>(&body)?.url)?;
    Ok(done())
}

async fn webhooks(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!({"webhooks": Control::new(state).clerk_webhooks()}))
}

async fn repeat(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    let webhook = Control::new(state).repeat_clerk_webhook(&id).await?;
    Ok(told(&webhook))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameBody {
    name: String,
}

async fn user(Shared(state): Shared<Arc<State>>, body: Bytes) -> Answer {
    let id = Control::new(state).clerk_user(&parse::<NameBody>(&body)?.name)?;
    Ok(Json(json!({"id": id})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserBody {
    name: Option<String>,
    email: Option<String>,
}

async fn update(Shared(state): Shared<Arc<State>>, Path(id): Path<String>, body: Bytes) -> Answer {
    let body: UserBody = parse(&body)?;
    let (name, email) = (body.name.as_deref(), body.email.as_deref());
    let control = Control::new(state);
    Ok(told(&control.clerk_user_updated(&id, name, email).await?))
}

async fn delete(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Ok(told(&Control::new(state).clerk_user_deleted(&id).await?))
}

async fn token(Shared(state): Shared<Arc<State>>, body: Bytes) -> Answer {
    let token = parse(&body)?;
    let control = Control::new(state);
    // Making a key would hold up every other answer.
    let jwt = tokio::task::spawn_blocking(move || control.mint_clerk_token(&token)).await;
    let jwt = jwt.map_err(|_| ControlError("no token was made".to_owned()))?;
    Ok(Json(json!({"jwt": jwt})))
}

async fn rotate(Shared(state): Shared<Arc<State>>, Path(service): Path<String>) -> Answer {
    let service: Service = serde_json::from_value(Value::String(service))
        .map_err(|error| ControlError(format!("service: {error}")))?;
    Control::new(state).rotate_keys(service)?;
    Ok(done())
}
