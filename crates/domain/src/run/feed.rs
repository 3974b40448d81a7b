//! What a run says as it goes. Kept in this process while the run works, so that a browser that
//! lost its connection gets what it missed; the database has the end of it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::watch;

use super::RunStatus;
use crate::{agent::Fragment, random::RunId};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The run entered a stage: `searching`, `writing`, `checking`, `repairing`, `saving`.
    Stage(&'static str),
    /// A piece of the result.
    Text(Fragment),
    /// The writing begins anew: every piece told so far is void.
    Restart,
    /// It ended.
    Done(RunStatus),
}

/// An event with its place in the run, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedEvent {
    /// What `Last-Event-ID` names.
    pub number: usize,
    /// What happened.
    pub event: Event,
}

/// The events of one run.
#[derive(Debug)]
pub struct Feed {
    events: Mutex<Vec<Event>>,
    count: watch::Sender<usize>,
}

impl Feed {
    fn new() -> Self {
        Self {
            events: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }

    pub(super) fn push(&self, event: Event) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        // What is still written of a run that others ended is told nobody.
        if matches!(events.last(), Some(Event::Done(_))) {
            return;
        }
        events.push(event);
        self.count.send_replace(events.len());
    }

    /// Waits until the run has ended.
    pub async fn ended(&self) {
        let mut count = self.count.subscribe();
        while !self.is_over() {
            // The sender lives in `self`, so waiting cannot fail.
            let _ = count.changed().await;
        }
    }

    fn is_over(&self) -> bool {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(events.last(), Some(Event::Done(_)))
    }

    /// The events after number `after`; waits until there is one.
    pub async fn after(&self, after: usize) -> Vec<NumberedEvent> {
        let mut count = self.count.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = count.wait_for(|count| *count > after).await;
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let new = events.iter().enumerate().skip(after);
        new.map(|(index, event)| NumberedEvent {
            number: index + 1,
            event: event.clone(),
        })
        .collect()
    }
}

/// The feeds of all runs that work in this process.
#[derive(Debug, Default)]
pub struct Feeds(Mutex<HashMap<RunId, Arc<Feed>>>);

impl Feeds {
    pub(super) fn open(&self, run: &RunId) -> Arc<Feed> {
        let feed = Arc::new(Feed::new());
        self.lock().insert(run.clone(), Arc::clone(&feed));
        feed
    }

    /// Says that the run ended and forgets its feed; who listens keeps it.
    pub(super) fn close(&self, run: &RunId, status: RunStatus) {
        let feed = self.lock().remove(run);
        if let Some(feed) = feed {
            feed.push(Event::Done(status));
        }
    }

    /// The feed of a run, if it works in this process.
    #[must_use]
    pub fn find(&self, run: &RunId) -> Option<Arc<Feed>> {
        self.lock().get(run).cloned()
    }

    /// The runs that work in this process.
    #[must_use]
    pub fn ids(&self) -> Vec<RunId> {
        self.lock().keys().cloned().collect()
    }

    /// How many runs work in this process.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether none does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RunId, Arc<Feed>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
