//! `videos.list` and `videos:batchGetStats`. Ids that are nobody's are left out without a word.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{RawQuery, State as Shared},
};
use serde_json::{Value, json};

use super::{
    YouTube, YouTubeBucket,
    catalogue::{self, Clip},
    errors::ApiError,
    now,
    query::Query,
    render::{self, Twist},
};
use crate::{faults::FaultKind, state::State};

const PARTS: [&str; 6] = [
    "id",
    "snippet",
    "contentDetails",
    "statistics",
    "status",
    "player",
];
const STATS_PARTS: [&str; 4] = ["id", "snippet", "statistics", "contentDetails"];
/// What the general chart has been since 2025-07-21: Music, Movies and Gaming alone.
const CHARTED: [&str; 3] = ["10", "20", "30"];
/// The niche of games, which stands for the chart.
const GAMES: u8 = 9;
const MONTH: i64 = 30 * 86_400;

pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    fault: Option<Extension<FaultKind>>,
) -> Result<Json<Value>, ApiError> {
    let query = Query::charged(&state, query.as_deref(), YouTubeBucket::General)?;
    let parts = query.parts(&PARTS)?;
    let (time, twist) = (now(&state), Twist::of(fault.as_deref()));
    let clips = match query.get("chart") {
        None => clips(&query.ids()?, twist),
        Some(_) if !query.list("id").is_empty() => {
            let message = "The request specifies both an id and a chart.";
            return Err(ApiError::bad("incompatibleParameters", message));
        }
        Some("mostPopular") => chart(&query, time)?,
        Some(other) => {
            let message = format!("Invalid value '{other}' for chart.");
            return Err(ApiError::bad("invalidValue", message));
        }
    };
    let height = query
        .get("maxHeight")
        .and_then(|height| height.parse().ok());
    let youtube = state.youtube();
    let items: Vec<Value> = clips
        .iter()
        .map(|clip| video(*clip, &youtube, &parts, (time, height), twist))
        .collect();
    Ok(Json(render::list(
        "youtube#videoListResponse",
        items.len(),
        items,
    )))
}

fn chart(query: &Query, time: i64) -> Result<Vec<Clip>, ApiError> {
    let category = query.get("videoCategoryId").unwrap_or("0");
    if category != "0" && !CHARTED.contains(&category) {
        let message = "The requested video chart is not supported or is not available.";
        return Err(ApiError::bad("videoChartNotFound", message));
    }
    let mut clips = catalogue::between(GAMES, time - MONTH, time);
    clips.sort_by_key(|clip| std::cmp::Reverse(clip.views(time)));
    clips.truncate(query.max_results()?);
    Ok(clips)
}

pub(super) async fn batch_get_stats(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    fault: Option<Extension<FaultKind>>,
) -> Result<Json<Value>, ApiError> {
    let query = Query::charged(&state, query.as_deref(), YouTubeBucket::Stats)?;
    let parts = query.parts(&STATS_PARTS)?;
    let (time, twist) = (now(&state), Twist::of(fault.as_deref()));
    let items: Vec<Value> = clips(&query.ids()?, twist)
        .into_iter()
        .map(|clip| stats(clip, &parts, time, twist))
        .collect();
    Ok(Json(json!({
        "kind": "youtube#batchGetStatsResponse",
        "etag": render::etag("batchGetStats"),
        "items": items,
    })))
}

/// The videos of these ids, each once; a fault may have every second one deleted.
fn clips(ids: &[&str], twist: Twist) -> Vec<Clip> {
    let mut clips: Vec<Clip> = Vec::new();
    for clip in ids.iter().filter_map(|id| Clip::of_id(id)) {
        if !clips.contains(&clip) {
            clips.push(clip);
        }
    }
    if twist.gone {
        clips = clips.into_iter().step_by(2).collect();
    }
    clips
}

fn video(
    clip: Clip,
    youtube: &YouTube,
    parts: &[&str],
    (time, height): (i64, Option<i64>),
    twist: Twist,
) -> Value {
    let id = clip.id();
    let mut video = json!({"kind": "youtube#video", "etag": render::etag(&id), "id": id});
    for part in parts {
        video[*part] = match *part {
            "snippet" => render::snippet(clip, youtube, twist),
            "contentDetails" => render::content_details(clip),
            "statistics" => {
                let mut counts = render::statistics(clip, time, twist);
                counts["favoriteCount"] = json!("0");
                counts
            }
            "status" => json!({"uploadStatus": "processed", "privacyStatus": "public",
                "license": "youtube", "embeddable": true, "publicStatsViewable": true,
                "madeForKids": false}),
            "player" => render::player(clip, height),
            _ => continue,
        };
    }
    video
}

fn stats(clip: Clip, parts: &[&str], time: i64, twist: Twist) -> Value {
    let mut stats = json!({"kind": "youtube#videoStats", "id": clip.id()});
    for part in parts {
        stats[*part] = match *part {
            "snippet" => json!({"publishTime": render::moment(clip.published_at())}),
            "statistics" => render::statistics(clip, time, twist),
            "contentDetails" => json!({
                "duration": format!("{}s", clip.seconds()),
            }),
            _ => continue,
        };
    }
    stats
}
