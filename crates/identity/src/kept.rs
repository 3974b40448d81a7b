//! What a service publishes of itself, kept, and asked for again when a token names a key that is
//! not among it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::lock::Mutex as Queue;
use openclaw_domain::{
    port::identity::IdentityError,
    time::{Clock, Timestamp},
};

use crate::failure::unavailable;

/// Whoever sends tokens under invented keys makes us ask no more often than this.
const PAUSE: Duration = Duration::from_mins(1);

/// One value of a service, in memory.
pub(crate) struct Kept<T> {
    /// Never locked across a wait: two first sign-ins at once ask twice, and neither waits for the
    /// other.
    value: Mutex<Option<Arc<T>>>,
    /// Locked while asking again: who comes meanwhile waits for that answer, and is not refused for
    /// a key that is about to be known.
    again: Queue<Option<Asked>>,
}

/// The last time of asking again.
struct Asked {
    at: Timestamp,
    failed: bool,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            value: Mutex::default(),
            again: Queue::default(),
        }
    }
}

impl<T> Kept<T> {
    /// The value, fetched when there is none yet; a failure is not remembered.
    pub(crate) async fn first(
        &self,
        fetch: impl Future<Output = Result<T, IdentityError>>,
    ) -> Result<Arc<T>, IdentityError> {
        let known = self.value().clone();
        match known {
            Some(value) => Ok(value),
            None => Ok(self.keep(fetch.await?)),
        }
    }

    /// A later value than the one that lacks a token's key. Once in [`PAUSE`] it is fetched;
    /// sooner, the key stays unknown.
    pub(crate) async fn newer(
        &self,
        lacking: &Arc<T>,
        clock: &dyn Clock,
        fetch: impl Future<Output = Result<T, IdentityError>>,
    ) -> Result<Arc<T>, IdentityError> {
        let mut again = self.again.lock().await;
        let known = self.value().clone();
        if let Some(value) = known.filter(|value| !Arc::ptr_eq(value, lacking)) {
            return Ok(value);
        }
        let now = clock.now();
        match &*again {
            // A clock that was set back must not make us wait for it.
            Some(last) if last.at <= now && last.at.until(now) < PAUSE => {
                return Err(if last.failed {
                    unavailable("its keys could not be fetched a moment ago")
                } else {
                    unknown_key()
                });
            }
            // Failed until it has not: the caller may go away in the middle of it.
            _ => {
                *again = Some(Asked {
                    at: now,
                    failed: true,
                });
            }
        }
        let value = fetch.await?;
        *again = Some(Asked {
            at: now,
            failed: false,
        });
        Ok(self.keep(value))
    }

    fn value(&self) -> MutexGuard<'_, Option<Arc<T>>> {
        // Only whole values are ever put here, so a panic elsewhere leaves none in halves.
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        *self.value() = Some(Arc::clone(&value));
        value
    }
}

/// Nobody knows the key that a token names.
pub(crate) fn unknown_key() -> IdentityError {
    IdentityError::Refused("the token's key is unknown".to_owned())
}
