//! How many streams of events one user holds open in this process: each costs memory for as long as a
//! browser likes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use openclaw_domain::random::UserId;

/// The open streams of all users.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams(Arc<Mutex<HashMap<UserId, u32>>>);

/// One open stream; dropping it closes it.
#[derive(Debug)]
pub(crate) struct Stream {
    streams: Streams,
    user: UserId,
}

impl Streams {
    /// One more stream of the user's; `None` when there are `most` already.
    pub(crate) fn open(&self, user: &UserId, most: u32) -> Option<Stream> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user.clone()).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Stream {
            streams: self.clone(),
            user: user.clone(),
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self
            .streams
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
    }
}
