//! Several providers as one model: try again where that helps, go on with the next where it does
//! not, before the deadline, and tell what every attempt cost.

mod attempt;
pub(crate) mod breaker;
mod decide;

use std::{sync::Arc, time::Duration};

use breaker::{Breaker, Rest};
use decide::{Next, Standing, TIME_TO_WRITE, decide};
use futures::future::BoxFuture;
use openclaw_domain::{
    port::model::{Completion, Model, ModelError, ModelPrice, Prompt, Watcher},
    random::Random,
    time::{Clock, Timestamp},
};

use crate::provider::Provider;

/// How long to try, and when to leave a provider alone.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Attempts at one provider for one document, 1 at least.
    pub attempts: u32,
    /// How long a provider may say nothing while another one could be asked.
    pub silence: Duration,
    /// After so many failures in a row a provider is left alone.
    pub rest_after: u32,
    /// For how long.
    pub rest: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 2,
            silence: Duration::from_secs(12),
            rest_after: 5,
            rest: Duration::from_secs(30),
        }
    }
}

/// One of the providers, and what it costs.
pub struct Line {
    provider: Box<dyn Provider>,
    price: ModelPrice,
    breaker: Breaker,
}

impl Line {
    /// A provider at this price.
    #[must_use]
    pub fn new(provider: impl Provider + 'static, price: ModelPrice, patience: Patience) -> Self {
        Self {
            provider: Box::new(provider),
            price,
            breaker: Breaker::new(Rest {
                after_failures: patience.rest_after.max(1),
                pause: patience.rest,
            }),
        }
    }
}

/// The providers, in the order in which they are asked.
pub struct Failover {
    lines: Vec<Line>,
    patience: Patience,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

/// A call of a run under way.
struct Call<'a> {
    prompt: &'a Prompt,
    deadline: Timestamp,
    watcher: &'a mut Watcher<'a>,
    /// Whether text was told that another attempt would contradict.
    has_told: bool,
}

impl Failover {
    /// The providers, the first of which is asked first.
    #[must_use]
    pub fn new(
        lines: Vec<Line>,
        patience: Patience,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self {
            lines,
            patience,
            clock,
            random,
        }
    }

    async fn all(&self, mut call: Call<'_>) -> Result<Completion, ModelError> {
        let mut last = None;
        for (position, line) in self.lines.iter().enumerate() {
            let others = &self.lines[position + 1..];
            match self.one(line, others, &mut call).await {
                Some(Ok(completion)) => return Ok(completion),
                Some(Err((error, Next::Stop))) => return Err(error),
                Some(Err((error, _))) => last = Some(error),
                None => {}
            }
        }
        let resting = || ModelError::Unavailable("every provider rests after its failures".into());
        Err(last.unwrap_or_else(resting))
    }

    /// One provider, as often as it may be asked; `None` when it rests.
    async fn one(
        &self,
        line: &Line,
        others: &[Line],
        call: &mut Call<'_>,
    ) -> Option<Result<Completion, (ModelError, Next)>> {
        let mut last = None;
        for made in 1..=self.patience.attempts.max(1) {
            let now = self.clock.now();
            // Nobody could answer any more, and what is asked is paid for.
            if now >= call.deadline {
                return Some(Err((ModelError::OutOfTime, Next::Stop)));
            }
            let has_other = others.iter().any(|other| !other.breaker.is_open(now));
            if let Some(wait) = line.breaker.wait(now) {
                // Another call was told so; asking too early would make it longer.
                if has_other || now.plus(wait).plus(TIME_TO_WRITE) > call.deadline {
                    let retry_after = Some(wait);
                    let busy = ModelError::RateLimited { retry_after };
                    return Some(Err(last.unwrap_or((busy, Next::Elsewhere))));
                }
                self.clock.sleep(wait).await;
            }
            let now = self.clock.now();
            if !line.breaker.admits(now) {
                break;
            }
            let began = now;
            let error = match self.attempt(line, has_other, call).await {
                Ok(completion) => return Some(Ok(completion)),
                Err(error) => error,
            };
            let now = self.clock.now();
            let next = decide(
                &error,
                Standing {
                    made,
                    allowed: self.patience.attempts,
                    left: now.until(call.deadline),
                    has_other: others.iter().any(|other| !other.breaker.is_open(now)),
                    was_slow: began.until(now) >= self.patience.silence,
                    jitter: self.jitter(),
                },
            );
            tracing::warn!(provider = line.provider.name(), %error, ?next, "an attempt failed");
            last = Some((error, next));
            match next {
                Next::Again(wait) => self.clock.sleep(wait).await,
                Next::Stop | Next::Elsewhere => break,
            }
        }
        last.map(Err)
    }

    fn jitter(&self) -> u8 {
        let mut byte = [0];
        self.random.fill(&mut byte);
        byte[0]
    }
}

impl Model for Failover {
    fn complete<'a>(
        &'a self,
        prompt: &'a Prompt,
        deadline: Timestamp,
        watcher: &'a mut Watcher<'a>,
    ) -> BoxFuture<'a, Result<Completion, ModelError>> {
        let call = Call {
            prompt,
            deadline,
            watcher,
            has_told: false,
        };
        Box::pin(self.all(call))
    }
}
