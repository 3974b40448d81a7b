//! What we ask, against YouTube's public discovery document, where that is at hand.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use openclaw_domain::{
    port::youtube::{Search, VideoId, YouTube as _},
    time::Timestamp,
};
use serde_json::Value;

use crate::scripted::{KEY, Scripted};

const FILE: &str = "youtube-v3.discovery.json";

/// From `OPENCLAW_SPECS` or the folder beside the repository.
fn description() -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/specs");
    let folder = std::env::var_os("OPENCLAW_SPECS").map_or_else(|| beside.into(), PathBuf::from);
    if let Ok(text) = std::fs::read_to_string(folder.join(FILE)) {
        return Some(serde_json::from_str(&text).unwrap());
    }
    // Not `println`, which nobody sees when the test passes.
    let folder = folder.display();
    let note = format!("\nNOT RUN: {FILE} is not in {folder} (set OPENCLAW_SPECS)\n");
    io::stderr().write_all(note.as_bytes()).unwrap();
    None
}

/// Fails unless the method of this path knows every parameter, and gets all that it must.
fn check(description: &Value, resource: &str, method: &str, asked: &str) {
    let told = &description["resources"][resource]["methods"][method];
    assert_eq!(told["httpMethod"], "GET");
    let url = reqwest::Url::parse(&format!("http://youtube.example{asked}")).unwrap();
    assert_eq!(url.path(), format!("/{}", told["path"].as_str().unwrap()));
    let known = |name: &str| {
        let own = &told["parameters"][name];
        if own.is_null() {
            description["parameters"][name].clone()
        } else {
            own.clone()
        }
    };
    for (name, value) in url.query_pairs() {
        let parameter = known(&name);
        assert!(
            parameter.is_object(),
            "{name} is no parameter of {method}: {asked}"
        );
        if let Some(words) = parameter["enum"].as_array() {
            assert!(words.iter().any(|word| *word == *value), "{name}={value}");
        }
        if parameter["type"] == "integer" {
            let number: u64 = value.parse().unwrap();
            let bound = |name: &str| parameter[name].as_str().and_then(|text| text.parse().ok());
            assert!(number >= bound("minimum").unwrap_or(0), "{name}={value}");
            assert!(
                number <= bound("maximum").unwrap_or(u64::MAX),
                "{name}={value}"
            );
        }
        if parameter["format"] == "google-datetime" {
            assert!(value.ends_with('Z'), "{name}={value}");
        }
    }
    for (name, parameter) in told["parameters"].as_object().unwrap() {
        let is_there = url.query_pairs().any(|(other, _)| other == *name);
        assert!(
            is_there || parameter["required"] != true,
            "{method} wants {name}: {asked}"
        );
    }
    assert!(
        url.query_pairs()
            .any(|(name, value)| name == "key" && value == KEY)
    );
}

#[tokio::test]
async fn every_call_is_one_that_youtube_knows() {
    let Some(description) = description() else {
        return;
    };
    let server = Scripted::answering(200, "{}").await;
    let youtube = &server.client;
    let ids = [
        VideoId::parse("dQw4w9WgXcQ").unwrap(),
        VideoId::parse("-_-_-_-_-_-").unwrap(),
    ];
    let search = Search {
        query: "캠핑 & 요리?".to_owned(),
        region: "KR".to_owned(),
        language: "ko".to_owned(),
        published_after: Timestamp(1_795_748_400_999),
    };
    youtube.search(&search).await.unwrap();
    youtube.videos(&ids).await.unwrap();
    youtube.counts(&ids).await.unwrap();
    youtube.channels(&["UC1".to_owned()]).await.unwrap();
    youtube.categories("KR", "ko").await.unwrap();
    let asked = server.asked();
    let methods = [
        ("search", "list"),
        ("videos", "list"),
        ("videos", "batchGetStats"),
        ("channels", "list"),
        ("videoCategories", "list"),
    ];
    assert_eq!(asked.len(), methods.len());
    for ((resource, method), asked) in methods.into_iter().zip(&asked) {
        check(&description, resource, method, asked);
    }
    assert!(
        asked[0].contains("publishedAfter=2026-11-27T03%3A00%3A00Z"),
        "{}",
        asked[0]
    );
}
