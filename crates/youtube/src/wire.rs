//! What is on the wire, as far as we read it (discovery document, revision 20261104). Counts are
//! texts, and may be absent.

use jiff::{Span, Timestamp as Instant, Unit};
use openclaw_domain::{
    port::youtube::{self, Counts, VideoId},
    time::Timestamp,
};
use serde::Deserialize;

/// The largest number that every backend of ours keeps whole.
const LARGEST: i64 = (1 << 53) - 1;

/// A list of anything; an answer without any has no `items` at all.
#[derive(Deserialize)]
pub(crate) struct List<T> {
    #[serde(default = "Vec::new")]
    pub(crate) items: Vec<T>,
}

/// `youtube#searchResult`
#[derive(Deserialize)]
pub(crate) struct Found {
    pub(crate) id: FoundId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoundId {
    pub(crate) video_id: Option<String>,
}

/// `youtube#video`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Video {
    id: String,
    snippet: VideoSnippet,
    #[serde(default)]
    content_details: ContentDetails,
    #[serde(default)]
    statistics: Statistics,
    #[serde(default)]
    player: Player,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VideoSnippet {
    title: String,
    channel_id: String,
    #[serde(default)]
    channel_title: String,
    published_at: String,
    #[serde(default)]
    thumbnails: Thumbnails,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Thumbnails {
    shorts_aspect_ratio: Option<serde::de::IgnoredAny>,
}

#[derive(Default, Deserialize)]
struct ContentDetails {
    duration: Option<String>,
}

#[derive(Default, Deserialize)]
pub(crate) struct Statistics {
    #[serde(rename = "viewCount")]
    views: Option<String>,
    #[serde(rename = "likeCount")]
    likes: Option<String>,
    #[serde(rename = "commentCount")]
    comments: Option<String>,
}

impl Statistics {
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            views: count(self.views.as_ref()),
            likes: count(self.likes.as_ref()),
            comments: count(self.comments.as_ref()),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Player {
    embed_width: Option<String>,
    embed_height: Option<String>,
}

/// `youtube#videoStats`
#[derive(Deserialize)]
pub(crate) struct Stats {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) statistics: Statistics,
}

/// `youtube#channel`
#[derive(Deserialize)]
pub(crate) struct Channel {
    id: String,
    #[serde(default)]
    statistics: ChannelStatistics,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChannelStatistics {
    subscriber_count: Option<String>,
    #[serde(default)]
    hidden_subscriber_count: bool,
}

/// `youtube#videoCategory`
#[derive(Deserialize)]
pub(crate) struct Category {
    id: String,
    snippet: CategorySnippet,
}

#[derive(Deserialize)]
struct CategorySnippet {
    title: String,
}

/// A count that is no number, or larger than can be kept, is none.
fn count(text: Option<&String>) -> Option<i64> {
    let number = text?.parse().ok()?;
    (0..=LARGEST).contains(&number).then_some(number)
}

/// A video of ours; `None` without an id or a date that can be read.
pub(crate) fn video(video: Video) -> Option<youtube::Video> {
    let published_at: Instant = video.snippet.published_at.parse().ok()?;
    let side = |text: &Option<String>| count(text.as_ref()).filter(|pixels| *pixels > 0);
    let player = side(&video.player.embed_width).zip(side(&video.player.embed_height));
    Some(youtube::Video {
        id: VideoId::parse(&video.id)?,
        title: video.snippet.title,
        channel_id: video.snippet.channel_id,
        channel_title: video.snippet.channel_title,
        published_at: Timestamp(published_at.as_millisecond()),
        seconds: video.content_details.duration.as_deref().and_then(seconds),
        counts: video.statistics.counts(),
        player,
        has_shorts_picture: video.snippet.thumbnails.shorts_aspect_ratio.is_some(),
    })
}

/// An ISO 8601 duration (`PT1M5S`, `P1DT2H`) in whole seconds. What is live says `P0D`.
fn seconds(duration: &str) -> Option<i64> {
    let span: Span = duration.parse().ok()?;
    let total = span
        .total((Unit::Second, jiff::SpanRelativeTo::days_are_24_hours()))
        .ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole seconds within the range checked"
    )]
    let whole = (1.0..=1e9).contains(&total).then_some(total as i64);
    whole
}

pub(crate) fn channel(channel: Channel) -> youtube::Channel {
    let statistics = channel.statistics;
    youtube::Channel {
        id: channel.id,
        subscribers: count(statistics.subscriber_count.as_ref())
            .filter(|_| !statistics.hidden_subscriber_count),
    }
}

pub(crate) fn category(category: Category) -> youtube::Category {
    youtube::Category {
        id: category.id,
        title: category.snippet.title,
    }
}
