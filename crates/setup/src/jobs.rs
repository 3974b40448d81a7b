//! Work that nobody asks for, a round each: settling what a crash left, following payments, ending
//! what is over. How often, and by whom, is the platform's. What fails is logged and counted, and
//! made up for by the next round.

use std::fmt;

use openclaw_domain::{account, ahead, alert, ledger, order, run, trend, world::World};

/// One round of everything that looks at payments, whoever holds the leases. What fails is logged
/// and counted, and stops nothing else.
pub async fn round(world: &World) {
    payments(world).await;
    reconcile_if_due(world).await;
    alerts(world).await;
}

/// Orders whose buyer went away, cancellations under way, and debts.
pub async fn payments(world: &World) {
    let granted = told("orders", order::sweep(world).await);
    if granted > Some(0) {
        tracing::info!(
            orders = granted,
            "orders whose buyer went away were granted"
        );
    }
    let settled = told("cancellations", order::give_back(world).await);
    if settled > Some(0) {
        tracing::info!(cancellations = settled, "cancellations were settled");
    }
    let collected = told("debts", order::collect_debts(world).await);
    if collected > Some(0) {
        tracing::info!(orders = collected, "credits that were owed were collected");
    }
}

/// Alerts that have not reached the operator.
pub async fn alerts(world: &World) {
    told("alerts", alert::deliver(world).await);
}

/// What YouTube shows of the niches that people ask about.
pub async fn trends(world: &World) {
    let done = told("trends", trend::refresh(world).await).unwrap_or_default();
    if done != trend::Refreshed::default() {
        tracing::info!(
            searched = done.searched,
            counted = done.counted,
            "what YouTube shows of niches is fresh again"
        );
    }
}

/// The nightly comparison with the gateway, when it is due.
pub async fn reconcile_if_due(world: &World) {
    let name = "reconciliation";
    if told(name, order::reconciliation_is_due(world).await) != Some(true) {
        return;
    }
    if let Some(seen) = told(name, order::reconcile(world).await) {
        tracing::info!(
            payments = seen.payments,
            orders = seen.orders,
            differences = seen.differences,
            "reconciled with the payment gateway"
        );
    }
}

/// Runs past their deadline, which are failed and refunded.
pub async fn sweep_runs(world: &World) {
    let runs = told("runs", run::sweep(world).await);
    if runs > Some(0) {
        tracing::info!(runs, "runs past their deadline were refunded");
    }
}

/// What is over: sessions, what runs said, files of people who have left, what YouTube told, lots; and
/// what a clock that ran ahead has left.
pub async fn tidy(world: &World) {
    told("clock", ahead::mend(world).await);
    told("sessions", account::forget_expired(world).await);
    told("events", run::forget_old(world).await);
    let files = told("files", account::forget_files(world).await);
    if files > Some(0) {
        tracing::info!(files, "results of people who have left are gone");
    }
    let snapshots = told("snapshots", trend::forget(world).await);
    if snapshots > Some(0) {
        tracing::info!(snapshots, "what YouTube told was deleted in time");
    }
    let lots = told(
        "lots",
        ledger::expire_lots(&*world.database, world.now()).await,
    );
    if lots > Some(0) {
        tracing::info!(lots, "lots ended");
    }
}

/// What a job answered; a failure is logged and counted, and made up for by the next round.
pub fn told<T, E: fmt::Display>(job: &'static str, answer: Result<T, E>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error) => {
            metrics::counter!("openclaw_job_failures_total", "job" => job).increment(1);
            tracing::warn!(job, %error, "a job is put off");
            None
        }
    }
}
