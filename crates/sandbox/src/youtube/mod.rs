//! YouTube's Data API v3: searches, videos, their counts, channels and categories.
//!
//! Shapes are those of YouTube's public discovery document. The videos are made up: each title says
//! that it is a sample, the same ones are there at every start, and their views grow with the time.
//! Each call spends its bucket of the day's quota, which is filled again at midnight Pacific time.
//! Left out: everything that needs an account.

mod catalogue;
mod errors;
mod lines;
mod lists;
mod query;
mod quota;
mod render;
mod search;
mod videos;

use std::{collections::BTreeMap, sync::Arc};

use axum::{Router, routing::get};

pub(crate) use errors::of_fault;
use quota::Quota;
pub use quota::YouTubeBucket;

use crate::state::State;

/// What the stand-in remembers.
#[derive(Debug, Default)]
pub(crate) struct YouTube {
    pub(crate) quota: Quota,
    /// What was searched for besides the niches it knows: the videos of such a search are asked for
    /// by their ids alone.
    searched: BTreeMap<u8, String>,
}

/// What clients call.
pub(crate) fn api_routes() -> Router<Arc<State>> {
    Router::new()
        .route("/youtube/youtube/v3/search", get(search::list))
        .route("/youtube/youtube/v3/videos", get(videos::list))
        .route(
            "/youtube/youtube/v3/videos:batchGetStats",
            get(videos::batch_get_stats),
        )
        .route("/youtube/youtube/v3/channels", get(lists::channels))
        .route(
            "/youtube/youtube/v3/videoCategories",
            get(lists::categories),
        )
}

/// The time that tests may have fixed, in Unix seconds.
fn now(state: &State) -> i64 {
    state.payments().settings.now().timestamp()
}
