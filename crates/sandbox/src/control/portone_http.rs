//! The powers over `PortOne`, over HTTP: `/control/portone`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State as Shared},
    http::StatusCode,
    routing::{get, patch, post},
};
use bytes::Bytes;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Control, ControlError, body::parse, http::done};
use crate::{PORTONE_WEBHOOK_SECRET, platform, portone::ChannelType, state::State};

pub(super) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/control/portone/payments", post(add_payment))
        .route("/control/portone/payments/{id}", patch(change_payment))
        .route("/control/portone/payments/{id}/{deed}", post(act))
        .route("/control/portone/settings", post(set))
        .route("/control/portone/webhooks", get(webhooks))
        .route("/control/portone/webhooks/release", post(release))
        .route("/control/portone/webhooks/sign", post(sign))
        .route("/control/portone/webhooks/{id}/repeat", post(repeat))
        .route("/control/portone-v1/expire-token", post(expire_token))
}

type Done = Result<Json<Value>, ControlError>;

async fn add_payment(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<(StatusCode, Json<Value>), ControlError> {
    Control::new(state).add_payment(parse(&body)?)?;
    Ok((StatusCode::CREATED, done()))
}

async fn change_payment(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Done {
    Control::new(state).change_payment(&id, parse(&body)?)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActBody {
    amount: Option<i64>,
    reason: Option<String>,
    ok: Option<bool>,
}

async fn act(
    Shared(state): Shared<Arc<State>>,
    Path((id, deed)): Path<(String, String)>,
    body: Bytes,
) -> Done {
    let body: ActBody = parse(&body)?;
    let control = Control::new(state);
    match deed.as_str() {
        "deposit" => control.deposit(&id)?,
        "cancel" => {
            let reason = body.reason.as_deref().unwrap_or("관리자 콘솔 취소");
            control.cancel_at_console(&id, body.amount, reason)?;
        }
        "finish-cancel" => control.finish_cancel(&id, body.ok.unwrap_or(true))?,
        "dispute" => control.dispute(&id)?,
        "resolve-dispute" => control.resolve_dispute(&id)?,
        "webhook" => control.send_webhook(&id)?,
        other => return Err(ControlError(format!("there is no order \"{other}\""))),
    }
    Ok(done())
}

/// What is absent stays as it is; null takes an address or a fixed time away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent and null are different orders")]
struct SettingsBody {
    #[serde(default, deserialize_with = "given")]
    time: Option<Option<i64>>,
    manual_confirm: Option<bool>,
    async_cancel: Option<bool>,
    channel_type: Option<ChannelType>,
    #[serde(default, deserialize_with = "given")]
    webhook_url: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    v1_webhook_url: Option<Option<String>>,
    webhook_secrets: Option<Vec<String>>,
    webhook_retry_ms: Option<u64>,
    hold_webhooks: Option<bool>,
}

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

async fn set(Shared(state): Shared<Arc<State>>, body: Bytes) -> Done {
    let body: SettingsBody = parse(&body)?;
    let control = Control::new(state);
    if let Some(time) = body.time {
        control.set_time(time)?;
    }
    if let Some(url) = body.webhook_url {
        control.set_webhook_url(url)?;
    }
    if let Some(url) = body.v1_webhook_url {
        control.set_v1_webhook_url(url)?;
    }
    if let Some(on) = body.manual_confirm {
        control.set_manual_confirm(on);
    }
    if let Some(on) = body.async_cancel {
        control.set_async_cancel(on);
    }
    if let Some(channel_type) = body.channel_type {
        control.set_channel_type(channel_type);
    }
    if let Some(secrets) = body.webhook_secrets {
        control.set_webhook_secrets(secrets);
    }
    if let Some(ms) = body.webhook_retry_ms {
        control.set_webhook_retry_ms(ms);
    }
    if let Some(on) = body.hold_webhooks {
        control.hold_webhooks(on);
    }
    Ok(done())
}

async fn webhooks(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    let webhooks = Control::new(state).webhooks();
    Json(json!({"count": webhooks.len(), "webhooks": webhooks}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseBody {
    ids: Vec<String>,
}

async fn release(Shared(state): Shared<Arc<State>>, body: Bytes) -> Done {
    Control::new(state).release_webhooks(&parse::<ReleaseBody>(&body)?.ids)?;
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RepeatBody {
    times: Option<u32>,
}

async fn repeat(Shared(state): Shared<Arc<State>>, Path(id): Path<String>, body: Bytes) -> Done {
    let times = parse::<RepeatBody>(&body)?.times.unwrap_or(1);
    Control::new(state).repeat_webhook(&id, times)?;
    Ok(done())
}

/// A body may be written as JSON or, byte for byte, as a string.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignBody {
    body: Value,
    secret: Option<String>,
    id: Option<String>,
    timestamp: Option<i64>,
}

async fn sign(Shared(state): Shared<Arc<State>>, body: Bytes) -> Done {
    let order: SignBody = parse(&body)?;
    let text = match order.body {
        Value::String(text) => text,
        json => json.to_string(),
    };
    let id = order
        .id
        .unwrap_or_else(|| format!("webhook-sandbox-{}", platform::random_hex()));
    let now = state.payments().settings.now().timestamp();
    let signed = Control::new(state).sign_webhook(
        order.secret.as_deref().unwrap_or(PORTONE_WEBHOOK_SECRET),
        &text,
        &id,
        order.timestamp.unwrap_or(now),
    );
    Ok(Json(json!(signed)))
}

async fn expire_token(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Control::new(state).expire_v1_token();
    done()
}
