//! The request that is worked on. An isolate's requests share a site and take turns, in one thread; whatever
//! works for one of them works inside of [`Within`], so that the database and the tasks it asks for are its own.

use std::{
    cell::RefCell,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures::{Stream, future::BoxFuture};
use openclaw_database::D1;
use openclaw_domain::{
    database::{Batch, Database, DatabaseError, Rows, Statement},
    port::Spawner,
};

thread_local! {
    static CURRENT: RefCell<Option<Arc<Invocation>>> = const { RefCell::new(None) };
}

/// What a request or a trigger has of its own.
pub(crate) struct Invocation {
    /// No other one of the isolate has it.
    pub(crate) number: u64,
    /// Counts its statements.
    pub(crate) database: Arc<D1>,
    /// The platform waits for its tasks.
    pub(crate) spawner: Arc<dyn Spawner>,
}

/// The number of the invocation that is worked on; 0 between two of them.
pub(crate) fn number() -> u64 {
    CURRENT.with_borrow(|current| current.as_ref().map_or(0, |current| current.number))
}

fn current() -> Option<Arc<Invocation>> {
    CURRENT.with_borrow(Clone::clone)
}

/// Work for an invocation, which is the current one whenever this work goes on.
pub(crate) struct Within<W> {
    invocation: Arc<Invocation>,
    work: Pin<Box<W>>,
}

impl<W> Within<W> {
    pub(crate) fn new(invocation: Arc<Invocation>, work: W) -> Self {
        let work = Box::pin(work);
        Self { invocation, work }
    }

    fn go_on<T>(&mut self, work: impl FnOnce(Pin<&mut W>) -> T) -> T {
        let before = CURRENT.replace(Some(Arc::clone(&self.invocation)));
        let done = work(self.work.as_mut());
        CURRENT.set(before);
        done
    }
}

impl<W: Future> Future for Within<W> {
    type Output = W::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<W::Output> {
        self.go_on(|work| work.poll(context))
    }
}

impl<W: Stream> Stream for Within<W> {
    type Item = W::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<W::Item>> {
        self.go_on(|work| work.poll_next(context))
    }
}

/// The database of the current invocation.
pub(crate) struct CurrentDatabase;

impl Database for CurrentDatabase {
    fn read(&self, statement: Statement) -> BoxFuture<'_, Result<Rows, DatabaseError>> {
        Box::pin(async { database()?.read(statement).await })
    }

    fn write(&self, batch: Batch) -> BoxFuture<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async { database()?.write(batch).await })
    }
}

fn database() -> Result<Arc<D1>, DatabaseError> {
    let nobody = || DatabaseError::Failed("asked by no request".to_owned());
    let current = current().ok_or_else(nobody)?;
    Ok(Arc::clone(&current.database))
}

/// Starts tasks of the current invocation.
pub(crate) struct CurrentSpawner;

impl Spawner for CurrentSpawner {
    fn spawn(&self, work: BoxFuture<'static, ()>) {
        let Some(invocation) = current() else {
            tracing::error!("work is left undone: no request wants it");
            return;
        };
        let spawner = Arc::clone(&invocation.spawner);
        spawner.spawn(Box::pin(Within::new(invocation, work)));
    }
}
