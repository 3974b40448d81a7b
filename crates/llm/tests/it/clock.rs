//! A clock that goes as fast as it is slept on: waiting takes no time, and is counted.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    task::{Poll, Waker},
    time::Duration,
};

use futures::future::{BoxFuture, poll_fn};
use openclaw_domain::{
    random::Random,
    time::{Clock, Timestamp},
};

#[derive(Clone, Debug, Default)]
pub(crate) struct SimClock(Arc<AtomicI64>);

impl SimClock {
    pub(crate) fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move { clock.advance(i64::try_from(duration.as_millis()).unwrap()) })
    }
}

/// A clock that a test moves: who sleeps is woken when it passes their moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct StepClock(Arc<Mutex<(i64, Vec<Waker>)>>);

impl StepClock {
    pub(crate) fn go_to(&self, ms: i64) {
        let mut clock = self.0.lock().unwrap();
        clock.0 = ms;
        clock.1.drain(..).for_each(Waker::wake);
    }
}

impl Clock for StepClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.lock().unwrap().0)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (clock, end) = (self.clone(), self.now().plus(duration));
        Box::pin(poll_fn(move |context| {
            let mut clock = clock.0.lock().unwrap();
            if Timestamp(clock.0) >= end {
                return Poll::Ready(());
            }
            clock.1.push(context.waker().clone());
            Poll::Pending
        }))
    }
}

/// No jitter.
#[derive(Debug)]
pub(crate) struct Zeros;

impl Random for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}
