//! `openclaw serve`: listen, say where, and stop in good order.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use futures::future::{Either, select};
use openclaw_domain::{run, world::World};
use openclaw_sandbox::Sandbox;
use tokio::sync::watch;

use crate::{
    app::{self, Platform},
    config::{Config, IdentityBy, Mode, local_url},
    jobs::Jobs,
    observability, serving,
};

/// How long handing back may take; what is left then is refunded after the next start. With the time
/// that runs have, the connections' and the jobs' own, stopping takes less than the 30 seconds that
/// service managers allow.
const HAND_BACK: Duration = Duration::from_secs(4);
/// How long connections may go on after that.
const CONNECTIONS_MAY_FINISH: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config) -> anyhow::Result<()> {
    refuse_contradictions(&config)?;
    let listener = serving::bind(config.listen).with_context(|| {
        format!(
            "cannot listen on {}: set OPENCLAW_LISTEN to another address",
            config.listen
        )
    })?;
    let listening = listener.local_addr()?;
    let sandbox = match config.mode {
        Mode::Sandbox => Some(start_sandbox(&config, listening).await?),
        Mode::Live => None,
    };
    let sandbox_url = sandbox.as_ref().map(Sandbox::url);
    let app = app::build(
        &config,
        listening,
        sandbox_url.as_deref(),
        Platform::default(),
    )?;
    app.database.ready().await?;
    if let Some(sandbox) = &sandbox {
        set_up(sandbox, &config, listening);
    }
    let world = Arc::clone(&app.site.world);
    let (stop, stopped) = watch::channel(false);
    if let Some(address) = config.metrics.listen {
        observability::serve(&app, &config, address, stopped.clone()).await?;
    }
    // The stand-ins forget their payments when they stop: every order of yesterday would differ.
    let jobs = Jobs::start(&world, config.mode == Mode::Live);
    println!(
        "{}",
        welcome(&app.site.config.public_url, sandbox_url.as_deref(), &config)
    );

    let router = serving::service(app.site, config.accounts.address_header());
    let platform = (Arc::clone(&world.clock), Arc::clone(&world.spawner));
    let patience = (&config.serving).into();
    let runs_may_finish = Duration::from_secs(config.serving.stop_seconds.into());
    let server = serving::listen(listener, router, patience, platform, stopped);
    let connections = async {
        server.await;
        // Every connection is at its end; the runs may not be.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = connections => {}
        () = wind_down(&world, &stop, runs_may_finish) => {}
    }
    jobs.stop(&world).await;
    Ok(())
}

/// Live mode's missing musts are among them.
fn refuse_contradictions(config: &Config) -> anyhow::Result<()> {
    let contradictions = config.contradictions();
    if !contradictions.is_empty() {
        let all: Vec<String> = contradictions
            .iter()
            .map(|one| format!("  - {one}"))
            .collect();
        bail!(
            "the configuration contradicts itself:\n{}\n`openclaw doctor` says more of each.",
            all.join("\n")
        );
    }
    Ok(())
}

/// Sets the stand-in up as the consoles of PortOne and Clerk would be: webhooks come here, and the
/// channel captures as we expect.
fn set_up(sandbox: &Sandbox, config: &Config, listening: SocketAddr) {
    let here = local_url(listening);
    let control = sandbox.control();
    control.set_manual_confirm(config.portone.manual_confirm);
    let v2 = control.set_webhook_url(Some(format!("{here}/api/webhooks/portone")));
    let v1 = control.set_v1_webhook_url(Some(format!("{here}/api/webhooks/portone/v1")));
    let clerk =
        (config.identity.by == IdentityBy::Clerk).then(|| format!("{here}/api/webhooks/clerk"));
    let clerk = control.set_clerk_webhook_url(clerk);
    if let Err(error) = v2.and(v1).and(clerk) {
        tracing::warn!(%error, "the sandbox sends no webhooks here; the sweep looks instead");
    }
}

