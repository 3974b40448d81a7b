//! What this platform brings for the domain's ports: time, randomness, tasks.

use std::time::Duration;

use futures::future::BoxFuture;
use openclaw_domain::{
    port::Spawner,
    random::Random,
    time::{Clock, Timestamp},
};
use worker::{
    Context, Date, Delay, ScheduleContext,
    send::{SendFuture, SendWrapper},
};

/// JavaScript's clock, which stands still in a Worker between two answers from outside.
pub(crate) struct WorkerClock;

impl Clock for WorkerClock {
    fn now(&self) -> Timestamp {
        Timestamp(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(SendFuture::new(Delay::from(duration)))
    }
}

/// `crypto.getRandomValues`.
pub(crate) struct WorkerRandom;

impl Random for WorkerRandom {
    fn fill(&self, buffer: &mut [u8]) {
        // Without randomness there is no session and no id: stopping is the only safe answer.
        getrandom::fill(buffer).expect("the platform has a random source");
    }
}

/// Work that the platform waits for after the answer, up to 30 seconds.
pub(crate) struct WaitUntil(pub(crate) Context);

impl Spawner for WaitUntil {
    fn spawn(&self, work: BoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}

/// Work of a cron trigger, which the platform waits for as well.
pub(crate) struct AfterTrigger(pub(crate) SendWrapper<ScheduleContext>);

impl Spawner for AfterTrigger {
    fn spawn(&self, work: BoxFuture<'static, ()>) {
        self.0.wait_until(work);
    }
}
