//! Work that nobody asks for: settling what a crash left, following payments, ending what is over.
//!
//! What asks the payment gateway is done by one process at a time, the one that holds its lease; the
//! domain's guards make it safe all the same, so a lease only saves questions.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures::future::{Either, select};
use openclaw_domain::{account, alert, job, ledger, order, run, world::World};
use tokio::sync::watch;

/// The leases: what looks at payments, and what compares all of them.
const PAYMENTS: &str = "payments";
const RECONCILIATION: &str = "reconciliation";
/// How long a lease lasts; a process that died is followed after that.
const LEASE: Duration = Duration::from_mins(1);
/// How often a lease is kept while its work goes on.
const KEEP: Duration = Duration::from_secs(20);

/// Between two looks for runs past their deadline.
const SWEEP: Duration = Duration::from_secs(3);
/// Between two looks for payments and alerts that are due.
const PAYMENTS_PAUSE: Duration = Duration::from_secs(5);
/// Between two questions whether tonight's reconciliation is still to be done.
const RECONCILIATION_PAUSE: Duration = Duration::from_mins(1);
/// Between two looks for sessions, keys and lots whose time is over.
const TIDY: Duration = Duration::from_hours(1);
/// How long the jobs may take to end in good order.
const MAY_FINISH: Duration = Duration::from_secs(5);

/// The jobs of this process; they end with the runtime, or in good order when told to.
pub(crate) struct Jobs {
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Starts them. `nightly` says whether the shop is reconciled by itself.
    pub(crate) fn start(world: &Arc<World>, nightly: bool) -> Self {
        let (stop, stopped) = watch::channel(false);
        let sweeping = Arc::clone(world);
        world.spawner.spawn(Box::pin(every(
            Arc::clone(world),
            SWEEP,
            stopped.clone(),
            move || {
                let world = Arc::clone(&sweeping);
                async move { sweep_runs(&world).await }
            },
        )));
        let tidying = Arc::clone(world);
        world.spawner.spawn(Box::pin(every(
            Arc::clone(world),
            TIDY,
            stopped.clone(),
            move || {
                let world = Arc::clone(&tidying);
                async move { tidy(&world).await }
            },
        )));
        let paying = Arc::clone(world);
        world.spawner.spawn(Box::pin(leased(
            Arc::clone(world),
            PAYMENTS,
            PAYMENTS_PAUSE,
            stopped.clone(),
            move || {
                let world = Arc::clone(&paying);
                async move { payments(&world).await }
            },
        )));
        if nightly {
            let comparing = Arc::clone(world);
            world.spawner.spawn(Box::pin(leased(
                Arc::clone(world),
                RECONCILIATION,
                RECONCILIATION_PAUSE,
                stopped,
                move || {
                    let world = Arc::clone(&comparing);
                    async move { reconcile_if_due(&world).await }
                },
            )));
        }
        Self { stop }
    }

    /// Lets each job end its round and give up its lease, so that another process goes on at once.
    pub(crate) async fn stop(&self, world: &World) {
        let _ = self.stop.send(true);
        let ended = std::pin::pin!(self.stop.closed());
        select(ended, world.clock.sleep(MAY_FINISH)).await;
    }
}

/// One round of everything that looks at payments, whoever holds the lease. What fails is logged
/// and counted, and stops nothing else.
pub async fn round(world: &World) {
    payments(world).await;
    reconcile_if_due(world).await;
    // What the reconciliation found is told at once.
    told("alerts", alert::deliver(world).await);
}

async fn payments(world: &World) {
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
    told("alerts", alert::deliver(world).await);
}

async fn reconcile_if_due(world: &World) {
    let is_due = told(RECONCILIATION, order::reconciliation_is_due(world).await);
    if is_due != Some(true) {
        return;
    }
    if let Some(seen) = told(RECONCILIATION, order::reconcile(world).await) {
        tracing::info!(
            payments = seen.payments,
            orders = seen.orders,
            differences = seen.differences,
            "reconciled with the payment gateway"
        );
    }
}

async fn sweep_runs(world: &World) {
    let runs = told("runs", run::sweep(world).await);
    if runs > Some(0) {
        tracing::info!(runs, "runs past their deadline were refunded");
    }
}

async fn tidy(world: &World) {
    told("sessions", account::forget_expired(world).await);
    let lots = told(
        "lots",
        ledger::expire_lots(&*world.database, world.now()).await,
    );
    if lots > Some(0) {
        tracing::info!(lots, "lots ended");
    }
}

/// What a job answered; a failure is logged and counted, and made up for by the next round.
fn told<T, E: fmt::Display>(job: &'static str, answer: Result<T, E>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer),
        Err(error) => {
            metrics::counter!("openclaw_job_failures_total", "job" => job).increment(1);
            tracing::warn!(job, %error, "a job is put off");
            None
        }
    }
}

/// Does something again and again until told to stop.
async fn every<Work: Future<Output = ()>>(
    world: Arc<World>,
    pause: Duration,
    mut stopped: watch::Receiver<bool>,
    work: impl Fn() -> Work,
) {
    while !*stopped.borrow() {
        work().await;
        let stop = std::pin::pin!(stopped.changed());
        select(stop, world.clock.sleep(pause)).await;
    }
}

/// The same, while this process holds the lease; and gives it up in the end.
async fn leased<Work: Future<Output = ()>>(
    world: Arc<World>,
    name: &'static str,
    pause: Duration,
    stopped: watch::Receiver<bool>,
    work: impl Fn() -> Work,
) {
    every(Arc::clone(&world), pause, stopped, || async {
        if hold(&world, name).await {
            while_kept(&world, name, work()).await;
        }
    })
    .await;
    told(name, job::release(&world, name).await);
}

async fn hold(world: &World, name: &'static str) -> bool {
    told(name, job::hold(world, name, LEASE).await) == Some(true)
}

/// Works, and keeps the lease the while: a gateway that stalls must not bring in a second process.
async fn while_kept(world: &World, name: &'static str, work: impl Future<Output = ()>) {
    let mut work = std::pin::pin!(work);
    loop {
        match select(work, world.clock.sleep(KEEP)).await {
            Either::Left(_) => return,
            Either::Right(((), unfinished)) => work = unfinished,
        }
        hold(world, name).await;
    }
}
