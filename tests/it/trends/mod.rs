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
use openclaw_sandbox::{Fault, FaultKind, Service};
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

/// Lets the next searches fail so.
pub(crate) fn searches_fail(app: &TestApp, status: u16, code: Option<&str>, times: u32) {
    let kind = FaultKind::Status {
        status,
        code: code.map(str::to_owned),
        retry_after: None,
    };
    let fault = Fault {
        service: Service::Youtube,
        kind,
        path: Some("/search".to_owned()),
        times,
    };
    app.control().add_fault(fault).unwrap();
}
