//! Work that nobody asks for: settling what a crash left, following payments, ending what is over.
//!
//! What speaks to somebody outside is done by one process at a time, the one that holds its lease;
//! the domain's guards make it safe all the same, so a lease only saves questions.

use std::{sync::Arc, time::Duration};

use futures::future::{BoxFuture, Either, select};
use openclaw_domain::{job, world::World};
pub use openclaw_setup::jobs::round;
use openclaw_setup::jobs::{alerts, payments, reconcile_if_due, sweep_runs, tidy, told, trends};
use tokio::sync::watch;

/// How long a lease lasts; a process that died is followed after that.
const LEASE: Duration = Duration::from_mins(1);
/// How often a lease is kept while its work goes on.
const KEEP: Duration = Duration::from_secs(20);
/// How long the jobs may take to end in good order.
const MAY_FINISH: Duration = Duration::from_secs(5);

/// Something that is done again and again.
#[derive(Clone, Copy)]
struct Job {
    name: &'static str,
    /// Between two rounds.
    pause: Duration,
    /// Whether one process does it for all.
    is_leased: bool,
    round: for<'a> fn(&'a World) -> BoxFuture<'a, ()>,
}

/// What every server does.
const ALWAYS: [Job; 5] = [
    Job {
        name: "runs",
        pause: Duration::from_secs(3),
        is_leased: false,
        round: |world| Box::pin(sweep_runs(world)),
    },
    Job {
        name: "tidy",
        pause: Duration::from_hours(1),
        is_leased: false,
        round: |world| Box::pin(tidy(world)),
    },
    Job {
        name: "payments",
        pause: Duration::from_secs(5),
        is_leased: true,
        round: |world| Box::pin(payments(world)),
    },
    // By itself: a channel that does not answer must not keep payments waiting.
    Job {
        name: "alerts",
        pause: Duration::from_secs(5),
        is_leased: true,
        round: |world| Box::pin(alerts(world)),
    },
    Job {
        name: "trends",
        pause: Duration::from_mins(5),
        is_leased: true,
        round: |world| Box::pin(trends(world)),
    },
];

/// By itself: it may take minutes.
const RECONCILIATION: Job = Job {
    name: "reconciliation",
    pause: Duration::from_mins(1),
    is_leased: true,
    round: |world| Box::pin(reconcile_if_due(world)),
};

/// The jobs of this process; they end with the runtime, or in good order when told to.
pub(crate) struct Jobs {
    stop: watch::Sender<bool>,
}

impl Jobs {
    /// Starts them. `nightly` says whether the shop is reconciled by itself.
    pub(crate) fn start(world: &Arc<World>, nightly: bool) -> Self {
        let (stop, stopped) = watch::channel(false);
        let nightly = nightly.then_some(RECONCILIATION);
        for job in ALWAYS.into_iter().chain(nightly) {
            let work = repeat(Arc::clone(world), job, stopped.clone());
            world.spawner.spawn(Box::pin(work));
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

/// Rounds until told to stop.
async fn repeat(world: Arc<World>, job: Job, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let round = (job.round)(&world);
        if !job.is_leased {
            round.await;
        } else if hold(&world, job.name).await {
            while_kept(&world, job.name, round).await;
        }
        let stop = std::pin::pin!(stopped.changed());
        select(stop, world.clock.sleep(job.pause)).await;
    }
    if job.is_leased {
        told(job.name, job::release(&world, job.name).await);
    }
}

async fn hold(world: &World, name: &'static str) -> bool {
    told(name, job::hold(world, name, LEASE).await) == Some(true)
}

/// Works, and keeps the lease the while: a gateway that stalls must not bring in a second process.
async fn while_kept(world: &World, name: &'static str, mut work: BoxFuture<'_, ()>) {
    while let Either::Right(((), unfinished)) = select(work, world.clock.sleep(KEEP)).await {
        work = unfinished;
        hold(world, name).await;
    }
}
