//! Every answer YouTube may give, and what becomes of it.

use std::time::Duration;

use openclaw_domain::{
    port::youtube::{Counts, VideoId, YouTube as _, YouTubeError},
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::scripted::{KEY, Scripted, client};

fn id(text: &str) -> VideoId {
    VideoId::parse(text).unwrap()
}

fn video(change: impl FnOnce(&mut Value)) -> Value {
    let mut video = json!({
        "kind": "youtube#video", "id": "dQw4w9WgXcQ",
        "snippet": {"title": "캠핑 & \"불멍\" <b>", "channelId": "UC1", "channelTitle": "캠퍼",
            "publishedAt": "2026-11-20T09:30:00Z", "thumbnails": {"default": {"url": "u"}}},
        "contentDetails": {"duration": "PT1M5S"},
        "statistics": {"viewCount": "1234567", "likeCount": "8", "commentCount": "0"},
        "player": {"embedHeight": "720", "embedWidth": "405"},
    });
    change(&mut video);
    video
}

#[tokio::test]
async fn a_video_is_read_whole() {
    let body = json!({"items": [video(|_| {})]}).to_string();
    let server = Scripted::answering(200, &body).await;
    let videos = server.client.videos(&[id("dQw4w9WgXcQ")]).await.unwrap();
    let [video] = &videos[..] else {
        panic!("{videos:?}")
    };
    assert_eq!(video.title, "캠핑 & \"불멍\" <b>");
    assert_eq!(video.published_at, Timestamp(1_795_167_000_000));
    assert_eq!(video.seconds, Some(65));
    assert_eq!(video.player, Some((405, 720)));
    assert!(!video.has_shorts_picture);
    let counts = Counts {
        views: Some(1_234_567),
        likes: Some(8),
        comments: Some(0),
    };
    assert_eq!(video.counts, counts);
}

#[tokio::test]
async fn what_is_hidden_or_odd_is_absent_and_nothing_breaks() {
    type Change = fn(&mut Value);
    type Reads = fn(&openclaw_domain::port::youtube::Video) -> bool;
    let table: [(Change, Reads); 9] = [
        (
            |v| v["statistics"] = json!({}),
            |v| v.counts == Counts::default(),
        ),
        (
            |v| drop(v.as_object_mut().unwrap().remove("statistics")),
            |v| v.counts.views.is_none(),
        ),
        (
            |v| v["statistics"]["viewCount"] = json!("many"),
            |v| v.counts.views.is_none(),
        ),
        (
            |v| v["statistics"]["viewCount"] = json!("18446744073709551615"),
            |v| v.counts.views.is_none(),
        ),
        (
            |v| v["contentDetails"]["duration"] = json!("P0D"),
            |v| v.seconds.is_none(),
        ),
        (
            |v| v["contentDetails"]["duration"] = json!("P1DT2H3S"),
            |v| v.seconds == Some(93_603),
        ),
        (
            |v| v["contentDetails"]["duration"] = json!("soon"),
            |v| v.seconds.is_none(),
        ),
        (
            |v| v["player"] = json!({"embedHtml": "<iframe>"}),
            |v| v.player.is_none(),
        ),
        (
            |v| v["snippet"]["thumbnails"]["shortsAspectRatio"] = json!({}),
            |v| v.has_shorts_picture,
        ),
    ];
    for (row, (change, reads)) in table.into_iter().enumerate() {
        let body = json!({"items": [video(change)]}).to_string();
        let server = Scripted::answering(200, &body).await;
        let videos = server.client.videos(&[id("dQw4w9WgXcQ")]).await.unwrap();
        assert!(reads(&videos[0]), "row {row}: {videos:?}");
    }
    // What has no id or date is no video; an answer without items is none at all.
    let items = json!({"items": [
        video(|v| v["id"] = json!("../../etc")),
        video(|v| v["snippet"]["publishedAt"] = json!("yesterday")),
    ]});
    for body in [items.to_string(), "{}".to_owned()] {
        let server = Scripted::answering(200, &body).await;
        assert_eq!(
            server.client.videos(&[id("dQw4w9WgXcQ")]).await.unwrap(),
            []
        );
    }
}

#[tokio::test]
async fn a_channel_that_hides_its_subscribers_has_none() {
    let body = json!({"items": [
        {"id": "UC1", "statistics": {"subscriberCount": "1230", "hiddenSubscriberCount": false}},
        {"id": "UC2", "statistics": {"subscriberCount": "0", "hiddenSubscriberCount": true}},
        {"id": "UC3"},
    ]});
    let server = Scripted::answering(200, &body.to_string()).await;
    let channels = server.client.channels(&["UC1".to_owned()]).await.unwrap();
    let subscribers: Vec<_> = channels.iter().map(|channel| channel.subscribers).collect();
    assert_eq!(subscribers, [Some(1_230), None, None]);
}

fn refusal(code: u16, reason: &str) -> String {
    let message = "You have exceeded your <a href=\"/quota\">quota</a>.";
    json!({"error": {"code": code, "message": message,
        "errors": [{"message": message, "domain": "youtube.quota", "reason": reason}]}})
    .to_string()
}

#[tokio::test]
async fn refusals_are_told_apart() {
    for (status, reason, expected) in [
        (
            403,
            "quotaExceeded",
            "Quota { reason: \"quotaExceeded\", is_for_the_day: true }",
        ),
        (
            403,
            "dailyLimitExceeded",
            "Quota { reason: \"dailyLimitExceeded\", is_for_the_day: true }",
        ),
        (
            429,
            "rateLimitExceeded",
            "Quota { reason: \"rateLimitExceeded\", is_for_the_day: false }",
        ),
        (
            403,
            "rateLimitExceeded",
            "Quota { reason: \"rateLimitExceeded\", is_for_the_day: false }",
        ),
        (
            403,
            "forbidden",
            "Misconfigured(\"forbidden (HTTP 403): You have exceeded your quota.\")",
        ),
        (400, "keyInvalid", "Misconfigured(\"keyInvalid (HTTP 400): "),
        (400, "badRequest", "Misconfigured("),
        (404, "videoNotFound", "Misconfigured("),
        (429, "", "Busy { retry_after: None }"),
        (503, "backendError", "Busy { retry_after: None }"),
        (
            500,
            "internalError",
            "Unavailable(\"internalError (HTTP 500): ",
        ),
    ] {
        let server = Scripted::answering(status, &refusal(status, reason)).await;
        let error = server.client.categories("KR", "ko").await.unwrap_err();
        let told = format!("{error:?}");
        assert!(told.starts_with(expected), "{status} {reason}: {told}");
    }
    for body in ["", "<html>", "[]", "{\"error\":null}"] {
        let server = Scripted::answering(403, body).await;
        let error = server.client.categories("KR", "ko").await.unwrap_err();
        assert!(
            matches!(error, YouTubeError::Misconfigured(_)),
            "{body}: {error:?}"
        );
    }
    let server = Scripted::asking_to_wait(503, "7").await;
    let error = server.client.categories("KR", "ko").await.unwrap_err();
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error, YouTubeError::Busy { retry_after });
}

