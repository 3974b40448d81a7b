//! What other processes write of a run, told by `NOTIFY`: a hint of when to read.
//!
//! One connection of each process listens, from the first time that somebody waits. Whether hints
//! arrive is never assumed: the process tells itself something over another connection, and counts
//! as hearing only while it hears that. A pooler that loses what is told, an engine that knows no
//! `LISTEN`, a connection that was cut: all come to "nothing is heard", and whoever waits looks by
//! itself as often as it would without.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{
    FutureExt as _,
    future::{Either, select},
};
use openclaw_domain::{
    database::{News, Statement},
    random::RunId,
};
use tokio::{sync::watch, task::JoinHandle};

use super::{
    address::Address,
    failure::{wait, whole_text},
    pool::Pool,
};
use crate::figures;

const LISTEN: &str = "LISTEN openclaw_run";
/// Tells ourselves something, over a connection that does not listen.
const PROVE: &str = "SELECT COUNT(pg_notify('openclaw_run', ?1))";
/// How long a hint may take before none is believed to come.
const PROOF: Duration = Duration::from_secs(5);
/// How often it is proved again.
const AGAIN: Duration = Duration::from_secs(30);
/// Pauses before another try to listen; each is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(2);

/// Tells everyone of a run: a statement of its own after the batch, so that it neither waits for the
/// batch's fsync with a lock that all notifying transactions share, nor takes the batch with it
/// where the engine refuses it.
pub(super) fn tell(run: &RunId) -> String {
    // An id is of letters, digits and dashes.
    format!("NOTIFY openclaw_run, '{}'", run.as_str())
}

/// Who waits, and whether hints arrive.
#[derive(Default)]
pub(super) struct Hearing(Mutex<State>);

#[derive(Default)]
struct State {
    is_heard: bool,
    /// Dropping a sender wakes those who wait at it.
    waiting: HashMap<String, watch::Sender<()>>,
}

impl Hearing {
    /// The next hint of this topic.
    pub(super) fn next(&self, topic: &str) -> News {
        let mut state = self.state();
        let told = state.waiting.entry(topic.to_owned());
        let mut told = told.or_insert_with(|| watch::Sender::new(())).subscribe();
        News {
            is_heard: state.is_heard,
            // Nothing is ever sent: it ends when the sender goes.
            next: async move { drop(told.changed().await) }.boxed(),
        }
    }

    /// A hint came.
    pub(super) fn heard(&self, topic: &str) {
        self.state().waiting.remove(topic);
    }

    /// Hints arrive from now on, or no longer: all look again.
    fn turn(&self, is_heard: bool) {
        figures::hears(is_heard);
        let mut state = self.state();
        if state.is_heard != is_heard {
            tracing::info!(is_heard, "what other processes say of runs");
            state.is_heard = is_heard;
            state.waiting.clear();
        }
    }

    /// Forgets those who no longer wait.
    fn tidy(&self) {
        let mut state = self.state();
        state.waiting.retain(|_, told| told.receiver_count() > 0);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The task that listens; it ends with this.
pub(super) struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the task works with.
pub(super) struct Ear {
    pub(super) address: Arc<Address>,
    pub(super) hearing: Arc<Hearing>,
    /// For the proof.
    pub(super) readers: Arc<Pool>,
    /// A topic that no other process has.
    pub(super) process: String,
}

impl Ear {
    /// Begins to listen.
    #[expect(
        clippy::disallowed_methods,
        reason = "a socket's own task belongs to the socket, not to the product's tasks"
    )]
    pub(super) fn listen(self) -> Listener {
        Listener(tokio::spawn(async move {
            let mut pause = FIRST_PAUSE;
            loop {
                let reason = self.hear(&mut pause).await;
                tracing::debug!(reason, "nothing is heard of what other processes say");
                self.hearing.turn(false);
                self.hearing.tidy();
                wait(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }))
    }

    /// Listens until that fails; the reason.
    async fn hear(&self, pause: &mut Duration) -> String {
        let hearing = Arc::clone(&self.hearing);
        let connected = self
            .address
            .connect_to_hear(move |topic| hearing.heard(topic));
        let (client, mut ended) = match connected.await {
            Ok(connected) => connected,
            Err(error) => return error.to_string(),
        };
        if let Err(error) = client.batch_execute(LISTEN).await {
            return whole_text(&error);
        }
        loop {
            if let Err(reason) = self.prove().await {
                return reason;
            }
            *pause = FIRST_PAUSE;
            self.hearing.turn(true);
            self.hearing.tidy();
            let again = wait(AGAIN).boxed();
            if let Either::Left(_) = select(&mut ended, again).await {
                return "the connection ended".to_owned();
            }
        }
    }

    async fn prove(&self) -> Result<(), String> {
        let News { next, .. } = self.hearing.next(&self.process);
        let proof = Statement::new(PROVE).bind(self.process.as_str());
        let told = self.readers.read(&proof).await;
        told.map_err(|error| error.to_string())?;
        let heard = tokio::time::timeout(PROOF, next).await;
        heard.map_err(|_| "a hint of our own did not arrive".to_owned())
    }
}
