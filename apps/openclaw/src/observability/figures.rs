//! Figures that are read when somebody asks for them: what stands in the database now.

use std::{sync::Arc, time::Duration};

use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse};
use futures::lock::Mutex;
use metrics::{describe_counter, describe_gauge, gauge};
use metrics_exporter_prometheus::PrometheusHandle;
use openclaw_domain::{
    database::{DatabaseError, Statement},
    time::Timestamp,
    world::World,
};

/// What Prometheus expects of its text form.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";
/// All orders are counted no more often than this.
const ORDERS_EVERY: Duration = Duration::from_mins(1);

/// Counted with the help of an index, at every question.
const COUNTS: [(&str, &str); 4] = [
    (
        "openclaw_runs_running",
        "SELECT COUNT(*) FROM agent_run WHERE status = 'RUNNING'",
    ),
    (
        "openclaw_orders_waiting",
        "SELECT COUNT(*) FROM payment_order WHERE next_look_at IS NOT NULL",
    ),
    (
        "openclaw_cancellations_waiting",
        "SELECT COUNT(*) FROM payment_cancellation WHERE next_try_at IS NOT NULL",
    ),
    (
        "openclaw_alerts_unseen",
        "SELECT COUNT(*) FROM alert WHERE seen_at IS NULL",
    ),
];

pub(super) struct Figures {
    world: Arc<World>,
    orders_counted_at: Mutex<Timestamp>,
}

impl Figures {
    pub(super) fn new(world: &Arc<World>) -> Self {
        Self {
            world: Arc::clone(world),
            orders_counted_at: Mutex::default(),
        }
    }

    async fn read(&self) -> Result<(), DatabaseError> {
        let feeds = i64::try_from(self.world.feeds.len()).unwrap_or(i64::MAX);
        gauge!("openclaw_runs_under_way").set(number(feeds));
        for (name, sql) in COUNTS {
            let rows = self.world.database.read(Statement::new(sql)).await?;
            gauge!(name).set(number(rows.one()?.get(0)?));
        }
        let now = self.world.now();
        let mut counted_at = self.orders_counted_at.lock().await;
        if now < counted_at.plus(ORDERS_EVERY) {
            return Ok(());
        }
        *counted_at = now;
        let sql = "SELECT status, COUNT(*) FROM payment_order GROUP BY status";
        for row in &self.world.database.read(Statement::new(sql)).await? {
            let status: String = row.get(0)?;
            gauge!("openclaw_orders", "status" => status).set(number(row.get(1)?));
        }
        Ok(())
    }
}

/// All figures. When the database does not answer, those of it are old, and `openclaw_database_up`
/// says so.
pub(super) async fn shown(
    State((collected, figures)): State<(PrometheusHandle, Arc<Figures>)>,
) -> impl IntoResponse {
    let read = figures.read().await;
    if let Err(error) = &read {
        tracing::warn!(%error, "figures of the database are old");
    }
    gauge!("openclaw_database_up").set(if read.is_ok() { 1.0 } else { 0.0 });
    ([(CONTENT_TYPE, TEXT)], collected.render())
}

/// A small count as the monitoring system wants every number.
fn number(count: i64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

pub(super) fn describe() {
    for (name, meaning) in [
        (
            "openclaw_runs_under_way",
            "Runs of agents that this process works on.",
        ),
        (
            "openclaw_youtube_quota_left",
            "What is left of YouTube's quota until midnight, Pacific time, by bucket.",
        ),
        (
            "openclaw_runs_running",
            "Runs that have not ended, whoever works on them.",
        ),
        (
            "openclaw_orders",
            "Orders by their status, counted once a minute.",
        ),
        (
            "openclaw_orders_waiting",
            "Orders whose payment will be looked at again.",
        ),
        (
            "openclaw_cancellations_waiting",
            "Money that is still to go back.",
        ),
        (
            "openclaw_alerts_unseen",
            "Alerts that no operator has marked as seen.",
        ),
        (
            "openclaw_database_up",
            "1 when the database answered for these figures.",
        ),
    ] {
        describe_gauge!(name, meaning);
    }
    describe_counter!(
        "openclaw_model_attempts_total",
        "Calls of language models, by provider and how they ended."
    );
    describe_counter!(
        "openclaw_model_cost_milliwon_total",
        "What they cost us in thousandths of a won, by provider."
    );
    describe_counter!(
        "openclaw_moderation_skipped_total",
        "Runs whose input nobody looked at, because moderation was out of reach."
    );
    describe_counter!(
        "openclaw_job_failures_total",
        "Rounds of a job that failed and are made up for, by job."
    );
}
