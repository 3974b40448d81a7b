//! What a run says as it goes. Kept in this process while the run works, so that a browser that
//! lost its connection gets what it missed; the database has the end of it.

use std::{
    collections::HashMap,
    ops::RangeInclusive,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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
    told: Mutex<Told>,
    count: watch::Sender<usize>,
}

/// What was told. Ten thousand runs at once have millions of pieces between them, so those of one text
/// lie together.
#[derive(Debug, Default)]
struct Told {
    entries: Vec<Entry>,
    /// The last event's number.
    count: usize,
}

/// An event, or the pieces of one text that came one after the other.
#[derive(Debug)]
struct Entry {
    /// The number of its first event.
    first: usize,
    /// The event; of pieces, all of them joined.
    event: Event,
    /// Where each piece but the last ends in the joined text, in bytes.
    ends: Vec<usize>,
}

impl Entry {
    fn last(&self) -> usize {
        self.first + self.ends.len()
    }

    /// The events of these numbers, as one with the last number; all of them are in it.
    fn events(&self, numbers: RangeInclusive<usize>) -> NumberedEvent {
        let end_of = |number: usize| {
            let piece = number.checked_sub(self.first);
            piece.and_then(|piece| self.ends.get(piece).copied())
        };
        let event = match &self.event {
            Event::Text(all) => {
                let from = numbers.start().checked_sub(1).and_then(end_of);
                let to = end_of(*numbers.end());
                let text = all
                    .text
                    .get(from.unwrap_or(0)..to.unwrap_or(all.text.len()));
                Event::Text(Fragment {
                    path: all.path.clone(),
                    label: all.label.clone(),
                    text: text.unwrap_or_default().to_owned(),
                })
            }
            event => event.clone(),
        };
        NumberedEvent {
            number: *numbers.end(),
            event,
        }
    }
}

impl Told {
    fn push(&mut self, event: Event) {
        self.count += 1;
        if let Some(entry) = self.entries.last_mut()
            && let (Event::Text(all), Event::Text(piece)) = (&mut entry.event, &event)
            && all.path == piece.path
        {
            entry.ends.push(all.text.len());
            all.text.push_str(&piece.text);
            return;
        }
        self.entries.push(Entry {
            first: self.count,
            event,
            ends: Vec::new(),
        });
    }

    fn is_over(&self) -> bool {
        let last = self.entries.last();
        last.is_some_and(|entry| matches!(entry.event, Event::Done(_)))
    }

    /// The entries with something after that number, each with the first number of that.
    fn new_since(&self, after: usize) -> impl Iterator<Item = (&Entry, usize)> {
        let new = self.entries.partition_point(|entry| entry.last() <= after);
        let new = self.entries[new..].iter();
        new.map(move |entry| (entry, entry.first.max(after + 1)))
    }

    fn after(&self, after: usize) -> Vec<NumberedEvent> {
        let new = self.new_since(after);
        new.map(|(entry, first)| entry.events(first..=entry.last()))
            .collect()
    }

    fn pieces_after(&self, after: usize) -> Vec<NumberedEvent> {
        let new = self.new_since(after);
        let pieces = |(entry, first): (&'_ Entry, usize)| {
            let numbers = first..=entry.last();
            numbers
                .map(|number| entry.events(number..=number))
                .collect::<Vec<_>>()
        };
        new.flat_map(pieces).collect()
    }
}

