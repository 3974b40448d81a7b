//! Looking at a niche for somebody who waits: what is there if it is fresh, else YouTube, else what
//! is there with its age.

use std::time::Duration;

use super::{
    Niche, Shorts, Snapshot, SnapshotVideo, niche, quota,
    snapshot::{find, keep},
};
use crate::{
    database::DatabaseError,
    port::youtube::{Channel, QuotaBucket, Search, Video, VideoId, YouTube, YouTubeError},
    random::NicheId,
    time::Timestamp,
    world::World,
};

/// How long a search may take before another one may begin.
pub(super) const CLAIM: Duration = Duration::from_secs(20);
/// Between two looks for what somebody else's search found.
const GLANCE: Duration = Duration::from_millis(250);
/// Before a call is made a second time, unless YouTube says how long.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest that is waited when YouTube says how long.
const PATIENCE: Duration = Duration::from_secs(3);
/// The language that counts most in a search.
const LANGUAGE: &str = "ko";

/// Why there is nothing to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrendError {
    /// There is no key for YouTube.
    #[error("there is no key for YouTube")]
    NotOffered,
    /// The day's quota is used up, and this niche was not looked at of late.
    #[error("the quota is used up until {}", until.0)]
    Quota {
        /// When it is filled again.
        until: Timestamp,
    },
    /// YouTube does not take our key or request: the operator must act.
    #[error("YouTube refuses our request: {0}")]
    Misconfigured(String),
    /// YouTube failed, or takes too long.
    #[error("YouTube is unavailable: {0}")]
    Unavailable(String),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// How many searches a call may have used up, itself included.
#[derive(Clone, Copy)]
pub(super) struct Ceiling(pub(super) u32);

/// The snapshot of a niche, as fresh as the quota allows; it may hold no video at all. Whoever asks
/// first about a niche may use the last search of the day; whoever has an old answer may not touch
/// the reserve.
pub async fn look(world: &World, wanted: &Niche) -> Result<Snapshot, TrendError> {
    let youtube = world.youtube.as_deref().ok_or(TrendError::NotOffered)?;
    let id = niche::ask(world, wanted).await?;
    let mut has_waited = false;
    loop {
        let now = world.now();
        let settings = &world.settings.trends;
        let there = find(world, &id, now.minus(settings.keep)).await?;
        if let Some(snapshot) = &there
            && now < snapshot.searched_at.plus(settings.search_life)
        {
            return Ok(recounted(world, youtube, &id, snapshot).await);
        }
        if has_waited && there.is_none() {
            // Each of those who waited would spend another search on what has just failed.
            let reason = "somebody else's search for it failed".to_owned();
            return Err(TrendError::Unavailable(reason));
        }
        if niche::claim(world, &id, now.plus(CLAIM)).await? {
            let ceiling = match &there {
                None => settings.search_quota,
                Some(_) => settings.search_quota.saturating_sub(settings.reserve),
            };
            let found = search(world, youtube, &id, wanted, Ceiling(ceiling)).await;
            niche::release(world, &id).await?;
            return match (found, there) {
                (Ok(snapshot), _) => Ok(snapshot),
                // What is there is better than nothing; the page says how old it is.
                (Err(_), Some(old)) => Ok(recounted(world, youtube, &id, &old).await),
                (Err(error), None) => Err(error),
            };
        }
        if let Some(old) = there {
            return Ok(old);
        }
        // Somebody searches this very niche.
        while niche::is_busy(world, &id).await? {
            world.clock.sleep(GLANCE).await;
        }
        has_waited = true;
    }
}

/// Searches a niche, reads its videos and keeps what it found.
pub(super) async fn search(
    world: &World,
    youtube: &dyn YouTube,
    id: &NicheId,
    wanted: &Niche,
    ceiling: Ceiling,
) -> Result<Snapshot, TrendError> {
    let now = world.now();
    let search = Search {
        query: wanted.text().to_owned(),
        region: wanted.region().to_owned(),
        language: LANGUAGE.to_owned(),
        published_after: wanted.period().start(now),
    };
    let found = spend(world, QuotaBucket::Search, ceiling, || {
        youtube.search(&search)
    });
    let found = found.await?;
    let videos = if found.is_empty() {
        Vec::new()
    } else {
        hydrate(world, youtube, &found).await?
    };
    let mut snapshot = Snapshot {
        searched_at: now,
        counted_at: world.now(),
        counted_before_at: None,
        videos,
    };
    let before = find(world, id, now.minus(world.settings.trends.keep)).await?;
    if let Some(before) = before {
        snapshot.remember(&before);
    }
    keep(world, id, &snapshot).await?;
    Ok(snapshot)
}