/// Waits for the signal, then for the runs, then for the connections; a second signal ends it all.
async fn wind_down(world: &World, stop: &watch::Sender<bool>, runs_may_finish: Duration) {
    signal().await;
    println!(
        "Stopping: no new requests; waiting for {} runs. Once more to stop at once.",
        world.feeds.len()
    );
    let _ = stop.send(true);
    let give_up = world.now().plus(runs_may_finish);
    let orderly = async {
        while !world.feeds.is_empty() && world.now() < give_up {
            world.clock.sleep(LOOK_AGAIN).await;
        }
        hand_back(world).await;
        world.clock.sleep(CONNECTIONS_MAY_FINISH).await;
    };
    tokio::select! {
        () = orderly => {}
        () = signal() => {}
    }
}

/// Fails and refunds the runs that are not done, so that nobody waits for what nobody works on.
async fn hand_back(world: &World) {
    let handed = std::pin::pin!(run::hand_back(world));
    match select(handed, world.clock.sleep(HAND_BACK)).await {
        Either::Left((Ok(0), _)) => {}
        Either::Left((Ok(runs), _)) => {
            tracing::warn!(runs, "runs were handed back, with their credits");
        }
        Either::Left((Err(error), _)) => {
            tracing::warn!(%error, "runs are refunded after the next start");
        }
        Either::Right(_) => tracing::warn!("runs are refunded after the next start"),
    }
}

/// Ctrl-C, or a polite kill.
async fn signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The stand-ins, on the configured address or the port after ours; on any free one if that is
/// taken.
async fn start_sandbox(config: &Config, listening: SocketAddr) -> anyhow::Result<Sandbox> {
    let wanted = config.sandbox_address(listening);
    let listener = match serving::bind(wanted) {
        Ok(listener) => listener,
        Err(error) if config.sandbox.listen.is_some() => {
            return Err(error).with_context(|| format!("the sandbox cannot listen on {wanted}"));
        }
        Err(_) => serving::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?,
    };
    Ok(Sandbox::start(listener).await?)
}

fn welcome(public_url: &str, sandbox: Option<&str>, config: &Config) -> String {
    let Some(sandbox) = sandbox else {
        return format!("OpenClaw serves {public_url}");
    };
    let admin = match &config.admin.subjects {
        Some(subjects) if !subjects.is_empty() => format!(", {public_url}/admin"),
        _ => String::new(),
    };
    format!(
        "\
OpenClaw is ready, in sandbox mode: no keys, no network, no real money.

  {public_url}

  Try it: open the address, sign in as one of the test people, agree to the terms ({} free
  credits), start a Shorts script, buy Starter in the practice checkout.

  The API    {public_url}/api/docs
  The sandbox    {sandbox}
  Its control API    {sandbox}/control    (fail, slow down or lie on the next call)
  The operator's side    openclaw admin --help, openclaw doctor{admin}
  Your data    {}

  A program signs in and agrees to the terms like this:
    {}
    curl -s -b jar -H 'content-type: application/json' {public_url}/api/me/consent \\
         -d '{{\"version\": \"{}\", \"terms\": true, \"privacy\": true, \"age_14\": true}}'

Ctrl-C stops it; everything is still there at the next start.",
        config.credits.at_sign_up,
        config.data.display(),
        sign_in_by_curl(public_url, sandbox, config.identity.by),
        config.accounts.legal_version,
    )
}

/// How a program signs in at the stand-ins, without a page.
fn sign_in_by_curl(public_url: &str, sandbox: &str, by: IdentityBy) -> String {
    let curl = "curl -sL -c jar -b jar -o /dev/null";
    match by {
        IdentityBy::OpenId => format!("{curl} '{public_url}/auth/kakao?login_hint=minji'"),
        IdentityBy::Clerk => format!(
            "{curl} -d person=minji -d redirect_url={public_url}/auth/hosted/return \\
         {sandbox}/clerk/sign-in"
        ),
    }
}
