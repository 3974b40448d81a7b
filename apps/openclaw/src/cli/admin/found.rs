//! `openclaw admin reconcile`.

use std::process::ExitCode;

use openclaw_domain::{
    alert::{self, Alert, AlertKind},
    order,
    time::Timestamp,
    world::World,
};

use super::alerts::line;
use crate::cli::text::say;

/// How many alerts a page of the search has.
const PAGE: u32 = 100;

/// Compares everything now and tells what differed.
pub(super) async fn reconcile(world: &World) -> anyhow::Result<ExitCode> {
    let begun = world.now();
    let seen = order::reconcile(world).await?;
    say(&format!(
        "{} payments and {} granted orders were compared; {} differed.",
        seen.payments, seen.orders, seen.differences
    ));
    if seen.differences == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    let fresh = raised_since(world, begun).await?;
    for alert in &fresh {
        say(&line(alert));
    }
    let told_before = seen.differences.saturating_sub(fresh.len());
    if told_before > 0 {
        say(&format!(
            "{told_before} of them are known: `openclaw admin alerts list --all` has them."
        ));
    }
    Ok(ExitCode::FAILURE)
}

/// The differences that were told for the first time, newest first.
async fn raised_since(world: &World, begun: Timestamp) -> anyhow::Result<Vec<Alert>> {
    let mut fresh = Vec::new();
    let mut before = None;
    loop {
        let page = alert::list(world, false, before.as_ref(), PAGE).await?;
        let is_last = page.len() < PAGE as usize;
        for alert in page {
            if alert.created_at < begun {
                return Ok(fresh);
            }
            before = Some(alert.id.clone());
            if is_difference(alert.kind) {
                fresh.push(alert);
            }
        }
        if is_last {
            return Ok(fresh);
        }
    }
}

fn is_difference(kind: AlertKind) -> bool {
    matches!(
        kind,
        AlertKind::FoundByReconciliation | AlertKind::UnknownPayment | AlertKind::PaymentMissing
    )
}
