//! YouTube's answers against its public discovery document, where that is at hand.

use openclaw_sandbox::{Fault, FaultKind, Service, YOUTUBE_API_KEY};
use serde_json::{Value, json};

use crate::{
    contract::{check_against, raw_description},
    support::{World, read, world},
};

/// The schemas as JSON schema has them: references with their place, and nothing unknown allowed.
fn schemas() -> Option<Value> {
    let mut description = raw_description("youtube-v3.discovery.json")?;
    let schemas = description["schemas"].as_object_mut().expect("schemas");
    for schema in schemas.values_mut() {
        strict(schema);
    }
    Some(description["schemas"].clone())
}

fn strict(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(strict);
            if let Some(Value::String(name)) = members.get_mut("$ref") {
                *name = format!("#/schemas/{name}");
            }
            // Not JSON schema's words, or not its meaning of them.
            for word in ["id", "format", "required", "default"] {
                if members.get(word).is_some_and(|value| !value.is_object()) {
                    members.remove(word);
                }
            }
            if members.get("properties").is_some_and(Value::is_object)
                && members.get("type") == Some(&json!("object"))
            {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

async fn ask(world: &World, path: &str) -> (u16, Value) {
    let path = format!("/youtube/youtube/v3/{path}&key={YOUTUBE_API_KEY}");
    read(world.get(&path).send().await.expect("an answer")).await
}

fn check(schemas: &Value, schema: &str, document: &Value) {
    let root = json!({"$ref": format!("#/schemas/{schema}"), "schemas": schemas});
    check_against(&root, schema, document);
}

/// The ids of a list of videos, channels or search results, joined.
fn ids(list: &Value, pointer: &str) -> String {
    let items = list["items"].as_array().expect("items").iter();
    let ids: Vec<&str> = items
        .map(|item| {
            item.pointer(pointer)
                .and_then(Value::as_str)
                .expect("an id")
        })
        .collect();
    ids.join(",")
}

#[tokio::test]
async fn youtube_lists() {
    let Some(schemas) = schemas() else {
        return;
    };
    let world = world().await;
    let (_, mut found) = ask(
        &world,
        "search?part=snippet&type=video&q=홈트&maxResults=10",
    )
    .await;
    let videos = ids(&found, "/id/videoId");
    // Known from answers, and not in the document.
    for item in found["items"].as_array_mut().expect("items") {
        let snippet = item["snippet"].as_object_mut().expect("a snippet");
        assert!(snippet.remove("publishTime").is_some());
    }
    assert!(found["nextPageToken"].is_string(), "{found}");
    check(&schemas, "SearchListResponse", &found);
    let parts = "snippet,contentDetails,statistics,player,status";
    for fault in [None, Some(FaultKind::Hidden), Some(FaultKind::Hostile)] {
        if let Some(kind) = fault {
            let control = world.sandbox.control();
            control
                .add_fault(Fault::once(Service::Youtube, kind))
                .expect("a fault");
        }
        let (_, list) = ask(
            &world,
            &format!("videos?part={parts}&id={videos}&maxHeight=720"),
        )
        .await;
        check(&schemas, "VideoListResponse", &list);
        assert_eq!(list["items"].as_array().map(Vec::len), Some(10));
    }
    let (_, list) = ask(&world, &format!("videos?part=snippet&id={videos}")).await;
    let channels = ids(&list, "/snippet/channelId");
    let parts = "id,snippet,statistics,contentDetails";
    let (_, stats) = ask(
        &world,
        &format!("videos:batchGetStats?part={parts}&id={videos}"),
    )
    .await;
    check(&schemas, "BatchGetStatsResponse", &stats);
    let (_, list) = ask(
        &world,
        &format!("channels?part=snippet,statistics&id={channels}"),
    )
    .await;
    check(&schemas, "ChannelListResponse", &list);
    let (_, list) = ask(&world, "videoCategories?part=snippet&regionCode=KR&hl=ko").await;
    check(&schemas, "VideoCategoryListResponse", &list);
    let (_, list) = ask(
        &world,
        "videos?part=snippet&chart=mostPopular&regionCode=KR",
    )
    .await;
    check(&schemas, "VideoListResponse", &list);
}

#[tokio::test]
async fn what_is_wrong_with_a_call_is_told_as_youtube_does() {
    let world = world().await;
    for (path, status, reason) in [
        ("search?q=요리", 400, "missingRequiredParameter"),
        ("search?part=everything&q=요리", 400, "unknownPart"),
        (
            "search?part=snippet&videoDuration=short",
            400,
            "invalidSearchFilter",
        ),
        (
            "search?part=snippet&publishedAfter=yesterday",
            400,
            "invalidValue",
        ),
        ("search?part=snippet&maxResults=51", 400, "invalidValue"),
        ("search?part=snippet&order=views", 400, "invalidValue"),
        (
            "search?part=snippet&pageToken=CAUQAA",
            400,
            "invalidPageToken",
        ),
        ("videos?part=snippet", 400, "missingRequiredParameter"),
        (
            "videos?part=snippet&id=a&chart=mostPopular",
            400,
            "incompatibleParameters",
        ),
        (
            "videos?part=snippet&chart=mostPopular&videoCategoryId=27",
            400,
            "videoChartNotFound",
        ),
    ] {
        let (told, body) = ask(&world, path).await;
        assert_eq!(told, status, "{path}: {body}");
        assert_eq!(
            body["error"]["errors"][0]["reason"], reason,
            "{path}: {body}"
        );
        assert_eq!(body["error"]["code"], status, "{path}: {body}");
    }
    let url = "/youtube/youtube/v3/search?part=snippet";
    for (path, status) in [(url.to_owned(), 403), (format!("{url}&key=stolen"), 400)] {
        let (told, body) = read(world.get(&path).send().await.expect("an answer")).await;
        assert_eq!(told, status, "{body}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_cover_everything_once() {
    let world = world().await;
    let first =
        "search?part=snippet&type=video&q=역사&maxResults=7&publishedAfter=2026-01-01T00:00:00Z";
    let (_, whole) = ask(&world, &first.replace("=7", "=50")).await;
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let (_, page) = ask(&world, &format!("{first}{token}")).await;
        seen.extend(
            ids(&page, "/id/videoId")
                .split(',')
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        );
        match page["nextPageToken"].as_str() {
            Some(next) if seen.len() < 50 => token = format!("&pageToken={next}"),
            _ => break,
        }
    }
    seen.truncate(50);
    assert_eq!(seen.join(","), ids(&whole, "/id/videoId"));
}
