//! Reads that are asked for at the same time. Each question to D1 is half a millisecond of the CPU time that
//! the platform allows a request ten of, and a way there and back: so they are one.

use std::{
    future::poll_fn,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
};

use futures::{
    FutureExt as _,
    future::{BoxFuture, Shared, WeakShared},
};
use openclaw_domain::database::{DatabaseError, Rows, Statement};

/// The rows of each statement, for whoever asked to take.
pub(crate) type Answers = Arc<Mutex<Vec<Rows>>>;
pub(crate) type Asking = BoxFuture<'static, Result<Answers, DatabaseError>>;

/// Reads that have not been sent yet.
#[derive(Debug, Default)]
pub(crate) struct Together(Mutex<Group>);

#[derive(Debug, Default)]
struct Group {
    statements: Vec<Statement>,
    /// Sends them once it is polled; gone when nobody wants the answers any more.
    asking: Option<WeakShared<Asking>>,
}

impl Together {
    /// One read, with those that are asked for meanwhile: `send` starts what takes them and asks.
    pub(crate) async fn read(
        &self,
        statement: Statement,
        send: impl FnOnce() -> Asking,
    ) -> Result<Rows, DatabaseError> {
        let (asking, place) = self.join(statement, send);
        others_first().await;
        let answers = asking.await?;
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = answers.get_mut(place).map(mem::take);
        rows.ok_or_else(|| DatabaseError::Failed("D1 left an answer out".to_owned()))
    }

    fn join(&self, statement: Statement, send: impl FnOnce() -> Asking) -> (Shared<Asking>, usize) {
        let mut group = self.lock();
        let asking = group.asking.as_ref().and_then(WeakShared::upgrade);
        let asking = asking.unwrap_or_else(|| {
            group.statements.clear();
            send().shared()
        });
        group.asking = asking.downgrade();
        group.statements.push(statement);
        (asking, group.statements.len() - 1)
    }

    /// The reads of the group, which nobody joins any more.
    pub(crate) fn take(&self) -> Vec<Statement> {
        mem::take(&mut *self.lock()).statements
    }

    fn lock(&self) -> MutexGuard<'_, Group> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets whatever is worked on beside this come as far as it can.
async fn others_first() {
    let mut have_been = false;
    poll_fn(|context| {
        if mem::replace(&mut have_been, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use futures::{
        FutureExt as _,
        future::{join, try_join, try_join_all},
    };
    use openclaw_domain::database::{Row, Value};

    use super::*;

    /// A database whose answer to a statement is its parameters, and which keeps what it was asked.
    #[derive(Default)]
    struct Echo {
        reads: Together,
        asked: Mutex<Vec<usize>>,
    }

    impl Echo {
        async fn read(self: &Arc<Self>, number: i64) -> Result<i64, DatabaseError> {
            let statement = Statement::new("SELECT ?1").bind(number);
            let echo = Arc::clone(self);
            let send = move || async move { echo.answer() }.boxed();
            let rows = self.reads.read(statement, send).await?;
            rows.one()?.get(0)
        }

        fn answer(&self) -> Result<Answers, DatabaseError> {
            let statements = self.reads.take();
            self.asked.lock().unwrap().push(statements.len());
            let rows = statements.into_iter().map(|it| Rows(vec![Row(it.params)]));
            let rows: Vec<Rows> = rows.collect();
            let broken = Rows(vec![Row(vec![Value::Integer(BROKEN)])]);
            if rows.contains(&broken) {
                return Err(DatabaseError::Busy);
            }
            Ok(Arc::new(Mutex::new(rows)))
        }

        fn asked(&self) -> Vec<usize> {
            self.asked.lock().unwrap().clone()
        }
    }

    const BROKEN: i64 = 13;

    #[tokio::test]
    async fn reads_of_the_same_moment_are_one_question_and_each_has_its_own_answer() {
        let echo = Arc::new(Echo::default());
        let told = try_join_all((0..10).map(|number| echo.read(number))).await;
        assert_eq!(told, Ok((0..10).collect()));
        assert_eq!(echo.asked(), [10]);
    }

    #[tokio::test]
    async fn reads_that_wait_for_others_are_the_next_question() {
        let echo = Arc::new(Echo::default());
        let after = async || {
            let first = echo.read(1).await?;
            try_join(echo.read(first + 1), echo.read(first + 2)).await
        };
        let told = try_join(after(), echo.read(4)).await;
        assert_eq!(told, Ok(((2, 3), 4)));
        assert_eq!(echo.asked(), [2, 2]);
    }

    #[tokio::test]
    async fn what_fails_is_told_to_all_that_asked_and_not_to_the_next() {
        let echo = Arc::new(Echo::default());
        let told = join(echo.read(1), echo.read(BROKEN)).await;
        assert_eq!(told, (Err(DatabaseError::Busy), Err(DatabaseError::Busy)));
        assert_eq!(echo.read(2).await, Ok(2));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_asked() {
        let echo = Arc::new(Echo::default());
        assert_eq!(echo.read(1).now_or_never(), None);
        assert_eq!(echo.read(2).await, Ok(2));
        assert_eq!(echo.asked(), [1]);
    }
}
