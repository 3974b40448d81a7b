//! The client against the stand-in, which everything else is tried with.

use openclaw_domain::{
    port::youtube::{QuotaBucket, Search, VideoId, YouTube as _, YouTubeError},
    time::Timestamp,
};
use openclaw_sandbox::{Fault, FaultKind, Sandbox, Service, YOUTUBE_API_KEY, YouTubeBucket};
use openclaw_youtube::YouTubeData;
use tokio::net::TcpListener;

use crate::scripted::client;

/// 2026-11-27, noon in Seoul.
const NOW: i64 = 1_795_748_400_000;
const DAY: i64 = 86_400_000;

async fn world(key: &str) -> (Sandbox, YouTubeData) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    sandbox.control().set_time(Some(NOW)).unwrap();
    let client = client(format!("{}/youtube", sandbox.url()), key);
    (sandbox, client)
}

fn search(query: &str) -> Search {
    Search {
        query: query.to_owned(),
        region: "KR".to_owned(),
        language: "ko".to_owned(),
        published_after: Timestamp(NOW - 7 * DAY),
    }
}

#[tokio::test]
async fn a_search_leads_to_videos_their_counts_and_their_channels() {
    let (sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let found = youtube.search(&search("자취 요리")).await.unwrap();
    assert!(found.len() >= 10, "{found:?}");
    let videos = youtube.videos(&found).await.unwrap();
    assert_eq!(videos.len(), found.len());
    for video in &videos {
        assert!(video.title.starts_with("[샘플] "), "{video:?}");
        assert!(
            (NOW - 7 * DAY..=NOW).contains(&video.published_at.0),
            "{video:?}"
        );
        assert!(
            video.counts.views.is_some() && video.player.is_some(),
            "{video:?}"
        );
    }
    assert!(videos.iter().any(|video| video.counts.likes.is_none()));
    assert!(videos.iter().any(|video| video.has_shorts_picture));
    let views: Vec<_> = videos.iter().map(|video| video.counts.views).collect();
    assert!(views.is_sorted_by(|a, b| a >= b), "{views:?}");

    // A day later there are more views, and the same videos.
    sandbox.control().set_time(Some(NOW + DAY)).unwrap();
    let counts = youtube.counts(&found).await.unwrap();
    for ((id, later), video) in counts.iter().zip(&videos) {
        assert_eq!(*id, video.id);
        assert!(later.views > video.counts.views, "{id}");
    }
    let mut ids: Vec<_> = videos
        .iter()
        .map(|video| video.channel_id.clone())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let channels = youtube.channels(&ids).await.unwrap();
    assert_eq!(channels.len(), ids.len());
    let categories = youtube.categories("KR", "ko").await.unwrap();
    assert!(categories.iter().any(|category| category.title == "게임"));
}

#[tokio::test]
async fn a_search_for_anything_else_finds_videos_that_name_it() {
    let (_sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let found = youtube.search(&search("수제 향초")).await.unwrap();
    let videos = youtube.videos(&found).await.unwrap();
    assert!(
        videos.iter().any(|video| video.title.contains("수제 향초")),
        "{videos:?}"
    );
}

#[tokio::test]
async fn videos_that_are_gone_are_left_out() {
    let (sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let found = youtube.search(&search("여행")).await.unwrap();
    let ids = [VideoId::parse("dQw4w9WgXcQ").unwrap(), found[0].clone()];
    assert_eq!(youtube.videos(&ids).await.unwrap().len(), 1);
    let gone = Fault::once(Service::Youtube, FaultKind::Gone);
    sandbox.control().add_fault(gone).unwrap();
    let counts = youtube.counts(&found).await.unwrap();
    assert_eq!(counts.len(), found.len().div_ceil(2));
}

#[tokio::test]
async fn the_buckets_are_apart_and_filled_at_midnight_in_california() {
    let (sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let control = sandbox.control();
    control.set_youtube_quota(YouTubeBucket::Search, 2);
    let query = search("게임");
    let exhausted = |error| {
        matches!(
            error,
            YouTubeError::Quota {
                is_for_the_day: true,
                ..
            }
        )
    };
    for _ in 0..2 {
        youtube.search(&query).await.unwrap();
    }
    assert!(exhausted(youtube.search(&query).await.unwrap_err()));
    youtube.categories("KR", "ko").await.unwrap();
    assert_eq!(control.youtube_quota_used(YouTubeBucket::General), 1);
    // 2026-11-27, 07:59:59.999 and 08:00 in UTC: midnight there.
    control.set_time(Some(1_795_766_399_999)).unwrap();
    assert!(exhausted(youtube.search(&query).await.unwrap_err()));
    control.set_time(Some(1_795_766_400_000)).unwrap();
    youtube.search(&query).await.unwrap();
    assert_eq!(QuotaBucket::Search.as_str(), "SEARCH");
}

#[tokio::test]
async fn its_failures_are_ours_to_tell_apart() {
    let (sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let status = |status, code: Option<&str>| FaultKind::Status {
        status,
        code: code.map(str::to_owned),
        retry_after: None,
    };
    for (kind, expected) in [
        (
            status(403, Some("quotaExceeded")),
            "Quota { reason: \"quotaExceeded\"",
        ),
        (status(403, None), "Misconfigured(\"forbidden"),
        (
            status(400, Some("keyInvalid")),
            "Misconfigured(\"keyInvalid",
        ),
        (status(500, None), "Unavailable("),
        (status(503, None), "Busy {"),
        (FaultKind::Cut { after: 0 }, "Unavailable("),
        (FaultKind::Lost, "Unavailable("),
        (FaultKind::Malformed, "Unavailable("),
        (
            FaultKind::Slow { ms: 60_000 },
            "Unavailable(\"no answer in time\")",
        ),
    ] {
        let fault = Fault::once(Service::Youtube, kind.clone());
        sandbox.control().add_fault(fault).unwrap();
        let told = format!("{:?}", youtube.search(&search("요리")).await.unwrap_err());
        assert!(told.starts_with(expected), "{kind:?}: {told}");
    }
    let (_sandbox, stranger) = world("another key").await;
    let refused = stranger.search(&search("요리")).await.unwrap_err();
    assert!(
        matches!(refused, YouTubeError::Misconfigured(_)),
        "{refused:?}"
    );
    let told = format!("{refused:?} {refused}");
    assert!(!told.contains("another key"), "{told}");
}

#[tokio::test]
async fn hostile_titles_and_hidden_counts_can_be_had() {
    let (sandbox, youtube) = world(YOUTUBE_API_KEY).await;
    let found = youtube.search(&search("요리")).await.unwrap();
    let fault = |kind| {
        sandbox
            .control()
            .add_fault(Fault::once(Service::Youtube, kind))
            .unwrap();
    };
    fault(FaultKind::Hostile);
    let videos = youtube.videos(&found).await.unwrap();
    assert!(
        videos.iter().any(|video| video.title.contains("<script>")),
        "{videos:?}"
    );
    fault(FaultKind::Hidden);
    let videos = youtube.videos(&found).await.unwrap();
    assert!(
        videos
            .iter()
            .all(|video| video.counts.likes.is_none() && video.counts.views.is_some())
    );
}