/// Reads the videos of these ids, and how many subscribe to their channels.
async fn hydrate(
    world: &World,
    youtube: &dyn YouTube,
    ids: &[VideoId],
) -> Result<Vec<SnapshotVideo>, TrendError> {
    let ceiling = Ceiling(world.settings.trends.general_quota);
    let videos = spend(world, QuotaBucket::General, ceiling, || youtube.videos(ids)).await?;
    let mut channels: Vec<String> = videos
        .iter()
        .map(|video| video.channel_id.clone())
        .collect();
    channels.sort_unstable();
    channels.dedup();
    let subscribers = if channels.is_empty() {
        Vec::new()
    } else {
        let asked = spend(world, QuotaBucket::General, ceiling, || {
            youtube.channels(&channels)
        });
        // Nice to have: a report without it is a report.
        asked.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a snapshot goes without its channels");
            Vec::new()
        })
    };
    let mut videos: Vec<_> = videos
        .into_iter()
        .map(|video| kept(video, &subscribers))
        .collect();
    videos.sort_by_key(|video| std::cmp::Reverse(video.counts.views));
    Ok(videos)
}

fn kept(video: Video, channels: &[Channel]) -> SnapshotVideo {
    let channel = channels
        .iter()
        .find(|channel| channel.id == video.channel_id);
    SnapshotVideo {
        shorts: Shorts::of(&video),
        id: video.id,
        title: video.title,
        channel_title: video.channel_title,
        published_at: video.published_at,
        seconds: video.seconds,
        subscribers: channel.and_then(|channel| channel.subscribers),
        counts: video.counts,
        views_before: None,
    }
}

/// The snapshot with fresh counts if it has none and they can be had; as it is otherwise.
async fn recounted(
    world: &World,
    youtube: &dyn YouTube,
    id: &NicheId,
    snapshot: &Snapshot,
) -> Snapshot {
    let is_fresh = world.now() < snapshot.counted_at.plus(world.settings.trends.count_life);
    if is_fresh || snapshot.videos.is_empty() {
        return snapshot.clone();
    }
    recount(world, youtube, id, snapshot)
        .await
        .unwrap_or_else(|error| {
            tracing::warn!(%error, "a snapshot keeps its counts");
            snapshot.clone()
        })
}

/// Reads the counts of a snapshot anew, for one call of the cheapest kind.
pub(super) async fn recount(
    world: &World,
    youtube: &dyn YouTube,
    id: &NicheId,
    snapshot: &Snapshot,
) -> Result<Snapshot, TrendError> {
    let ids: Vec<VideoId> = snapshot
        .videos
        .iter()
        .map(|video| video.id.clone())
        .collect();
    let ceiling = Ceiling(world.settings.trends.stats_quota);
    let counts = spend(world, QuotaBucket::Stats, ceiling, || youtube.counts(&ids)).await?;
    let newer = snapshot.recount(&counts, world.now());
    keep(world, id, &newer).await?;
    Ok(newer)
}

/// Charges a unit and makes the call; once more when YouTube fails in a way that may pass.
async fn spend<T, C>(
    world: &World,
    bucket: QuotaBucket,
    ceiling: Ceiling,
    call: impl Fn() -> C,
) -> Result<T, TrendError>
where
    C: Future<Output = Result<T, YouTubeError>>,
{
    let mut is_second = false;
    loop {
        if !quota::charge(world, bucket, ceiling.0).await? {
            let until = quota::next_reset(world.now());
            return Err(TrendError::Quota { until });
        }
        let error = match call().await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        tracing::warn!(%error, bucket = bucket.as_str(), "YouTube did not answer");
        let pause = match error {
            YouTubeError::Quota {
                is_for_the_day: true,
                ..
            } => {
                quota::note_exhausted(world, bucket).await?;
                let until = quota::next_reset(world.now());
                return Err(TrendError::Quota { until });
            }
            YouTubeError::Misconfigured(told) => return Err(TrendError::Misconfigured(told)),
            error if is_second => return Err(TrendError::Unavailable(error.to_string())),
            YouTubeError::Busy { retry_after } => retry_after.unwrap_or(PAUSE).min(PATIENCE),
            // So many a minute: as good as busy.
            YouTubeError::Quota { .. } | YouTubeError::Unavailable(_) => PAUSE,
        };
        is_second = true;
        world.clock.sleep(pause).await;
    }
}
