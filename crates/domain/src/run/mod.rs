//! Runs: a user pays an agent's price, the agent works, and either there is a result or the
//! credits are back.

mod engine;
mod feed;
mod limit;
mod rating;
mod read;
mod rewrite;
mod settle;
mod shared;
mod spent;
mod start;
mod stats;
mod step;
mod stop;

pub use engine::Work;
pub use feed::{Event, Feed, Feeds, NumberedEvent};
pub use limit::open_limit;
pub use rating::{LONGEST_REASON, Rating, Ratings, Verdict, find_rating, rate, ratings, unrate};
pub use read::{Filter, Rewrite, Run, document, find, list};
pub use rewrite::{LONGEST_WISH, RewriteRequest, revisions, rewrite};
pub use settle::{hand_back, sweep};
pub use shared::{forget_old, said_elsewhere};
pub use start::{Request, StartError, Started, start};
pub use stats::{VariantStats, stats};
pub use step::{STEPS, Step, TRENDS, find_step};
pub use stop::{STOPS_A_DAY, StopError, stop};

use crate::words::words;

words! {
    /// Where a run stands.
    RunStatus {
        /// It works, until its deadline at most.
        Running = "RUNNING",
        /// There is a result.
        Succeeded = "SUCCEEDED",
        /// There is none, and the credits are back.
        Failed = "FAILED",
    }
}

words! {
    /// Why a run failed. The word is a stable code.
    Failure {
        /// It was not done at its deadline.
        Deadline = "deadline",
        /// The model declined the task.
        Declined = "model_declined",
        /// The model's answer was cut short.
        Incomplete = "model_incomplete",
        /// The model was busy or out of reach.
        Unavailable = "model_unavailable",
        /// The model refuses our request: the operator must act.
        Misconfigured = "model_misconfigured",
        /// The result did not have its form, after one repair.
        InvalidOutput = "invalid_output",
        /// The result had its form, and did not pass the agent's checks after one repair.
        ChecksFailed = "checks_failed",
        /// YouTube's quota of the day is used up, and nothing is known of this niche.
        SourceQuota = "source_quota",
        /// YouTube was out of reach.
        SourceUnavailable = "source_unavailable",
        /// YouTube refuses our request: the operator must act.
        SourceMisconfigured = "source_misconfigured",
        /// YouTube shows too little of what was asked for.
        NothingFound = "nothing_found",
        /// The result could not be kept.
        Storage = "storage_failed",
        /// The server was stopped before it was done.
        Stopped = "server_stopped",
        /// Who started it stopped it.
        StoppedByUser = "stopped_by_user",
    }
}
