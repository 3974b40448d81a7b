//! How much one user, or one address that nobody is signed in at, may ask of the API: a bucket that
//! holds a burst and refills evenly (the generic cell rate algorithm). In this process: where several
//! serve, each allows as much.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::{IntoResponse, Response},
};
use openclaw_domain::time::Timestamp;

use super::{
    address::ClientAddress,
    user::{Sender, brings_token, sender_of},
};
use crate::{problem::Problem, site::Site};

/// How much one user may ask of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLimits {
    /// Requests in a minute, evenly.
    pub per_minute: u32,
    /// Requests at once, after a pause.
    pub at_once: u32,
    /// Streams of events at the same time.
    pub streams: u32,
}

impl Default for RequestLimits {
    fn default() -> Self {
        Self {
            per_minute: 300,
            at_once: 60,
            streams: 10,
        }
    }
}

/// With fewer buckets than this none is looked over.
const FEW: usize = 1_024;
const MINUTE_US: i64 = 60_000_000;

/// The buckets of all who asked lately.
#[derive(Debug)]
pub(crate) struct Rates {
    limits: RequestLimits,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    /// When each is full again, in microseconds since the epoch.
    full_at: HashMap<String, i64>,
    /// At so many, full ones are forgotten.
    look_over_at: usize,
}

/// What a request is told of its bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// Whether this request may go on.
    allowed: bool,
    /// Requests left at once.
    requests: i64,
    /// Seconds until one more is allowed, or, of an allowed one, until the bucket is full.
    seconds: u64,
}

impl Rates {
    pub(crate) fn new(limits: RequestLimits) -> Self {
        let buckets = Buckets {
            full_at: HashMap::new(),
            look_over_at: FEW,
        };
        Self {
            limits,
            buckets: Mutex::new(buckets),
        }
    }

    /// Takes one request out of a bucket.
    fn take(&self, key: &str, now: Timestamp) -> Left {
        let now = now.0.saturating_mul(1_000);
        let (interval, holds) = (self.interval(), self.holds());
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.full_at.len() >= buckets.look_over_at {
            buckets.full_at.retain(|_, full_at| *full_at > now);
            buckets.look_over_at = FEW.max(2 * buckets.full_at.len());
        }
        let full_at = buckets.full_at.get(key).copied().unwrap_or(now);
        let full_at = sane(full_at, now, holds);
        let then = full_at + interval;
        let over = then - (now + holds);
        let allowed = over <= 0;
        let kept = if allowed { then } else { full_at };
        buckets.full_at.insert(key.to_owned(), kept);
        let wait = if allowed { then - now } else { over };
        Left {
            allowed,
            requests: if allowed { -over / interval } else { 0 },
            seconds: u64::try_from((wait + 999_999) / 1_000_000).unwrap_or(1),
        }
    }

    /// Seconds until a bucket has a request for somebody; `None` when it has one now. Takes none.
    fn wait(&self, key: &str, now: Timestamp) -> Option<u64> {
        let now = now.0.saturating_mul(1_000);
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = *buckets.full_at.get(key)?;
        let holds = self.holds();
        let over = sane(full_at, now, holds) + self.interval() - (now + holds);
        (over > 0).then(|| u64::try_from((over + 999_999) / 1_000_000).unwrap_or(1))
    }

    /// Microseconds for one request.
    fn interval(&self) -> i64 {
        (MINUTE_US / i64::from(self.limits.per_minute.max(1))).max(1)
    }

    /// Microseconds that a full bucket holds.
    fn holds(&self) -> i64 {
        self.interval() * i64::from(self.limits.at_once.max(1))
    }