impl Feed {
    fn new() -> Self {
        Self {
            told: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }

    pub(super) fn push(&self, event: Event) {
        let mut told = self.told();
        // What is still written of a run that others ended is told nobody.
        if told.is_over() {
            return;
        }
        told.push(event);
        self.count.send_replace(told.count);
    }

    /// Waits until the run has ended.
    pub async fn ended(&self) {
        let mut count = self.count.subscribe();
        while !self.told().is_over() {
            // The sender lives in `self`, so waiting cannot fail.
            let _ = count.changed().await;
        }
    }

    /// The events after number `after`; waits until there is one. Pieces of one text that came one
    /// after the other are one event, with the last one's number.
    pub async fn after(&self, after: usize) -> Vec<NumberedEvent> {
        self.wait_for_more(after).await;
        self.told().after(after)
    }

    /// The same with every piece by itself, for whoever may go on after any of them.
    pub(super) async fn pieces_after(&self, after: usize) -> Vec<NumberedEvent> {
        self.wait_for_more(after).await;
        self.told().pieces_after(after)
    }

    async fn wait_for_more(&self, than: usize) {
        let mut count = self.count.subscribe();
        // The sender lives in `self`, so waiting cannot fail.
        let _ = count.wait_for(|count| *count > than).await;
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The feeds of all runs that work in this process.
#[derive(Debug)]
pub struct Feeds {
    feeds: Mutex<HashMap<(u64, RunId), Arc<Feed>>>,
    part: fn() -> u64,
}

impl Default for Feeds {
    fn default() -> Self {
        Self::in_parts(|| 0)
    }
}

impl Feeds {
    /// For a place where what works in one part of a process can wake nobody in another one: a feed is
    /// found, and told of its end, only where `part` answers what it did when the run started.
    #[must_use]
    pub fn in_parts(part: fn() -> u64) -> Self {
        let feeds = Mutex::default();
        Self { feeds, part }
    }

    pub(super) fn open(&self, run: &RunId) -> Arc<Feed> {
        let feed = Arc::new(Feed::new());
        self.lock().insert(self.key(run), Arc::clone(&feed));
        feed
    }

    /// Says that the run ended and forgets its feed; who listens keeps it.
    pub(super) fn close(&self, run: &RunId, status: RunStatus) {
        let feed = self.lock().remove(&self.key(run));
        if let Some(feed) = feed {
            feed.push(Event::Done(status));
        }
    }

    /// The feed of a run, if it works in this process.
    #[must_use]
    pub fn find(&self, run: &RunId) -> Option<Arc<Feed>> {
        self.lock().get(&self.key(run)).cloned()
    }

    /// The runs that work in this process.
    #[must_use]
    pub fn ids(&self) -> Vec<RunId> {
        self.lock().keys().map(|(_, run)| run.clone()).collect()
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

    fn key(&self, run: &RunId) -> (u64, RunId) {
        ((self.part)(), run.clone())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(u64, RunId), Arc<Feed>>> {
        self.feeds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Text;

    fn piece(path: &str, text: &str) -> Event {
        Event::Text(Fragment {
            path: path.to_owned(),
            label: Text {
                ko: "제목".to_owned(),
                en: "Title".to_owned(),
            },
            text: text.to_owned(),
        })
    }

    /// Number, place and text of what is told.
    fn lines(told: Vec<NumberedEvent>) -> String {
        let line = |numbered: NumberedEvent| match numbered.event {
            Event::Text(it) => format!("{} {}: {}", numbered.number, it.path, it.text),
            other => format!("{} {other:?}", numbered.number),
        };
        told.into_iter().map(line).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn whoever_comes_back_after_any_piece_misses_nothing_and_hears_nothing_twice() {
        let mut all = Told::default();
        for event in [
            Event::Stage("writing"),
            piece("title", "가"),
            piece("title", "나다"),
            piece("title", "라"),
            piece("hook", "a"),
            Event::Restart,
            piece("hook", "b"),
            piece("hook", "c"),
        ] {
            all.push(event);
        }
        let stage = "1 Stage(\"writing\"), ";
        let end = "5 hook: a, 6 Restart, 8 hook: bc";
        for (after, expected) in [
            (0, format!("{stage}4 title: 가나다라, {end}")),
            (1, format!("4 title: 가나다라, {end}")),
            (2, format!("4 title: 나다라, {end}")),
            (3, format!("4 title: 라, {end}")),
            (4, end.to_owned()),
            (5, "6 Restart, 8 hook: bc".to_owned()),
            (6, "8 hook: bc".to_owned()),
            (7, "8 hook: c".to_owned()),
            (8, String::new()),
            (9, String::new()),
        ] {
            assert_eq!(lines(all.after(after)), expected, "after {after}");
        }
        assert_eq!(
            lines(all.pieces_after(2)),
            "3 title: 나다, 4 title: 라, 5 hook: a, 6 Restart, 7 hook: b, 8 hook: c"
        );
    }
}