#[tokio::test]
async fn an_answer_that_is_none_is_told_without_the_key() {
    let quoting = json!({"error": {"code": 400, "message": format!("bad: {KEY}"),
        "errors": [{"reason": "badRequest"}]}});
    let mut told = Vec::new();
    for (status, body) in [
        (200, "{\"items\": 1}"),
        (200, "nothing"),
        (400, &quoting.to_string()),
    ] {
        let server = Scripted::answering(status, body).await;
        told.push(server.client.categories("KR", "ko").await.unwrap_err());
    }
    let server = Scripted::silent().await;
    told.push(server.client.categories("KR", "ko").await.unwrap_err());
    for address in ["http://127.0.0.1:9", "no address"] {
        let client = client(address.to_owned(), KEY);
        told.push(client.categories("KR", "ko").await.unwrap_err());
    }
    for error in &told {
        let words = format!("{error} {error:?}");
        assert!(!words.contains(KEY), "{words}");
        assert!(!words.contains("key="), "{words}");
    }
    assert!(matches!(told[0], YouTubeError::Unavailable(_)), "{told:?}");
    assert!(
        matches!(told[2], YouTubeError::Misconfigured(_)),
        "{told:?}"
    );
    assert_eq!(
        told[3],
        YouTubeError::Unavailable("no answer in time".into())
    );
    assert!(matches!(told[4], YouTubeError::Unavailable(_)), "{told:?}");
    assert!(
        matches!(told[5], YouTubeError::Misconfigured(_)),
        "{told:?}"
    );
}

#[tokio::test]
async fn no_call_is_made_for_no_ids_or_too_many() {
    let server = Scripted::answering(200, "{}").await;
    let many = vec![id("dQw4w9WgXcQ"); 51];
    for ids in [&[][..], &many] {
        let error = server.client.counts(ids).await.unwrap_err();
        assert!(matches!(error, YouTubeError::Misconfigured(_)), "{error:?}");
    }
    assert!(server.asked().is_empty());
}
