//! The calls.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::Timestamp as Instant;
use openclaw_domain::{
    port::youtube::{
        Category, Channel, Counts, MOST_IDS, Search, Video, VideoId, YouTube, YouTubeError,
    },
    time::Timestamp,
};
use reqwest::Client;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;

use crate::{failure, wire};

/// Asks for a player at least so high, so that the answer has the video's own shape.
const PLAYER_HEIGHT: &str = "720";
/// The largest answer that is read, in bytes: fifty videos with the longest descriptions.
const LARGEST: usize = 4 << 20;

/// Where the API is, and our key there.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API is, without a trailing slash: [`Settings::BASE_URL`].
    pub base_url: String,
    /// The API key.
    pub api_key: SecretString,
    /// How long one call may take.
    pub timeout: Duration,
}

impl Settings {
    /// Where YouTube's API is.
    pub const BASE_URL: &str = "https://youtube.googleapis.com";

    /// The usual settings for a key.
    #[must_use]
    pub fn new(api_key: SecretString) -> Self {
        Self {
            base_url: Self::BASE_URL.to_owned(),
            api_key,
            timeout: Duration::from_secs(5),
        }
    }
}

/// The Data API.
#[derive(Clone, Debug)]
pub struct YouTubeData {
    http: Client,
    settings: Settings,
}

impl YouTubeData {
    /// A client; nothing is sent yet, and a wrong setting shows at the first call.
    #[must_use]
    pub fn new(http: Client, settings: Settings) -> Self {
        Self { http, settings }
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, YouTubeError> {
        let base = self.settings.base_url.trim_end_matches('/');
        let key = self.settings.api_key.expose_secret();
        let response = self
            .http
            .get(format!("{base}/youtube/v3/{path}"))
            .query(query)
            .query(&[("key", key)])
            .timeout(self.settings.timeout)
            .send()
            .await
            .map_err(failure::of_line)?;
        let status = response.status();
        let retry_after = failure::retry_after(response.headers());
        let body = response.bytes().await;
        if !status.is_success() {
            // A refusal whose body is lost is still told by its status.
            let body = body.unwrap_or_default();
            return Err(failure::of_status(status, &body, retry_after, key));
        }
        let body = body.map_err(failure::of_line)?;
        if body.len() > LARGEST {
            return Err(YouTubeError::Unavailable("the answer is too large".into()));
        }
        serde_json::from_slice(&body)
            .map_err(|_| YouTubeError::Unavailable("the answer cannot be read".into()))
    }

    async fn find(&self, search: &Search) -> Result<Vec<VideoId>, YouTubeError> {
        let after = rfc3339(search.published_after)?;
        let found: wire::List<wire::Found> = self
            .get(
                "search",
                &[
                    ("part", "snippet"),
                    ("type", "video"),
                    ("q", &search.query),
                    ("order", "viewCount"),
                    ("videoDuration", "short"),
                    ("publishedAfter", &after),
                    ("regionCode", &search.region),
                    ("relevanceLanguage", &search.language),
                    ("maxResults", "50"),
                ],
            )
            .await?;
        let ids = found.items.into_iter().filter_map(|item| item.id.video_id);
        Ok(ids.filter_map(|id| VideoId::parse(&id)).collect())
    }

    async fn read_videos(&self, ids: &[VideoId]) -> Result<Vec<Video>, YouTubeError> {
        let ids = joined(ids.iter().map(VideoId::as_str))?;
        let videos: wire::List<wire::Video> = self
            .get(
                "videos",
                &[
                    ("part", "snippet,contentDetails,statistics,player"),
                    ("id", &ids),
                    ("maxHeight", PLAYER_HEIGHT),
                    ("maxResults", "50"),
                ],
            )
            .await?;
        Ok(videos.items.into_iter().filter_map(wire::video).collect())
    }

    async fn read_counts(&self, ids: &[VideoId]) -> Result<Vec<(VideoId, Counts)>, YouTubeError> {
        let ids = joined(ids.iter().map(VideoId::as_str))?;
        let stats: wire::List<wire::Stats> = self
            .get(
                "videos:batchGetStats",
                &[("part", "id,statistics"), ("id", &ids)],
            )
            .await?;
        let read = |item: wire::Stats| Some((VideoId::parse(&item.id)?, item.statistics.counts()));
        Ok(stats.items.into_iter().filter_map(read).collect())
    }

    async fn read_channels(&self, ids: &[String]) -> Result<Vec<Channel>, YouTubeError> {
        let ids = joined(ids.iter().map(String::as_str))?;
        let channels: wire::List<wire::Channel> = self
            .get(
                "channels",
                &[("part", "statistics"), ("id", &ids), ("maxResults", "50")],
            )
            .await?;
        Ok(channels.items.into_iter().map(wire::channel).collect())
    }

    async fn read_categories(
        &self,
        region: &str,
        language: &str,
    ) -> Result<Vec<Category>, YouTubeError> {
        let query = [
            ("part", "snippet"),
            ("regionCode", region),
            ("hl", language),
        ];
        let categories: wire::List<wire::Category> = self.get("videoCategories", &query).await?;
        Ok(categories.items.into_iter().map(wire::category).collect())
    }
}

/// Ids as one parameter. YouTube takes fifty at most, and none is a request that costs a unit for
/// nothing.
fn joined<'a>(ids: impl Iterator<Item = &'a str>) -> Result<String, YouTubeError> {
    let ids: Vec<&str> = ids.collect();
    if ids.is_empty() || ids.len() > MOST_IDS {
        let told = format!("{} ids in one call, which takes 1 to {MOST_IDS}", ids.len());
        return Err(YouTubeError::Misconfigured(told));
    }
    Ok(ids.join(","))
}

fn rfc3339(moment: Timestamp) -> Result<String, YouTubeError> {
    // Whole seconds: what a search begins at needs no more.
    Instant::from_second(moment.0.div_euclid(1_000))
        .map(|moment| moment.to_string())
        .map_err(|_| YouTubeError::Misconfigured("a moment that no calendar has".into()))
}

impl YouTube for YouTubeData {
    fn search<'a>(
        &'a self,
        search: &'a Search,
    ) -> BoxFuture<'a, Result<Vec<VideoId>, YouTubeError>> {
        openclaw_http::boxed(self.find(search))
    }

    fn videos<'a>(&'a self, ids: &'a [VideoId]) -> BoxFuture<'a, Result<Vec<Video>, YouTubeError>> {
        openclaw_http::boxed(self.read_videos(ids))
    }

    fn counts<'a>(
        &'a self,
        ids: &'a [VideoId],
    ) -> BoxFuture<'a, Result<Vec<(VideoId, Counts)>, YouTubeError>> {
        openclaw_http::boxed(self.read_counts(ids))
    }

    fn channels<'a>(
        &'a self,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Channel>, YouTubeError>> {
        openclaw_http::boxed(self.read_channels(ids))
    }

    fn categories<'a>(
        &'a self,
        region: &'a str,
        language: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Category>, YouTubeError>> {
        openclaw_http::boxed(self.read_categories(region, language))
    }
}
