//! Seen from outside: whether the program is alive and ready, figures for a monitoring system, the
//! log, and traces. `docs/operations.md` says what each means and what to be woken for.

mod figures;
mod log;
mod ready;
mod requests;
mod traces;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, sync::watch};

pub(crate) use log::start as start_log;
use ready::Readiness;
pub use ready::free_bytes;
pub(crate) use requests::measured;
pub(crate) use traces::Traces;

use crate::{app::App, config::Config};

/// Between two times that the recorder is allowed to tidy up.
const UPKEEP: Duration = Duration::from_secs(30);
/// The latencies that are told apart, in seconds.
const LATENCIES: [f64; 12] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0,
];
/// The sizes of groups that are told apart.
const SIZES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Collects what the program counts, and answers on an address of its own: `/healthz`, `/readyz` and
/// `/metrics`. `stopping` turns true when the program is told to stop: it is not ready from then on.
pub(crate) async fn serve(
    app: &App,
    config: &Config,
    address: SocketAddr,
    stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot serve metrics on {address}: set OPENCLAW_METRICS_LISTEN to another address")
    })?;
    let collected = collect()?;
    let world = &app.site.world;
    let ready = Arc::new(Readiness::new(world, config.data.clone(), stopping));
    let seen = Arc::new(figures::Figures::new(world));
    let router = Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(readyz).with_state(ready))
        .route(
            "/metrics",
            get(figures::shown).with_state((collected.clone(), seen)),
        );
    world.spawner.spawn(Box::pin(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    }));
    let clock = Arc::clone(&world.clock);
    world.spawner.spawn(Box::pin(async move {
        loop {
            clock.sleep(UPKEEP).await;
            collected.run_upkeep();
        }
    }));
    Ok(())
}

fn collect() -> anyhow::Result<PrometheusHandle> {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let size = Matcher::Suffix("_size".to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(seconds, &LATENCIES)
        .and_then(|builder| builder.set_buckets_for_metric(size, &SIZES))
        .and_then(PrometheusBuilder::install_recorder)
        .context("metrics cannot be collected")?;
    openclaw_domain::figures::describe();
    openclaw_database::describe_figures();
    figures::describe();
    requests::describe();
    Ok(handle)
}

/// 200 while the program can do its work, 503 with what is wrong otherwise.
async fn readyz(State(ready): State<Arc<Readiness>>) -> (StatusCode, Json<ready::Checked>) {
    let checked = ready.check().await;
    let status = if checked.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(checked))
}
