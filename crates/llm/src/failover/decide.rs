//! What to do about a failed attempt.

use std::time::Duration;

use openclaw_domain::port::model::ModelError;

/// The first wait before another try; doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// With another provider at hand nobody waits longer than this for the first.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// What is left of the time after a wait must be enough to write something.
pub(super) const TIME_TO_WRITE: Duration = Duration::from_secs(5);

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// This is the answer: no other attempt would bring a better one.
    Stop,
    /// The same provider again, after a wait.
    Again(Duration),
    /// The next provider, if there is one.
    Elsewhere,
}

/// Where things stand after an attempt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Attempts at this provider so far, and how many it may have.
    pub(super) made: u32,
    pub(super) allowed: u32,
    /// Until the deadline.
    pub(super) left: Duration,
    /// Whether another provider could be asked.
    pub(super) has_other: bool,
    /// Whether it took longer than a provider may say nothing.
    pub(super) was_slow: bool,
    /// 0 to 255, at random: two who failed together do not come back together.
    pub(super) jitter: u8,
}

pub(super) fn decide(error: &ModelError, standing: Standing) -> Next {
    let asked = match error {
        // The model has answered; and with no time left nobody else can.
        ModelError::Declined { .. } | ModelError::Incomplete { .. } | ModelError::OutOfTime => {
            return Next::Stop;
        }
        ModelError::Misconfigured(_) | ModelError::Rejected(_) => return Next::Elsewhere,
        ModelError::RateLimited { retry_after } => *retry_after,
        ModelError::Unavailable(_) => None,
    };
    let doublings = standing.made.saturating_sub(1).min(8);
    let wait = asked.unwrap_or(FIRST_WAIT * 2_u32.pow(doublings));
    let wait = wait.saturating_add(FIRST_WAIT * u32::from(standing.jitter) / 256);
    let fits = if standing.has_other {
        wait <= LONGEST_WAIT && !standing.was_slow
    } else {
        wait.saturating_add(TIME_TO_WRITE) <= standing.left
    };
    if fits && standing.made < standing.allowed {
        Next::Again(wait)
    } else {
        Next::Elsewhere
    }
}

#[cfg(test)]
mod tests {
    use openclaw_domain::port::model::Usage;

    use super::*;

    const ALONE: Standing = Standing {
        made: 1,
        allowed: 3,
        left: Duration::from_secs(30),
        has_other: false,
        was_slow: false,
        jitter: 0,
    };
    const WITH_OTHER: Standing = Standing {
        has_other: true,
        ..ALONE
    };

    fn busy(seconds: Option<u64>) -> ModelError {
        ModelError::RateLimited {
            retry_after: seconds.map(Duration::from_secs),
        }
    }

    fn again(ms: u64) -> Next {
        Next::Again(Duration::from_millis(ms))
    }

    #[test]
    fn each_failure_in_each_standing() {
        let usage = Usage::default();
        let down = || ModelError::Unavailable(String::new());
        let last = Standing { made: 3, ..ALONE };
        let second = Standing { made: 2, ..ALONE };
        let slow = Standing {
            was_slow: true,
            ..WITH_OTHER
        };
        let slow_alone = Standing {
            was_slow: true,
            ..ALONE
        };
        let late = Standing {
            left: Duration::from_secs(5),
            ..ALONE
        };
        let unlucky = Standing {
            jitter: 128,
            ..ALONE
        };
        for (error, standing, next) in [
            (ModelError::Declined { usage }, WITH_OTHER, Next::Stop),
            (
                ModelError::Incomplete {
                    reason: String::new(),
                    usage,
                },
                WITH_OTHER,
                Next::Stop,
            ),
            (ModelError::OutOfTime, WITH_OTHER, Next::Stop),
            (
                ModelError::Misconfigured(String::new()),
                ALONE,
                Next::Elsewhere,
            ),
            (ModelError::Rejected(String::new()), ALONE, Next::Elsewhere),
            (down(), ALONE, again(250)),
            (down(), second, again(500)),
            (down(), unlucky, again(375)),
            (down(), last, Next::Elsewhere),
            (down(), late, Next::Elsewhere),
            (down(), slow_alone, again(250)),
            (down(), slow, Next::Elsewhere),
            (busy(None), ALONE, again(250)),
            (busy(Some(1)), WITH_OTHER, again(1_000)),
            (busy(Some(3)), WITH_OTHER, Next::Elsewhere),
            (busy(Some(3)), ALONE, again(3_000)),
            (busy(Some(25)), ALONE, again(25_000)),
            (busy(Some(26)), ALONE, Next::Elsewhere),
            (busy(Some(u64::MAX)), ALONE, Next::Elsewhere),
        ] {
            assert_eq!(decide(&error, standing), next, "{error:?} {standing:?}");
        }
    }
}
