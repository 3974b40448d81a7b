//! The world that a test owns: time, randomness, tasks.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{
    FutureExt as _,
    future::{AbortHandle, BoxFuture, abortable},
};
use openclaw::platform::{SystemClock, TokioSpawner};
use openclaw_domain::{
    port::Spawner,
    random::Random,
    time::{Clock, Timestamp},
};
use tokio::sync::watch;

/// A clock that stands still until the test moves it. Sleepers wake when it passes their moment.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<watch::Sender<Timestamp>>);

impl Default for TestClock {
    /// Begins at the present: the stand-ins' id tokens are of the real one.
    fn default() -> Self {
        Self::at(SystemClock.now())
    }
}

impl TestClock {
    /// Stands at this moment.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(watch::Sender::new(now)))
    }

    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.0.send_modify(|now| *now = now.plus(duration));
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let end = self.now().plus(duration);
        let mut time = self.0.subscribe();
        async move {
            // A clock that is gone never reaches the moment.
            if time.wait_for(|now| *now >= end).await.is_err() {
                std::future::pending::<()>().await;
            }
        }
        .boxed()
    }
}

/// The same bytes in every run of a test: a counter, mixed.
#[derive(Debug)]
pub struct TestRandom(AtomicU64);

impl TestRandom {
    /// Another seed, other bytes.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// `SplitMix64`.
    fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut z = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }
}

/// What becomes of work that is handed over.
#[derive(Default)]
enum Fate {
    #[default]
    Started,
    Held(Vec<BoxFuture<'static, ()>>),
    Lost,
}

/// Tasks of tokio's, unless the test holds them back, loses them or kills them.
#[derive(Clone, Default)]
pub struct TestSpawner {
    fate: Arc<Mutex<Fate>>,
    started: Arc<Mutex<Vec<AbortHandle>>>,
}

impl TestSpawner {
    /// From now on work is accepted and never done: what a crash right after a start leaves.
    pub fn lose(&self) {
        *self.fate.lock().unwrap() = Fate::Lost;
    }

    /// From now on work waits for [`TestSpawner::release`].
    pub fn hold(&self) {
        *self.fate.lock().unwrap() = Fate::Held(Vec::new());
    }

    /// Starts what waits, and all that comes.
    pub fn release(&self) {
        let fate = std::mem::take(&mut *self.fate.lock().unwrap());
        if let Fate::Held(waiting) = fate {
            for work in waiting {
                self.start(work);
            }
        }
    }

    /// Starts what waits, and waits until all of it is done.
    pub async fn release_and_wait(&self) {
        let fate = std::mem::take(&mut *self.fate.lock().unwrap());
        if let Fate::Held(waiting) = fate {
            futures::future::join_all(waiting).await;
        }
    }

    /// Ends all work that was started, wherever it is.
    pub fn kill(&self) {
        for task in self.started.lock().unwrap().drain(..) {
            task.abort();
        }
    }

    fn start(&self, work: BoxFuture<'static, ()>) {
        let (work, handle) = abortable(work);
        self.started.lock().unwrap().push(handle);
        TokioSpawner.spawn(work.map(drop).boxed());
    }
}

impl Spawner for TestSpawner {
    fn spawn(&self, work: BoxFuture<'static, ()>) {
        match &mut *self.fate.lock().unwrap() {
            Fate::Held(waiting) => return waiting.push(work),
            Fate::Lost => return,
            Fate::Started => {}
        }
        self.start(work);
    }
}
