//! Work that nobody asks for: settling what a crash left, ending what is over.

use std::{sync::Arc, time::Duration};

use openclaw_domain::{account, ledger, order, run, world::World};

/// Between two looks for runs past their deadline.
const SWEEP: Duration = Duration::from_secs(3);
/// Between two looks for orders whose buyer went away.
const ORDERS: Duration = Duration::from_secs(15);
/// Between two looks for sessions, keys and lots whose time is over.
const TIDY: Duration = Duration::from_hours(1);

/// Starts the jobs; they end with the runtime.
pub(crate) fn start(world: &Arc<World>) {
    let sweeping = Arc::clone(world);
    world.spawner.spawn(Box::pin(async move {
        loop {
            match run::sweep(&sweeping).await {
                Ok(0) => {}
                Ok(runs) => tracing::info!(runs, "runs past their deadline were refunded"),
                Err(error) => tracing::warn!(%error, "a sweep is put off"),
            }
            sweeping.clock.sleep(SWEEP).await;
        }
    }));
    let looking = Arc::clone(world);
    world.spawner.spawn(Box::pin(async move {
        loop {
            match order::sweep(&looking).await {
                Ok(0) => {}
                Ok(orders) => tracing::info!(orders, "orders whose buyer went away were granted"),
                Err(error) => tracing::warn!(%error, "looking at orders is put off"),
            }
            looking.clock.sleep(ORDERS).await;
        }
    }));
    let tidying = Arc::clone(world);
    world.spawner.spawn(Box::pin(async move {
        loop {
            tidy(&tidying).await;
            tidying.clock.sleep(TIDY).await;
        }
    }));
}

async fn tidy(world: &World) {
    if let Err(error) = account::forget_expired(world).await {
        tracing::warn!(%error, "expired sessions are kept for now");
    }
    match ledger::expire_lots(&*world.database, world.now()).await {
        Ok(0) => {}
        Ok(lots) => tracing::info!(lots, "lots ended"),
        Err(error) => tracing::warn!(%error, "expired lots are kept for now"),
    }
}
