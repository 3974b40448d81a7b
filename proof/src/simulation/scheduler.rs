//! Who goes on: one task at a time, chosen by the seed, whenever another one waits for something.

use std::{
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    task::{Context, Poll, Waker},
    time::Duration,
};

use futures::{FutureExt as _, future::BoxFuture};
use openclaw_domain::{
    port::Spawner,
    time::{Clock, Timestamp},
};

use crate::torture::Dice;

/// 2026-11-27.
const BEGIN: i64 = 1_795_737_600_000;

/// A clock that the story moves, backwards too.
#[derive(Clone)]
pub(super) struct SimulatedClock(Arc<AtomicI64>);

impl Default for SimulatedClock {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(BEGIN)))
    }
}

impl SimulatedClock {
    /// Moves it by so many milliseconds.
    pub(super) fn shift(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let (clock, end) = (self.clone(), self.now().plus(duration));
        // The scheduler asks every task again and again: nobody has to be woken.
        std::future::poll_fn(move |_| {
            if clock.now() >= end {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .boxed()
    }
}

/// How often something outside lets others go first, and whether it fails: by the seed.
#[derive(Clone)]
pub(super) struct Waiting {
    dice: Arc<Mutex<Dice>>,
    healed: Arc<std::sync::atomic::AtomicBool>,
}

impl Waiting {
    pub(super) fn seeded(seed: u64) -> Self {
        Self {
            dice: Arc::new(Mutex::new(Dice::new(seed ^ 0x5EED))),
            healed: Arc::default(),
        }
    }

    /// From now on nothing fails.
    pub(super) fn heal(&self) {
        self.healed.store(true, Ordering::Relaxed);
    }

    pub(super) fn below(&self, end: u64) -> u64 {
        self.dice
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .below(end)
    }

    /// Whether this time, one in so many, it fails.
    pub(super) fn fails(&self, one_in: u64) -> bool {
        !self.healed.load(Ordering::Relaxed) && self.below(one_in) == 0
    }

    /// Lets others go first, a few times.
    pub(super) async fn a_while(&self) {
        for _ in 0..=self.below(3) {
            let mut first = true;
            std::future::poll_fn(|_| {
                if std::mem::take(&mut first) {
                    Poll::Pending
                } else {
                    Poll::Ready(())
                }
            })
            .await;
        }
    }
}

/// Where new tasks come in.
#[derive(Clone, Default)]
pub(super) struct Tasks(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Spawner for Tasks {
    fn spawn(&self, work: BoxFuture<'static, ()>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(work);
    }
}

/// All tasks of the process.
pub(super) struct Scheduler {
    pub(super) dice: Dice,
    pub(super) clock: SimulatedClock,
    new: Tasks,
    live: Vec<BoxFuture<'static, ()>>,
}

impl Scheduler {
    pub(super) fn new(seed: u64, new: Tasks, clock: SimulatedClock) -> Self {
        Self {
            dice: Dice::new(seed),
            clock,
            new,
            live: Vec::new(),
        }
    }

    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.new.spawn(work.boxed());
    }

    pub(super) fn live(&self) -> usize {
        self.live.len()
    }

    /// Lets one task go on until it waits.
    pub(super) fn turn(&mut self) {
        let mut new = self.new.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.live.append(&mut new);
        drop(new);
        if self.live.is_empty() {
            return;
        }
        let count = u64::try_from(self.live.len()).unwrap_or(1);
        let chosen = usize::try_from(self.dice.below(count)).unwrap_or_default();
        let mut context = Context::from_waker(Waker::noop());
        if self.live[chosen].as_mut().poll(&mut context).is_ready() {
            drop(self.live.swap_remove(chosen));
        }
    }

    /// All of the process is gone at once, wherever it was.
    pub(super) fn crash(&mut self) {
        self.live.clear();
        self.new
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// Drives one future to its end, with nobody in between.
pub(super) fn alone<T>(work: impl Future<Output = T>) -> T {
    let mut work: Pin<&mut _> = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(answer) = work.as_mut().poll(&mut context) {
            return answer;
        }
    }
}
