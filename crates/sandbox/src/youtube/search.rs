//! `search.list`, for videos.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{RawQuery, State as Shared},
};
use chrono::DateTime;
use serde_json::{Value, json};

use super::{
    YouTubeBucket,
    catalogue::{self, Clip},
    errors::ApiError,
    now,
    query::Query,
    render::{self, Twist},
};
use crate::{faults::FaultKind, state::State};

/// The longest of what YouTube calls short, in seconds: "less than four minutes".
const SHORT: i64 = 240;
const ORDERS: [&str; 6] = [
    "date",
    "rating",
    "viewCount",
    "relevance",
    "title",
    "videoCount",
];
/// How far back a search without `publishedAfter` looks, in seconds.
const FAR_BACK: i64 = 90 * 86_400;

pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    fault: Option<Extension<FaultKind>>,
) -> Result<Json<Value>, ApiError> {
    let query = Query::charged(&state, query.as_deref(), YouTubeBucket::Search)?;
    query.parts(&["id", "snippet"])?;
    let (most, from) = (query.max_results()?, offset(&query)?);
    let time = now(&state);
    let clips = find(&state, &query, time)?;
    let youtube = state.youtube();
    let twist = Twist::of(fault.as_deref());
    let page: Vec<Value> = clips
        .iter()
        .skip(from)
        .take(most)
        .map(|clip| render::found(*clip, &youtube, twist))
        .collect();
    let next = from + page.len();
    let mut answer = render::list("youtube#searchListResponse", clips.len(), page);
    answer["regionCode"] = json!(query.get("regionCode").unwrap_or("US"));
    if next < clips.len() && most > 0 {
        answer["nextPageToken"] = json!(format!("SANDBOX{next}"));
    }
    Ok(Json(answer))
}

fn find(state: &State, query: &Query, time: i64) -> Result<Vec<Clip>, ApiError> {
    let order = query.get("order").unwrap_or("relevance");
    if !ORDERS.contains(&order) {
        return Err(ApiError::bad(
            "invalidValue",
            format!("Invalid order '{order}'."),
        ));
    }
    let length = query.get("videoDuration");
    if length.is_some() && query.list("type") != ["video"] {
        let message = "The request contains an invalid combination of search filters: \
                       videoDuration needs type=video.";
        return Err(ApiError::bad("invalidSearchFilter", message));
    }
    let after = instant(query, "publishedAfter")?.unwrap_or(time - FAR_BACK);
    let until = instant(query, "publishedBefore")?.unwrap_or(time).min(time);
    let niche = catalogue::niche_of(&mut state.youtube(), query.get("q").unwrap_or_default());
    let mut clips = catalogue::between(niche, after, until);
    match length {
        None | Some("any") => {}
        Some("short") => clips.retain(|clip| clip.seconds() < SHORT),
        Some("medium" | "long") => clips.clear(),
        Some(other) => {
            let message = format!("Invalid videoDuration '{other}'.");
            return Err(ApiError::bad("invalidValue", message));
        }
    }
    match order {
        "date" => clips.sort_by_key(|clip| -clip.published_at()),
        "title" => clips.sort_by_key(|clip| clip.id()),
        _ => clips.sort_by_key(|clip| std::cmp::Reverse(clip.views(time))),
    }
    Ok(clips)
}

fn instant(query: &Query, name: &str) -> Result<Option<i64>, ApiError> {
    let Some(given) = query.get(name) else {
        return Ok(None);
    };
    let read = DateTime::parse_from_rfc3339(given).map_err(|_| {
        let message =
            format!("Invalid value '{given}' for {name}: an RFC 3339 date-time is expected.");
        ApiError::bad("invalidValue", message)
    })?;
    Ok(Some(read.timestamp()))
}

fn offset(query: &Query) -> Result<usize, ApiError> {
    let Some(token) = query.get("pageToken") else {
        return Ok(0);
    };
    let number = token
        .strip_prefix("SANDBOX")
        .and_then(|number| number.parse().ok());
    number.ok_or_else(|| {
        let message = "The request specifies an invalid page token.";
        ApiError::bad("invalidPageToken", message)
    })
}
