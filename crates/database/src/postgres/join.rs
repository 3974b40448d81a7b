//! Futures that begin in order: what each sends at its first poll goes out in that order, before any
//! answer is waited for.

use std::{future::poll_fn, pin::Pin, task::Poll};

use futures::future::{MaybeDone, maybe_done};

/// Runs all to their ends and answers in their order.
pub(super) async fn in_order<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<Pin<Box<MaybeDone<F>>>> = futures
        .into_iter()
        .map(|future| Box::pin(maybe_done(future)))
        .collect();
    // From where on somebody is not done: answers come in the order of the questions.
    let mut done = 0;
    poll_fn(|context| {
        let mut all_before = true;
        for future in &mut all[done..] {
            let is_done = future.as_mut().poll(context).is_ready();
            all_before &= is_done;
            done += usize::from(all_before);
        }
        if all_before {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    all.iter_mut()
        .filter_map(|future| future.as_mut().take_output())
        .collect()
}
