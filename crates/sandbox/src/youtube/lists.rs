//! `channels.list` and `videoCategories.list`.

use std::sync::Arc;

use axum::{
    Json,
    extract::{RawQuery, State as Shared},
};
use serde_json::{Value, json};

use super::{YouTubeBucket, catalogue::mix, errors::ApiError, query::Query, render};
use crate::state::State;

/// YouTube's categories that our niches are in: number, in Korean, in English.
const CATEGORIES: [(&str, &str, &str); 9] = [
    ("10", "음악", "Music"),
    ("15", "반려동물/동물", "Pets & Animals"),
    ("17", "스포츠", "Sports"),
    ("19", "여행/이벤트", "Travel & Events"),
    ("20", "게임", "Gaming"),
    ("22", "인물/블로그", "People & Blogs"),
    ("26", "노하우/스타일", "Howto & Style"),
    ("27", "교육", "Education"),
    ("28", "과학기술", "Science & Technology"),
];

pub(super) async fn channels(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let query = Query::charged(&state, query.as_deref(), YouTubeBucket::General)?;
    let parts = query.parts(&["id", "snippet", "statistics"])?;
    let ids = query.ids()?;
    let known = ids.iter().filter_map(|id| render::channel_of_id(id));
    let items: Vec<Value> = known
        .map(|(niche, number)| channel(niche, number, &parts))
        .collect();
    let kind = "youtube#channelListResponse";
    Ok(Json(render::list(kind, items.len(), items)))
}

fn channel(niche: u8, number: u8, parts: &[&str]) -> Value {
    let id = render::channel_id(niche, number);
    let dice = mix(u64::from(niche) * 16 + u64::from(number));
    let mut channel = json!({"kind": "youtube#channel", "etag": render::etag(&id), "id": id});
    if parts.contains(&"snippet") {
        channel["snippet"] = json!({
            "title": render::channel_title(niche, number),
            "description": "연습용으로 지어낸 채널입니다.",
            "publishedAt": render::moment(1_600_000_000),
            "country": "KR",
        });
    }
    if parts.contains(&"statistics") {
        let is_hidden = dice.is_multiple_of(7);
        // Rounded down to three digits, as YouTube does.
        let subscribers = (1 + dice % 999) * 10_u64.pow(u32::try_from(dice % 4).unwrap_or(0));
        channel["statistics"] = json!({
            "viewCount": (subscribers * 137).to_string(),
            "hiddenSubscriberCount": is_hidden,
            "videoCount": (20 + dice % 300).to_string(),
        });
        if !is_hidden {
            channel["statistics"]["subscriberCount"] = json!(subscribers.to_string());
        }
    }
    channel
}

pub(super) async fn categories(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, ApiError> {
    let query = Query::charged(&state, query.as_deref(), YouTubeBucket::General)?;
    query.parts(&["snippet"])?;
    if query.get("regionCode").is_none() && query.get("id").is_none() {
        return Err(ApiError::missing("id, regionCode"));
    }
    let korean = query.get("hl").is_some_and(|hl| hl.starts_with("ko"));
    let items = CATEGORIES.iter().map(|(id, ko, en)| {
        json!({
            "kind": "youtube#videoCategory",
            "etag": render::etag(id),
            "id": id,
            "snippet": {"title": if korean { ko } else { en }, "assignable": true,
                "channelId": "UCBR8-60-B28hp2BmDPdntcQ"},
        })
    });
    let kind = "youtube#videoCategoryListResponse";
    Ok(Json(render::list(kind, CATEGORIES.len(), items.collect())))
}
