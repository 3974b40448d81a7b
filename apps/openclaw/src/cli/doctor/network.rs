//! What is outside: does it answer, and does it take our keys?

use std::time::Duration;

use futures::future::{Either, select};
use openclaw_domain::{
    port::payment::{GatewayError, GatewayKind, PaymentGateway},
    random::OrderId,
    world::World,
};
use reqwest::StatusCode;

use super::{Check, Level, models, must, sign_in, youtube};
use crate::{
    app::App,
    config::{Config, Gateway, Mode},
};

/// How long the doctor waits for anybody.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn checks(config: &Config, app: &App) -> Vec<Check> {
    let world = &app.site.world;
    let mut checks = Vec::new();
    for (kind, gateway) in &world.payments {
        checks.push(gateway_answers(config, world, *kind, &**gateway).await);
    }
    checks.push(Check {
        level: Level::Note,
        ..Check::ok(
            "payment channel",
            "whether it is TEST or LIVE cannot be asked; the first payment proves it, and live \
             mode refuses TEST",
        )
    });
    checks.push(webhooks(config, app));
    checks.extend(models::checks(config, world).await);
    checks.push(youtube::answers(config, app).await);
    checks.extend(youtube::arithmetic(config));
    checks.extend(sign_in::answers(config, app).await);
    checks
}

pub(super) async fn in_time<T>(world: &World, question: impl Future<Output = T>) -> Option<T> {
    let question = std::pin::pin!(question);
    match select(question, world.clock.sleep(PATIENCE)).await {
        Either::Left((answer, _)) => Some(answer),
        Either::Right(_) => None,
    }
}

/// It may pass, so it is no must: serving goes on without it.
pub(super) fn unreachable(config: &Config, what: impl Into<String>, found: String) -> Check {
    let next = match config.mode {
        Mode::Live => "look whether this machine reaches it, and at its status page",
        Mode::Sandbox => "the stand-ins run while `openclaw serve` does",
    };
    Check::bad(
        Level::Warning,
        what,
        format!("does not answer: {found}"),
        next,
    )
}

/// Asks for an order that cannot exist: only who knows our secret is told so.
async fn gateway_answers(
    config: &Config,
    world: &World,
    kind: GatewayKind,
    gateway: &dyn PaymentGateway,
) -> Check {
    let (what, key) = match kind {
        GatewayKind::PortOneV2 => ("PortOne V2", "portone.api_secret"),
        GatewayKind::PortOneV1 => ("PortOne V1", "portone_v1.api_secret"),
    };
    let nothing = OrderId::new(world.now(), &*world.random);
    match in_time(world, gateway.fetch(&nothing, None)).await {
        Some(Ok(_)) => Check::ok(what, "answers, and takes our secret"),
        Some(Err(GatewayError::Misconfigured(told))) => Check::bad(
            must(config),
            what,
            format!("refuses our secret: {told}"),
            format!("compare `{key}` with PortOne's console"),
        ),
        Some(Err(GatewayError::Unavailable(told))) => unreachable(config, what, told),
        None => unreachable(config, what, "no answer in time".to_owned()),
    }
}

/// Where webhooks must be sent, which only PortOne's console knows.
fn webhooks(config: &Config, app: &App) -> Check {
    let path = match config.portone.gateway {
        Gateway::V2 => "/api/webhooks/portone",
        Gateway::V1 => "/api/webhooks/portone/v1",
    };
    let url = format!("{}{path}", app.site.config.public_url);
    Check {
        level: Level::Note,
        ..Check::ok(
            "webhooks",
            format!("PortOne's console must send them to {url}"),
        )
    }
}

/// The answer of who takes our key, be it that there is nothing; or what is wrong. The asking costs
/// nothing.
pub(super) async fn answered(
    config: &Config,
    world: &World,
    what: &str,
    key: &str,
    asking: impl Future<Output = reqwest::Result<reqwest::Response>>,
) -> Result<reqwest::Response, Check> {
    let found = match in_time(world, asking).await {
        Some(Ok(answer)) => match answer.status() {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let next = format!("compare `{key}` with {what}'s console");
                return Err(Check::bad(must(config), what, "refuses our key", next));
            }
            status if status.is_success() || status == StatusCode::NOT_FOUND => return Ok(answer),
            status => format!("HTTP {}", status.as_u16()),
        },
        Some(Err(error)) => openclaw_http::reason(&error),
        None => "no answer in time".to_owned(),
    };
    Err(unreachable(config, what, found))
}
