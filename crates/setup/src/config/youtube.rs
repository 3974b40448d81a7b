//! YouTube's public data.

use std::time::Duration;

use openclaw_domain::{time::DAY, trend::TrendSettings};
use secrecy::SecretString;
use serde::Serialize;

use super::{Config, musts::is_secret, sections::masked};

/// The most days that YouTube's terms let its data be kept.
const MOST_DAYS: u32 = 30;

/// YouTube's public data, for what tells trends.
#[derive(Clone, Debug, confique::Config, Serialize)]
pub struct YouTube {
    /// The API key of a Google Cloud project with the YouTube Data API v3. Without it nothing that
    /// needs YouTube is offered.
    #[config(env = "OPENCLAW_YOUTUBE_API_KEY")]
    #[serde(serialize_with = "masked")]
    pub api_key: Option<SecretString>,
    /// Where the API is. Without it: YouTube's, or in sandbox mode the stand-in's.
    #[config(env = "OPENCLAW_YOUTUBE_BASE_URL")]
    pub base_url: Option<String>,
    /// Searches a day that Google grants the project.
    #[config(env = "OPENCLAW_YOUTUBE_SEARCH_QUOTA", default = 100)]
    pub search_quota: u32,
    /// Units a day for videos, channels and categories.
    #[config(default = 10_000)]
    pub general_quota: u32,
    /// Calls a day for counts (`videos:batchGetStats`).
    #[config(default = 10_000)]
    pub stats_quota: u32,
    /// Searches of a day that are kept for niches which nobody has asked about before.
    #[config(default = 30)]
    pub search_reserve: u32,
    /// Hours after which a niche is searched again.
    #[config(default = 24)]
    pub search_hours: u32,
    /// Hours after which counts are read again.
    #[config(default = 3)]
    pub count_hours: u32,
    /// Days after which what YouTube told is deleted, 30 at most.
    #[config(default = 28)]
    pub keep_days: u32,
    /// Niches to choose from, which are kept fresh. Without any: twelve common ones.
    pub presets: Option<Vec<String>>,
    /// Whether reports show our own arithmetic (views a day, medians), marked as ours. Only once
    /// Google has accepted your amendment on derived metrics.
    #[config(env = "OPENCLAW_YOUTUBE_DERIVED_METRICS", default = false)]
    pub derived_metrics: bool,
}

impl YouTube {
    /// Whether YouTube can be asked: with a key of ours.
    pub(crate) fn is_configured(&self) -> bool {
        is_secret(self.api_key.as_ref())
    }
}

impl From<&YouTube> for TrendSettings {
    fn from(youtube: &YouTube) -> Self {
        let hours = |hours: u32| Duration::from_secs(u64::from(hours) * 3_600);
        let usual = Self::default();
        Self {
            search_quota: youtube.search_quota,
            general_quota: youtube.general_quota,
            stats_quota: youtube.stats_quota,
            reserve: youtube.search_reserve,
            search_life: hours(youtube.search_hours),
            count_life: hours(youtube.count_hours),
            keep: DAY * youtube.keep_days,
            presets: youtube.presets.clone().unwrap_or(usual.presets),
            derived_metrics: youtube.derived_metrics,
        }
    }
}

impl Config {
    /// What of YouTube's settings does not go together.
    pub(super) fn youtube_conflicts(&self) -> Vec<String> {
        let youtube = &self.youtube;
        let mut found = Vec::new();
        if !(1..=MOST_DAYS).contains(&youtube.keep_days) {
            found.push(format!(
                "`youtube.keep_days` must be from 1 to {MOST_DAYS}: YouTube's terms allow no more"
            ));
        }
        if youtube.search_reserve > youtube.search_quota {
            found.push(
                "`youtube.search_reserve` is more than `youtube.search_quota`: nothing would ever be searched again"
                    .to_owned(),
            );
        }
        found
    }
}
