//! The cron triggers: each starts some of the jobs, one after the other, for as long as the database
//! may be asked. What does not fit is done at the next trigger; nothing of it is lost.

use openclaw_database::D1;
use openclaw_domain::world::World;
use openclaw_setup::jobs::{alerts, payments, reconcile_if_due, sweep_runs, tidy, trends};

use crate::site::Kept;

/// What `wrangler.jsonc` names for the jobs of every hour; everything else is every minute's.
const HOURLY: &str = "17 * * * *";
/// What `wrangler.jsonc` names for what asks others a lot: YouTube, and the gateway for the
/// comparison of every night.
const OUTSIDE: &str = "*/10 * * * *";

/// One round of the jobs of a trigger.
pub(crate) async fn run(cron: &str, kept: &Kept, database: &D1) {
    let world: &World = &kept.site.world;
    match cron {
        HOURLY => tidy(world).await,
        OUTSIDE => {
            trends(world).await;
            // The stand-ins forget their payments when they stop: every order of yesterday would
            // differ.
            if kept.is_live {
                reconcile_if_due(world).await;
            }
        }
        _ => {
            sweep_runs(world).await;
            payments(world).await;
            alerts(world).await;
        }
    }
    tracing::info!(cron, statements = database.statements(), "jobs done");
}
