//! Whether people can sign in, and whether what protects accounts is set.

use openclaw_setup::wiring::Wiring;

use super::{
    Check, Level,
    network::{answered, in_time, unreachable},
};
use crate::{
    app::App,
    config::{Config, IdentityBy, Mode},
};

pub(super) fn settings(config: &Config) -> Vec<Check> {
    let mut checks = vec![if config.accounts.address_header.is_some() {
        Check::ok("accounts.address_header", "set")
    } else {
        Check::bad(
            Level::Warning,
            "accounts.address_header",
            "not set: behind a proxy all sign-ups count for the proxy's own address",
            "name the header that your proxy writes: docs/accounts.md says which",
        )
    }];
    let is_clerk = config.identity.by == IdentityBy::Clerk;
    if is_clerk && config.mode == Mode::Live && config.clerk.webhook_secrets().is_empty() {
        checks.push(Check::bad(
            Level::Warning,
            "clerk.webhook_secrets",
            "not set: who is deleted at Clerk keeps an account here",
            "Clerk's dashboard, Webhooks: an endpoint for user.updated and user.deleted",
        ));
    }
    checks
}

pub(super) async fn answers(config: &Config, app: &App) -> Vec<Check> {
    let world = &app.site.world;
    let mut checks = Vec::new();
    for (name, provider) in &world.identity {
        let back = format!("{}/auth/{name}/callback", app.site.config.public_url);
        let what = format!("sign-in with {name}");
        let answer = in_time(world, provider.start(&back, None)).await;
        checks.push(match answer {
            Some(Ok(_)) => Check::ok(what, format!("answers; register {back} there")),
            Some(Err(error)) => unreachable(config, what, error.to_string()),
            None => unreachable(config, what, "no answer in time".to_owned()),
        });
    }
    if world.hosted.is_some() {
        checks.extend(clerk(config, app).await);
    }
    checks
}

/// Asks for the keys that tokens are signed by: it costs nothing, and proves our own key.
async fn clerk(config: &Config, app: &App) -> Vec<Check> {
    let world = &app.site.world;
    let sandbox = format!("http://{}", config.sandbox_address(config.listen));
    let wiring = Wiring {
        config,
        sandbox: (config.mode == Mode::Sandbox).then_some(sandbox.as_str()),
    };
    let Ok(http) = openclaw_http::client() else {
        return vec![unreachable(
            config,
            "Clerk",
            "there is no HTTP client".to_owned(),
        )];
    };
    let asking = wiring.clerk_keys(&http).send();
    let answer = answered(config, world, "Clerk", "clerk.secret_key", asking).await;
    let mut checks = vec![match answer {
        Ok(answer) if answer.status().is_success() => {
            Check::ok("Clerk", "answers, and takes our key")
        }
        Ok(_) => unreachable(config, "Clerk", "it publishes no keys".to_owned()),
        Err(check) => check,
    }];
    let page = app.site.config.hosted.as_ref();
    let frontend = page.map_or("", |page| page.frontend_origin.as_str());
    let keys = http.get(format!("{frontend}/.well-known/jwks.json")).send();
    let what = "Clerk's tokens";
    checks.push(match in_time(world, keys).await {
        Some(Ok(answer)) if answer.status().is_success() => {
            Check::ok(what, "the keys that prove them are there")
        }
        Some(_) => unreachable(config, what, "no keys to prove them by".to_owned()),
        None => unreachable(config, what, "no answer in time".to_owned()),
    });
    let url = format!("{}/api/webhooks/clerk", app.site.config.public_url);
    checks.push(Check {
        level: Level::Note,
        ..Check::ok(
            "Clerk's webhooks",
            format!("Clerk's dashboard must send user.updated and user.deleted to {url}"),
        )
    });
    checks
}
