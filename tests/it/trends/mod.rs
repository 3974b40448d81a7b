//! What rises on YouTube: snapshots that everybody shares, and the quota they are read with.

mod faults;
mod quota;
mod report;
mod snapshots;

use std::time::Duration;

use openclaw_domain::{
    trend::{Niche, Period, next_reset},
    world::World,
};
use openclaw_sandbox::Service;
use openclaw_tests::TestApp;

pub(crate) fn niche(text: &str) -> Niche {
    Niche::read(text, "KR", Period::Week).unwrap()
}

/// Begins a minute after YouTube's midnight, so that no test meets it unless it means to.
pub(crate) fn begin_the_day(app: &TestApp) {
    let now = app.world().now();
    app.advance(now.until(next_reset(now)) + Duration::from_mins(1));
}

/// How often YouTube was asked this.
pub(crate) fn asked(app: &TestApp, call: &str) -> usize {
    let seen = app.control().requests(Some(Service::Youtube));
    seen.iter().filter(|seen| seen.path.ends_with(call)).count()
}

/// Whether this world would still be allowed a search.
pub(crate) async fn searches_left(world: &World) -> i64 {
    let quotas = openclaw_domain::trend::left(world).await.unwrap();
    quotas[0].left()
}
