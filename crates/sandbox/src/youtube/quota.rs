//! The day's quota: a bucket for searches, one for batchGetStats, one for all else.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// Los Angeles, by the rules in force since 2007.
const PACIFIC: &str = "PST8PDT,M3.2.0,M11.1.0";

/// A bucket of the day's quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum YouTubeBucket {
    /// `search.list`.
    Search,
    /// `videos.list`, `channels.list`, `videoCategories.list`.
    General,
    /// `videos:batchGetStats`.
    Stats,
}

impl YouTubeBucket {
    fn usual(self) -> u64 {
        match self {
            Self::Search => 100,
            Self::General | Self::Stats => 10_000,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Quota {
    day: Option<Date>,
    used: BTreeMap<YouTubeBucket, u64>,
    limits: BTreeMap<YouTubeBucket, u64>,
}

impl Quota {
    /// Spends one; false when there is none left.
    pub(super) fn spend(&mut self, bucket: YouTubeBucket, unix_seconds: i64) -> bool {
        let day = day(unix_seconds);
        if self.day != day {
            self.day = day;
            self.used.clear();
        }
        let limit = self.limits.get(&bucket).copied();
        let used = self.used.entry(bucket).or_default();
        let is_left = *used < limit.unwrap_or(bucket.usual());
        *used += u64::from(is_left);
        is_left
    }

    pub(crate) fn set_limit(&mut self, bucket: YouTubeBucket, limit: u64) {
        self.limits.insert(bucket, limit);
    }

    pub(crate) fn used(&self, bucket: YouTubeBucket) -> u64 {
        self.used.get(&bucket).copied().unwrap_or_default()
    }
}

fn day(unix_seconds: i64) -> Option<Date> {
    let pacific = TimeZone::posix(PACIFIC).ok()?;
    let moment = Timestamp::from_second(unix_seconds).ok()?;
    Some(moment.to_zoned_datetime(pacific).date())
}
