//! What rises on YouTube in a niche: snapshots that all users share, what a report may cite of them,
//! and the day's quota that they are read with.
//!
//! YouTube gives a hundred searches a day to the whole product, so one search serves everybody who
//! asks about the same niche, and counts are read anew by calls that cost next to nothing. What
//! YouTube told is kept for thirty days at most; [`forget`] deletes it.

mod arithmetic;
mod chart;
mod evidence;
mod look;
mod niche;
mod quota;
mod refresh;
mod snapshot;

pub use arithmetic::arithmetic;
pub use chart::views_by_age;
pub use evidence::{Dropped, clock_in_korea, evidence, proved};
pub use look::{TrendError, look};
pub use niche::{Niche, Period};
pub use quota::{Quota, left, next_reset};
pub use refresh::{Refreshed, forget, refresh};
pub use snapshot::{Shorts, Snapshot, SnapshotVideo};

use std::time::Duration;

use crate::{port::youtube::QuotaBucket, time::DAY};

/// The longest that YouTube's terms let anything of theirs be kept.
pub const LONGEST_KEPT: Duration = Duration::from_hours(30 * 24);

/// What the operator decides about trends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendSettings {
    /// Searches a day.
    pub search_quota: u32,
    /// Units a day for videos, channels and categories.
    pub general_quota: u32,
    /// Calls a day for counts.
    pub stats_quota: u32,
    /// Searches of a day that are kept for niches which nobody has asked about before.
    pub reserve: u32,
    /// How old a search may be before it is done again.
    pub search_life: Duration,
    /// How old counts may be before they are read again.
    pub count_life: Duration,
    /// How long what YouTube told is kept; at most [`LONGEST_KEPT`].
    pub keep: Duration,
    /// Niches that are offered to choose from, and kept fresh.
    pub presets: Vec<String>,
    /// Whether our own arithmetic is shown: YouTube allows it only by an amendment of its terms.
    pub derived_metrics: bool,
}

impl Default for TrendSettings {
    fn default() -> Self {
        let presets = [
            "자취 요리",
            "재테크",
            "공부 자기계발",
            "홈트 운동",
            "뷰티",
            "반려동물",
            "테크",
            "국내 여행",
            "육아",
            "게임",
            "동네 맛집",
            "한국사",
        ];
        Self {
            search_quota: 100,
            general_quota: 10_000,
            stats_quota: 10_000,
            reserve: 30,
            search_life: DAY,
            count_life: Duration::from_hours(3),
            keep: 28 * DAY,
            presets: presets.map(str::to_owned).to_vec(),
            derived_metrics: false,
        }
    }
}

impl TrendSettings {
    /// All of a bucket for a day.
    #[must_use]
    pub fn quota(&self, bucket: QuotaBucket) -> u32 {
        match bucket {
            QuotaBucket::Search => self.search_quota,
            QuotaBucket::General => self.general_quota,
            QuotaBucket::Stats => self.stats_quota,
        }
    }
}
