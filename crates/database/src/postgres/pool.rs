//! A few connections, and a bounded queue before them.

use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use openclaw_domain::database::{Batch, DatabaseError, Rows, Statement, Value};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{
    Counters,
    address::Address,
    connection::{Connection, Entry},
    failure::{Attempt, Failure},
};
use crate::figures;

/// Seats that are free; who finds none waits in line, if the line is not full.
pub(super) struct Pool {
    /// One permit for each who may wait or work.
    line: Semaphore,
    /// One permit for each who may work.
    seats: Semaphore,
    free: Mutex<Vec<Seat>>,
    patience: Duration,
    /// As the operator's figures call the queue.
    name: &'static str,
    waiting: AtomicUsize,
}

/// One more of those who wait, as long as this is kept.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn among(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(waiting)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Pool {
    pub(super) fn new(
        name: &'static str,
        seats: Vec<Seat>,
        queue: usize,
        patience: Duration,
    ) -> Self {
        Self {
            name,
            waiting: AtomicUsize::new(0),
            line: Semaphore::new(queue + seats.len()),
            seats: Semaphore::new(seats.len()),
            free: Mutex::new(seats),
            patience,
        }
    }

    /// How long one try may take.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Runs one query, with as many tries as it takes.
    pub(super) async fn read(&self, statement: &Statement) -> Result<Rows, DatabaseError> {
        let mut seat = self.take().await?;
        let mut attempt = Attempt::first();
        loop {
            match seat.read(statement, self.patience).await {
                Ok(rows) => return Ok(rows),
                Err(failure) => attempt.pause_or_tell(failure).await?,
            }
        }
    }

    /// A seat, in the order of asking; "busy" at once when too many wait.
    pub(super) async fn take(&self) -> Result<Taken<'_>, DatabaseError> {
        let in_line = self.line.try_acquire().map_err(|_| {
            figures::busy(self.name);
            DatabaseError::Busy
        })?;
        // Neither semaphore is ever closed, and each permit of `seats` stands for a free seat.
        let at_work = if let Ok(permit) = self.seats.try_acquire() {
            permit
        } else {
            let _waits = Waits::among(&self.waiting);
            let permit = self.seats.acquire().await;
            permit.map_err(|_| DatabaseError::Busy)?
        };
        figures::queue(self.name, self.waiting.load(Ordering::Relaxed));
        let seat = self.free().pop().ok_or(DatabaseError::Busy)?;
        Ok(Taken {
            seat: Some(seat),
            pool: self,
            _permits: (in_line, at_work),
        })
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Seat>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A seat that goes back when this does.
pub(super) struct Taken<'a> {
    seat: Option<Seat>,
    pool: &'a Pool,
    _permits: (SemaphorePermit<'a>, SemaphorePermit<'a>),
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.pool.free().extend(self.seat.take());
    }
}

impl Deref for Taken<'_> {
    type Target = Seat;

    fn deref(&self) -> &Seat {
        self.seat.as_ref().expect("it is there until it is dropped")
    }
}

impl DerefMut for Taken<'_> {
    fn deref_mut(&mut self) -> &mut Seat {
        self.seat.as_mut().expect("it is there until it is dropped")
    }
}

/// A place for one connection, which is made when it is wanted and made anew when it is lost.
pub(super) struct Seat {
    name: Value,
    batch: i64,
    connection: Option<Connection>,
    address: Arc<Address>,
    counters: Arc<Counters>,
}

impl Seat {
    /// So many seats: `name/0`, `name/1`, …
    pub(super) fn many(
        name: &str,
        number: usize,
        address: &Arc<Address>,
        counters: &Arc<Counters>,
    ) -> Vec<Self> {
        (0..number.max(1))
            .map(|index| Self {
                name: format!("{name}/{index}").into(),
                batch: 0,
                connection: None,
                address: Arc::clone(address),
                counters: Arc::clone(counters),
            })
            .collect()
    }

    /// A new batch begins; its tries all carry this number.
    pub(super) fn next_batch(&mut self) {
        self.batch += 1;
    }

    /// One try of a batch.
    pub(super) async fn write(
        &mut self,
        batch: &Batch,
        patience: Duration,
    ) -> Result<Vec<Rows>, Failure> {
        let (name, number) = (self.name.clone(), Value::Integer(self.batch));
        let counters = Arc::clone(&self.counters);
        let entry = Entry {
            seat: &name,
            batch: &number,
        };
        let attempt = async {
            let connection = self.connected().await?;
            connection.write(batch, entry, &counters).await
        };
        let outcome = within(patience, attempt).await;
        self.forget_if_lost(outcome)
    }

    /// One try of a read.
    pub(super) async fn read(
        &mut self,
        statement: &Statement,
        patience: Duration,
    ) -> Result<Rows, Failure> {
        let counters = Arc::clone(&self.counters);
        let attempt = async {
            let connection = self.connected().await?;
            connection.read(statement, &counters).await
        };
        let outcome = within(patience, attempt).await;
        self.forget_if_lost(outcome)
    }

    async fn connected(&mut self) -> Result<&mut Connection, Failure> {
        let alive = self.connection.take().filter(|it| !it.is_closed());
        let connection = if let Some(connection) = alive {
            connection
        } else {
            let client = self.address.connect().await;
            Connection::new(client.map_err(|error| Failure::Lost(error.to_string()))?)
        };
        Ok(self.connection.insert(connection))
    }

    fn forget_if_lost<T>(&mut self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        if matches!(outcome, Err(Failure::Lost(_))) {
            self.connection = None;
        }
        outcome
    }
}

/// The work's outcome; a connection that says nothing for so long is lost.
async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::time::timeout(patience, work)
        .await
        .unwrap_or_else(|_| Err(Failure::Lost("no answer came".to_owned())))
}
