//! What the sandbox remembers: one value behind every route, gone when the process ends.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::{
    clerk::Instance,
    faults::Faults,
    keys::Rotations,
    openid::Grants,
    portone::{Job, Payments},
    writer::Pace,
    youtube::YouTube,
};

#[derive(Debug)]
pub(crate) struct State {
    base_url: String,
    clerk: Mutex<Instance>,
    faults: Mutex<Faults>,
    grants: Mutex<Grants>,
    pace: Mutex<Pace>,
    payments: Mutex<Payments>,
    rotations: Mutex<Rotations>,
    youtube: Mutex<YouTube>,
}

impl State {
    /// With it comes what the courier of its webhooks listens to.
    pub(crate) fn new(base_url: String) -> (Self, UnboundedReceiver<Job>) {
        let (courier, jobs) = mpsc::unbounded_channel();
        let state = Self {
            base_url,
            clerk: Mutex::default(),
            faults: Mutex::default(),
            grants: Mutex::default(),
            pace: Mutex::default(),
            payments: Mutex::new(Payments::new(courier)),
            rotations: Mutex::default(),
            youtube: Mutex::default(),
        };
        (state, jobs)
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.base_url
    }

    pub(crate) fn clerk(&self) -> MutexGuard<'_, Instance> {
        lock(&self.clerk)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn grants(&self) -> MutexGuard<'_, Grants> {
        lock(&self.grants)
    }

    pub(crate) fn pace(&self) -> MutexGuard<'_, Pace> {
        lock(&self.pace)
    }

    pub(crate) fn payments(&self) -> MutexGuard<'_, Payments> {
        lock(&self.payments)
    }

    pub(crate) fn rotations(&self) -> MutexGuard<'_, Rotations> {
        lock(&self.rotations)
    }

    pub(crate) fn youtube(&self) -> MutexGuard<'_, YouTube> {
        lock(&self.youtube)
    }

    /// Back to how it started.
    pub(crate) fn reset(&self) {
        *self.clerk() = Instance::default();
        *self.faults() = Faults::default();
        *self.grants() = Grants::default();
        *self.pace() = Pace::default();
        self.payments().reset();
        *self.rotations() = Rotations::default();
        *self.youtube() = YouTube::default();
    }
}

/// A panic in one request must not take every later one with it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
