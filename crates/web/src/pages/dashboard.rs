//! The dashboard: the balance, what to do next, and the latest runs.

use std::sync::Arc;

use axum::extract::State;
use openclaw_domain::{
    account::User,
    run::{self, RunStatus},
};

use super::{
    Page,
    agents::card,
    packages::{first_price, makes},
    render,
    runs::row,
};
use crate::{
    http::user::SignedIn,
    problem::Problem,
    site::Site,
    view::{
        dashboard::{Dashboard, RecentRuns},
        runs::RunRow,
        shell::Nav,
    },
    words::say,
};

/// How many of the latest runs are shown.
const RECENT: u32 = 5;

async fn recent(site: &Site, user: &User) -> Result<(Vec<RunRow>, bool), Problem> {
    let runs = run::list(&site.world, &user.id, None, RECENT).await?;
    let running = runs.iter().any(|run| run.status == RunStatus::Running);
    Ok((runs.iter().map(|run| row(site, run)).collect(), running))
}

pub(super) async fn dashboard(State(site): State<Arc<Site>>, SignedIn(user): SignedIn) -> Page {
    let (rows, running) = recent(&site, &user).await?;
    render(Dashboard {
        shell: site.shell(say("home-page"), Nav::Home, Some(&user)),
        balance: user.balance.get(),
        affordable: makes(user.balance.get(), first_price(&site)),
        agents: site.world.agents.iter().map(|agent| card(agent)).collect(),
        rows,
        running,
    })
}

/// The list of latest runs alone, for the dashboard to refresh itself.
pub(super) async fn recent_runs(State(site): State<Arc<Site>>, SignedIn(user): SignedIn) -> Page {
    let (rows, running) = recent(&site, &user).await?;
    render(RecentRuns { rows, running })
}
