//! Videos, channels and lists as the API writes them.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use super::{
    YouTube,
    catalogue::{Clip, mix},
    lines::{HOSTILE_TITLES, NICHES},
};
use crate::faults::FaultKind;

const CHANNELS: [&str; 6] = ["하루", "연구소", "노트", "기록실", "한입", "스튜디오"];

/// What a fault does to what is told of videos.
#[derive(Clone, Copy, Default)]
pub(super) struct Twist {
    hostile: bool,
    hidden: bool,
    pub(super) gone: bool,
}

impl Twist {
    pub(super) fn of(fault: Option<&FaultKind>) -> Self {
        Self {
            hostile: fault == Some(&FaultKind::Hostile),
            hidden: fault == Some(&FaultKind::Hidden),
            gone: fault == Some(&FaultKind::Gone),
        }
    }
}

/// A list in its envelope.
pub(super) fn list(kind: &str, total: usize, items: Vec<Value>) -> Value {
    json!({
        "kind": kind,
        "etag": etag(kind),
        "pageInfo": {"totalResults": total, "resultsPerPage": items.len()},
        "items": items,
    })
}

pub(super) fn etag(of: &str) -> String {
    let sum = of
        .bytes()
        .fold(1_u64, |sum, byte| mix(sum ^ u64::from(byte)));
    format!("sandbox{sum:016x}")
}

/// Whole seconds in UTC, as YouTube writes them.
pub(super) fn moment(unix_seconds: i64) -> String {
    DateTime::from_timestamp(unix_seconds, 0)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(super) fn channel_id(niche: u8, channel: u8) -> String {
    format!("UCsandbox{niche:03}{channel:012}")
}

/// The niche and number of a channel.
pub(super) fn channel_of_id(id: &str) -> Option<(u8, u8)> {
    let (niche, channel) = id.strip_prefix("UCsandbox")?.split_at_checked(3)?;
    let found = (niche.parse().ok()?, channel.parse().ok()?);
    (channel_id(found.0, found.1) == id && found.1 < 6).then_some(found)
}

pub(super) fn channel_title(niche: u8, channel: u8) -> String {
    let about = NICHES
        .get(usize::from(niche))
        .map_or("모두", |niche| niche.words[0]);
    format!(
        "샘플 {about} {}",
        CHANNELS[usize::from(channel) % CHANNELS.len()]
    )
}

pub(super) fn title(clip: Clip, youtube: &YouTube, twist: Twist) -> String {
    if !twist.hostile {
        return clip.title(youtube);
    }
    let position = usize::try_from(clip.published_at() / 60).unwrap_or(0) % HOSTILE_TITLES.len();
    HOSTILE_TITLES[position].to_owned()
}

fn thumbnails(id: &str, upright: bool) -> Value {
    let picture = |name: &str, width: u32, height: u32| json!({"url": format!("https://i.ytimg.com/vi/{id}/{name}.jpg"), "width": width, "height": height});
    let mut pictures = json!({
        "default": picture("default", 120, 90),
        "medium": picture("mqdefault", 320, 180),
        "high": picture("hqdefault", 480, 360),
    });
    if upright {
        pictures["shortsAspectRatio"] = picture("oardefault", 1080, 1920);
    }
    pictures
}

/// What a search tells of a video. Unlike everywhere else, texts here are escaped as HTML.
pub(super) fn found(clip: Clip, youtube: &YouTube, twist: Twist) -> Value {
    let id = clip.id();
    json!({
        "kind": "youtube#searchResult",
        "etag": etag(&id),
        "id": {"kind": "youtube#video", "videoId": id},
        "snippet": {
            "publishedAt": moment(clip.published_at()),
            "channelId": channel_id(clip.niche, clip.channel()),
            "title": escaped(&title(clip, youtube, twist)),
            "description": "연습용으로 지어낸 영상입니다.",
            "thumbnails": thumbnails(&id, false),
            "channelTitle": escaped(&channel_title(clip.niche, clip.channel())),
            "liveBroadcastContent": "none",
            "publishTime": moment(clip.published_at()),
        },
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// The counts; what its owner hides is not there at all.
pub(super) fn statistics(clip: Clip, now: i64, twist: Twist) -> Value {
    let mut counts = Map::new();
    counts.insert("viewCount".to_owned(), json!(clip.views(now).to_string()));
    let shown = |count: Option<u64>| count.filter(|_| !twist.hidden);
    if let Some(likes) = shown(clip.likes(now)) {
        counts.insert("likeCount".to_owned(), json!(likes.to_string()));
    }
    if let Some(comments) = shown(clip.comments(now)) {
        counts.insert("commentCount".to_owned(), json!(comments.to_string()));
    }
    Value::Object(counts)
}

pub(super) fn snippet(clip: Clip, youtube: &YouTube, twist: Twist) -> Value {
    let title = title(clip, youtube, twist);
    let description = "연습용으로 지어낸 영상입니다. 실제 유튜브 영상이 아닙니다.";
    json!({
        "publishedAt": moment(clip.published_at()),
        "channelId": channel_id(clip.niche, clip.channel()),
        "title": title,
        "description": description,
        "thumbnails": thumbnails(&clip.id(), clip.is_upright()),
        "channelTitle": channel_title(clip.niche, clip.channel()),
        "tags": ["샘플"],
        "categoryId": clip.category(),
        "liveBroadcastContent": "none",
        "defaultAudioLanguage": "ko",
        "localized": {"title": title, "description": description},
    })
}

pub(super) fn content_details(clip: Clip) -> Value {
    json!({
        "duration": duration(clip.seconds()),
        "dimension": "2d",
        "definition": "hd",
        "caption": "false",
        "licensedContent": false,
        "contentRating": {},
        "projection": "rectangular",
    })
}

/// `PT1M5S`
pub(super) fn duration(seconds: i64) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    match (minutes, seconds) {
        (0, seconds) => format!("PT{seconds}S"),
        (minutes, 0) => format!("PT{minutes}M"),
        (minutes, seconds) => format!("PT{minutes}M{seconds}S"),
    }
}

/// The player; its sides are told only to who says how large it may be.
pub(super) fn player(clip: Clip, max_height: Option<i64>) -> Value {
    let id = clip.id();
    let mut player = json!({
        "embedHtml": format!("<iframe src=\"//www.youtube.com/embed/{id}\"></iframe>"),
    });
    if let Some(height) = max_height {
        let width = if clip.is_upright() {
            height * 9 / 16
        } else {
            height * 16 / 9
        };
        player["embedHeight"] = json!(height.to_string());
        player["embedWidth"] = json!(width.to_string());
    }
    player
}
