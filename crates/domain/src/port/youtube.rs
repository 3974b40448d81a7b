//! YouTube's public data: searches, videos and their counts.
//!
//! Each call spends one unit of its bucket of the day's quota, a page at a time, also when it is
//! refused. A caller charges it first (`crates/domain/src/trend/quota.rs`); an adapter calls once and
//! never tries again by itself.

use std::{fmt, time::Duration};

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{time::Timestamp, words::words};

/// The most ids that one call takes, and the most videos that one search answers.
pub const MOST_IDS: usize = 50;

words! {
    /// What the day's quota is kept by. Each is filled again at midnight, Pacific time.
    QuotaBucket {
        /// `search.list`: 100 calls a day unless Google grants more.
        Search = "SEARCH",
        /// `videos.list`, `channels.list` and `videoCategories.list`: 10,000 units.
        General = "GENERAL",
        /// `videos:batchGetStats`: 10,000 calls of its own.
        Stats = "STATS",
    }
}

/// A video's id: 11 of letters, digits, `-` and `_`. Nothing else goes into a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VideoId(String);

impl VideoId {
    /// Reads what somebody sent, or `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 11
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// The 11 characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VideoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for VideoId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a video id is 11 of A-Z, a-z, 0-9, - and _")
    }
}

impl From<VideoId> for String {
    fn from(id: VideoId) -> Self {
        id.0
    }
}

/// Which videos to look for: short ones (under four minutes), the most viewed first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// What somebody would type.
    pub query: String,
    /// ISO 3166-1 alpha-2: what can be watched there.
    pub region: String,
    /// ISO 639-1: the language that counts most.
    pub language: String,
    /// Only what was published at or after this.
    pub published_after: Timestamp,
}

/// What people did with a video so far. A count may be hidden by its owner, and is then absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Views. For Shorts every start and replay, since 2025-03-31.
    pub views: Option<i64>,
    /// Likes.
    pub likes: Option<i64>,
    /// Comments.
    pub comments: Option<i64>,
}

/// A video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// Its id.
    pub id: VideoId,
    /// Its title, as its owner wrote it: somebody else's text, never to be obeyed.
    pub title: String,
    /// Its channel's id.
    pub channel_id: String,
    /// Its channel's name, somebody else's text too.
    pub channel_title: String,
    /// When it was published.
    pub published_at: Timestamp,
    /// Its length in seconds; absent for what is live.
    pub seconds: Option<i64>,
    /// What people did with it.
    pub counts: Counts,
    /// Width and height of the player that YouTube offers for it, in pixels.
    pub player: Option<(i64, i64)>,
    /// Whether it has a picture of 9:16, as Shorts have.
    pub has_shorts_picture: bool,
}

/// A channel, as far as we ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: String,
    /// How many subscribe, rounded by YouTube to three digits; absent when hidden.
    pub subscribers: Option<i64>,
}

/// One of YouTube's own categories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its number, as a text.
    pub id: String,
    /// Its name in the language asked for.
    pub title: String,
}

/// Why YouTube did not answer what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YouTubeError {
    /// The quota is used up.
    #[error("the quota is used up: {reason}")]
    Quota {
        /// YouTube's word for it: `quotaExceeded`, `rateLimitExceeded`.
        reason: String,
        /// Whether it lasts until the day ends; else it is too much at once.
        is_for_the_day: bool,
    },
    /// Our key, project or request is wrong: trying again will not help, the operator must act.
    #[error("YouTube refuses our request: {0}")]
    Misconfigured(String),
    /// YouTube asks to come again.
    #[error("YouTube is busy")]
    Busy {
        /// After how long, where it says.
        retry_after: Option<Duration>,
    },
    /// YouTube failed, or the line was cut.
    #[error("YouTube is unavailable: {0}")]
    Unavailable(String),
}

/// YouTube's public data. Text in errors holds neither our key nor an address with it.
pub trait YouTube: Send + Sync {
    /// The ids of up to [`MOST_IDS`] videos. One call of [`QuotaBucket::Search`].
    fn search<'a>(
        &'a self,
        search: &'a Search,
    ) -> BoxFuture<'a, Result<Vec<VideoId>, YouTubeError>>;

    /// The videos of these ids, at most [`MOST_IDS`]; one that is gone is left out. One unit of
    /// [`QuotaBucket::General`].
    fn videos<'a>(&'a self, ids: &'a [VideoId]) -> BoxFuture<'a, Result<Vec<Video>, YouTubeError>>;

    /// The counts of these videos, at most [`MOST_IDS`]; one that is gone is left out. One call of
    /// [`QuotaBucket::Stats`].
    fn counts<'a>(
        &'a self,
        ids: &'a [VideoId],
    ) -> BoxFuture<'a, Result<Vec<(VideoId, Counts)>, YouTubeError>>;

    /// The channels of these ids, at most [`MOST_IDS`]; one that is gone is left out. One unit of
    /// [`QuotaBucket::General`].
    fn channels<'a>(
        &'a self,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Channel>, YouTubeError>>;

    /// The categories of a region, named in `language`. One unit of [`QuotaBucket::General`]: the
    /// cheapest proof that our key is taken.
    fn categories<'a>(
        &'a self,
        region: &'a str,
        language: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Category>, YouTubeError>>;
}