    fn tell(&self, left: Left, headers: &mut HeaderMap) {
        for (name, value) in [
            ("ratelimit-limit", i64::from(self.limits.at_once)),
            ("ratelimit-remaining", left.requests),
            (
                "ratelimit-reset",
                i64::try_from(left.seconds).unwrap_or(i64::MAX),
            ),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

/// When a bucket is full again: now, where it has been for a while. No bucket takes longer than one that is
/// empty: then the clock was set back, and nobody is locked out for that.
fn sane(full_at: i64, now: i64, holds: i64) -> i64 {
    if full_at > now + holds {
        now
    } else {
        full_at.max(now)
    }
}

/// Around the API, but for what other services tell us by themselves. Who sent the request is looked
/// up here, once.
pub(crate) async fn limited(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with("/api/webhooks/") {
        return next.run(request).await;
    }
    let now = site.world.now();
    let address = request.extensions().get::<ClientAddress>();
    let network = address.map(ClientAddress::network);
    let network = network.as_deref().unwrap_or("unknown");
    // Whoever tries tokens that nobody has is told to wait before anything is looked up for them.
    let guesses = format!("guesses {network}");
    let brings_token = brings_token(&site, request.headers());
    if brings_token && let Some(seconds) = site.rates.wait(&guesses, now) {
        return Problem::too_many_requests(seconds).into_response();
    }
    let sender = match sender_of(&site, request.headers()).await {
        Ok(sender) => sender,
        Err(problem) => return problem.into_response(),
    };
    let key = if let Some((user, _)) = &sender {
        format!("user {}", user.id)
    } else {
        if brings_token {
            site.rates.take(&guesses, now);
        }
        format!("address {network}")
    };
    let left = site.rates.take(&key, now);
    let mut response = if left.allowed {
        request.extensions_mut().insert(Sender(sender));
        next.run(request).await
    } else {
        Problem::too_many_requests(left.seconds).into_response()
    };
    site.rates.tell(left, response.headers_mut());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates() -> Rates {
        Rates::new(RequestLimits {
            per_minute: 60,
            at_once: 3,
            streams: 1,
        })
    }

    /// How many of some requests at that moment are allowed.
    fn allowed(rates: &Rates, key: &str, at_ms: i64, requests: usize) -> usize {
        let taken = (0..requests).map(|_| rates.take(key, Timestamp(at_ms)));
        taken.filter(|left| left.allowed).count()
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_a_second() {
        let rates = rates();
        assert_eq!(allowed(&rates, "a", 0, 100), 3);
        assert_eq!(allowed(&rates, "a", 999, 100), 0);
        assert_eq!(allowed(&rates, "a", 1_000, 100), 1);
        assert_eq!(allowed(&rates, "a", 3_500, 100), 2);
        assert_eq!(allowed(&rates, "a", 1_000_000, 100), 3);
    }

    #[test]
    fn one_bucket_is_not_anothers() {
        let rates = rates();
        assert_eq!(allowed(&rates, "a", 0, 100), 3);
        assert_eq!(allowed(&rates, "b", 0, 100), 3);
    }

    #[test]
    fn what_is_left_and_how_long_to_wait_is_told() {
        let rates = rates();
        let told = [0, 0, 0, 0, 400].map(|at| {
            let left = rates.take("a", Timestamp(at));
            (left.allowed, left.requests, left.seconds)
        });
        assert_eq!(
            told,
            [
                (true, 2, 1),
                (true, 1, 2),
                (true, 0, 3),
                (false, 0, 1),
                (false, 0, 1)
            ]
        );
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let rates = rates();
        assert_eq!(allowed(&rates, "a", 1_000_000, 3), 3);
        assert_eq!(rates.wait("a", Timestamp(0)), None);
        assert_eq!(allowed(&rates, "a", 0, 100), 3);
        assert_eq!(rates.wait("a", Timestamp(0)), Some(1));
        assert_eq!(allowed(&rates, "a", 1_000, 100), 1);
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let rates = rates();
        for number in 0..10 * FEW {
            let at = i64::try_from(number).unwrap() * 2_000;
            rates.take(&number.to_string(), Timestamp(at));
        }
        let buckets = rates.buckets.lock().unwrap();
        assert!(buckets.full_at.len() <= FEW, "{}", buckets.full_at.len());
    }
}
