//! A circuit breaker: a provider that fails is left alone for a while, then tried by one call.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use openclaw_domain::time::Timestamp;

/// When a provider is left alone, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    /// After so many failures in a row.
    pub(crate) after_failures: u32,
    /// For so long.
    pub(crate) pause: Duration,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Nobody calls before this moment; whoever comes first after it tries for everybody.
    open_until: Option<Timestamp>,
    /// The provider asked for no calls before this moment. It works, so after it all may call.
    asked_until: Option<Timestamp>,
}

/// The memory of one provider's failures, in this process.
#[derive(Debug)]
pub(crate) struct Breaker {
    rest: Rest,
    state: Mutex<State>,
}

impl Breaker {
    pub(crate) fn new(rest: Rest) -> Self {
        Self {
            rest,
            state: Mutex::default(),
        }
    }

    /// Whether a call now would be refused; changes nothing.
    pub(crate) fn is_open(&self, now: Timestamp) -> bool {
        let state = self.state();
        let is_ahead = |moment: Option<Timestamp>| moment.is_some_and(|until| now < until);
        is_ahead(state.open_until) || is_ahead(state.asked_until)
    }

    /// Whether this call may be made. After a rest the first one may, and the others wait for what
    /// comes of it: should nothing come, another may try after as long again.
    pub(crate) fn admits(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        match state.open_until {
            Some(until) if now < until => false,
            Some(_) => {
                state.open_until = Some(now.plus(self.rest.pause));
                true
            }
            None => true,
        }
    }

    pub(crate) fn succeeded(&self) {
        let mut state = self.state();
        *state = State {
            // What began before it was asked for says nothing of it.
            asked_until: state.asked_until,
            ..State::default()
        };
    }

    /// Notes a failure that the next call may not meet. True when it ends the provider's turn.
    pub(crate) fn failed(&self, now: Timestamp) -> bool {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        if state.failures < self.rest.after_failures {
            return false;
        }
        state.open_until = Some(now.plus(self.rest.pause));
        true
    }

    /// Notes a failure that the next call will meet too.
    pub(crate) fn rest(&self, now: Timestamp) {
        self.state().open_until = Some(now.plus(self.rest.pause));
    }

    /// Notes that the provider asked for no calls before this moment.
    pub(crate) fn asked_to_wait(&self, until: Timestamp) {
        let mut state = self.state();
        state.asked_until = state.asked_until.max(Some(until));
    }

    /// How long the provider has asked to wait, from now on.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<Duration> {
        let until = self.state().asked_until?;
        (now < until).then(|| now.until(until))
    }

    /// A panic elsewhere says nothing of what is counted here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Rest = Rest {
        after_failures: 3,
        pause: Duration::from_millis(100),
    };

    #[test]
    fn it_opens_after_failures_in_a_row_and_lets_one_try_after_its_rest() {
        let breaker = Breaker::new(REST);
        let at = Timestamp;
        assert!(!breaker.failed(at(0)) && !breaker.failed(at(1)));
        breaker.succeeded();
        assert!(!breaker.failed(at(2)) && !breaker.failed(at(3)) && breaker.admits(at(4)));
        assert!(breaker.failed(at(5)));
        assert!(breaker.is_open(at(104)) && !breaker.admits(at(104)));
        assert!(!breaker.is_open(at(105)) && breaker.admits(at(105)));
        // The one that tries is alone, and does not hold the place for ever.
        assert!(!breaker.admits(at(106)) && !breaker.admits(at(204)));
        assert!(breaker.admits(at(205)));
        // One failure is enough now.
        assert!(breaker.failed(at(206)) && !breaker.admits(at(207)));
        assert!(breaker.admits(at(306)));
        breaker.succeeded();
        assert!(breaker.admits(at(307)) && breaker.admits(at(307)));
    }

    #[test]
    fn what_trying_again_cannot_help_opens_it_at_once() {
        let breaker = Breaker::new(REST);
        breaker.rest(Timestamp(0));
        assert!(!breaker.admits(Timestamp(99)) && breaker.admits(Timestamp(100)));
    }

    #[test]
    fn a_wait_that_was_asked_for_is_known_to_all_and_then_over_for_all() {
        let breaker = Breaker::new(REST);
        breaker.asked_to_wait(Timestamp(1_000));
        // A shorter one ends nothing, and neither does an answer that was under way.
        breaker.asked_to_wait(Timestamp(10));
        breaker.succeeded();
        assert!(breaker.is_open(Timestamp(999)) && !breaker.is_open(Timestamp(1_000)));
        assert_eq!(
            breaker.wait(Timestamp(400)),
            Some(Duration::from_millis(600))
        );
        assert_eq!(breaker.wait(Timestamp(1_000)), None);
        assert!(breaker.admits(Timestamp(1_000)) && breaker.admits(Timestamp(1_000)));
    }
}
