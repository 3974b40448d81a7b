//! The dashboard: the balance, what to do next, and the latest runs.

use std::sync::Arc;

use axum::extract::State;
use futures::try_join;
use openclaw_domain::{
    account::User,
    ledger,
    operator::midnight,
    run::{self, RunStatus},
    time::DAY,
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
        chart::{Chart, Point},
        dashboard::{Dashboard, RecentRuns},
        format::When,
        runs::RunRow,
        shell::Nav,
    },
    words::say,
};

/// How many of the latest runs are shown.
const RECENT: u32 = 5;
/// How many days the chart of use looks back, today included.
const DAYS: u32 = 30;

async fn recent(site: &Site, user: &User) -> Result<(Vec<RunRow>, bool), Problem> {
    let runs = run::list(&site.world, &user.id, &run::Filter::default(), None, RECENT).await?;
    let running = runs.iter().any(|run| run.status == RunStatus::Running);
    Ok((runs.iter().map(|run| row(site, run)).collect(), running))
}

pub(super) async fn dashboard(State(site): State<Arc<Site>>, SignedIn(user): SignedIn) -> Page {
    let ((rows, running), usage) = try_join!(recent(&site, &user), usage(&site, &user))?;
    render(Dashboard {
        usage,
        shell: site.shell(say("home-page"), Nav::Home, Some(&user)),
        balance: user.balance.get(),
        affordable: makes(user.balance.get(), first_price(&site)),
        agents: site.world.agents.iter().map(|agent| card(agent)).collect(),
        rows,
        running,
    })
}

/// Credits used by day; nothing, while none were.
async fn usage(site: &Site, user: &User) -> Result<Option<Chart>, Problem> {
    let first = midnight(site.world.now()).minus(DAY * (DAYS - 1));
    let found = ledger::used_by_day(&*site.world.database, &user.id, first).await?;
    let total: i64 = found.iter().map(|(_, credits)| credits).sum();
    let point = |day: u32| {
        let at = found.iter().find(|(number, _)| *number == i64::from(day));
        let value = at.map_or(0, |(_, credits)| *credits);
        Point {
            day: When::date(first.plus(DAY * day).0),
            value,
            words: say("chart-credits").with("credits", value),
        }
    };
    Ok((total > 0).then(|| Chart {
        title: say("chart-usage").with("days", DAYS),
        summary: say("chart-usage-sum").with("credits", total),
        points: (0..DAYS).map(point).collect(),
    }))
}

/// The list of latest runs alone, for the dashboard to refresh itself.
pub(super) async fn recent_runs(State(site): State<Arc<Site>>, SignedIn(user): SignedIn) -> Page {
    let (rows, running) = recent(&site, &user).await?;
    render(RecentRuns { rows, running })
}
