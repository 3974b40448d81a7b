//! What can go wrong with a try, and what is done about it.

use std::{error::Error as _, time::Duration};

use openclaw_domain::database::{DatabaseError, Guard};
use tokio_postgres::error::SqlState;

use super::guard::guard_of_postgres_error;
use crate::figures;

/// The first pause before another try; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const FIRST_PAUSE_LOST: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Tries against others who want the same rows.
const MOST_CONFLICTS: u32 = 12;
/// Tries to reach the server: about five seconds.
const MOST_LOSSES: u32 = 9;

/// Why a try came to nothing.
#[derive(Debug)]
pub(super) enum Failure {
    /// A guard said no.
    Refused(Guard),
    /// The server undid it because of somebody else's work: a serialization failure or a deadlock.
    Conflict(String),
    /// The connection is gone; whether the batch arrived is not known.
    Lost(String),
    /// The server has no room for us now, and undid it.
    Busy(String),
    /// Another try would fare the same.
    Failed(DatabaseError),
}

impl Failure {
    /// Reads what the driver says.
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        let text = whole_text(error);
        let Some(told) = error.as_db_error() else {
            // Nothing that a parameter could cause closes a connection.
            return if error.is_closed() || is_io(error) {
                Self::Lost(text)
            } else {
                Self::Failed(DatabaseError::Failed(text))
            };
        };
        if let Some(guard) = guard_of_postgres_error(told) {
            return Self::Refused(guard);
        }
        let code = told.code();
        if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED
        {
            return Self::Conflict(text);
        }
        // A prepared statement that a migration has outdated: another connection prepares it anew.
        let is_outdated = *code == SqlState::FEATURE_NOT_SUPPORTED && text.contains("cached plan");
        match code.code().get(..2) {
            _ if is_outdated => Self::Lost(text),
            // The server goes down or comes up; connections in disorder.
            Some("57") if *code != SqlState::QUERY_CANCELED => Self::Lost(text),
            Some("08" | "25") => Self::Lost(text),
            // It waited too long for a lock, or there is no memory or connection left.
            Some("57" | "53") => Self::Busy(text),
            _ => Self::Failed(DatabaseError::Failed(text)),
        }
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let source = error.source();
    source.is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// An error with its causes: the driver's own text leaves out what happened.
pub(super) fn whole_text(error: &tokio_postgres::Error) -> String {
    error
        .source()
        .map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

/// The tries of one batch or read.
pub(super) struct Attempt {
    conflicts: u32,
    losses: u32,
}

impl Attempt {
    pub(super) fn first() -> Self {
        Self {
            conflicts: 0,
            losses: 0,
        }
    }

    /// Waits before the next try, or tells what is to be told instead of one.
    pub(super) async fn pause_or_tell(&mut self, failure: Failure) -> Result<(), DatabaseError> {
        let (pause, reason) = match failure {
            Failure::Refused(guard) => return Err(DatabaseError::Refused(guard)),
            Failure::Failed(error) => return Err(error),
            // "Busy" says that nothing happened. After a lost try nobody knows that yet.
            Failure::Busy(_) if self.losses == 0 => return Err(DatabaseError::Busy),
            Failure::Conflict(reason) => {
                self.conflicts += 1;
                if self.conflicts >= MOST_CONFLICTS {
                    tracing::warn!(reason, "too many conflicts with other batches");
                    return Err(if self.losses == 0 {
                        DatabaseError::Busy
                    } else {
                        DatabaseError::Failed(reason)
                    });
                }
                figures::retry("conflict");
                (FIRST_PAUSE * 2_u32.pow(self.conflicts - 1), reason)
            }
            Failure::Lost(reason) | Failure::Busy(reason) => {
                self.losses += 1;
                if self.losses >= MOST_LOSSES {
                    return Err(DatabaseError::Failed(reason));
                }
                figures::retry("lost");
                (FIRST_PAUSE_LOST * 2_u32.pow(self.losses - 1), reason)
            }
        };
        tracing::debug!(reason, "trying again");
        wait(pause.min(LONGEST_PAUSE)).await;
        Ok(())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a server works in real time, whatever the product's clock says"
)]
pub(super) async fn wait(pause: Duration) {
    tokio::time::sleep(pause).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Failure {
        Failure::Lost("gone".to_owned())
    }

    fn busy() -> Failure {
        Failure::Busy("no room".to_owned())
    }

    fn conflict() -> Failure {
        Failure::Conflict("deadlock".to_owned())
    }

    /// What is told after these failures, the last of them again and again.
    async fn told(first: &[fn() -> Failure], then: fn() -> Failure) -> DatabaseError {
        let mut attempt = Attempt::first();
        for failure in first {
            attempt.pause_or_tell(failure()).await.unwrap();
        }
        loop {
            if let Err(told) = attempt.pause_or_tell(then()).await {
                return told;
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn busy_is_told_only_of_what_did_not_happen() {
        assert_eq!(told(&[], busy).await, DatabaseError::Busy);
        assert_eq!(told(&[conflict], busy).await, DatabaseError::Busy);
        assert_eq!(told(&[], conflict).await, DatabaseError::Busy);
        // The try that was lost may have been committed.
        for then in [busy, conflict] {
            let open = told(&[conflict, lost], then).await;
            assert!(matches!(open, DatabaseError::Failed(_)), "{open:?}");
        }
    }
}
