//! Figures for a monitoring system, in Prometheus's text form, on an address of their own.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use metrics_exporter_prometheus::PrometheusBuilder;
use openclaw_domain::world::World;
use tokio::net::TcpListener;

/// Between two times that the recorder is allowed to tidy up.
const UPKEEP: Duration = Duration::from_secs(30);
/// What Prometheus expects of its text form.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Collects what the program counts, and serves it.
pub(crate) async fn serve(world: &Arc<World>, address: SocketAddr) -> anyhow::Result<()> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot serve metrics on {address}: set OPENCLAW_METRICS_LISTEN to another address")
    })?;
    let handle = PrometheusBuilder::new()
        .install_recorder()
        .context("metrics cannot be collected")?;
    describe();
    let (shown, running) = (handle.clone(), Arc::clone(world));
    let answer = async move || {
        metrics::gauge!("openclaw_runs_under_way").set(count(running.feeds.len()));
        ([(CONTENT_TYPE, TEXT)], shown.render())
    };
    let router = Router::new().route("/metrics", get(answer));
    world.spawner.spawn(Box::pin(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "metrics are no longer served");
        }
    }));
    let clock = Arc::clone(&world.clock);
    world.spawner.spawn(Box::pin(async move {
        loop {
            clock.sleep(UPKEEP).await;
            handle.run_upkeep();
        }
    }));
    Ok(())
}

/// A small count as the monitoring system wants every number.
fn count(number: usize) -> f64 {
    u32::try_from(number).unwrap_or(u32::MAX).into()
}

fn describe() {
    metrics::describe_gauge!(
        "openclaw_runs_under_way",
        "Runs of agents that this process works on."
    );
    metrics::describe_gauge!(
        "openclaw_youtube_quota_left",
        "What is left of YouTube's quota until midnight, Pacific time, by bucket."
    );
    metrics::describe_counter!(
        "openclaw_alerts_total",
        "What the operator must know, by kind; the admin page has each."
    );
    metrics::describe_counter!(
        "openclaw_model_attempts_total",
        "Calls of language models, by provider and how they ended."
    );
    metrics::describe_counter!(
        "openclaw_model_cost_milliwon_total",
        "What they cost us in thousandths of a won, by provider."
    );
    metrics::describe_counter!(
        "openclaw_moderation_skipped_total",
        "Runs whose input nobody looked at, because moderation was out of reach."
    );
    metrics::describe_counter!(
        "openclaw_job_failures_total",
        "Rounds of a job that failed and are made up for, by job."
    );
}
