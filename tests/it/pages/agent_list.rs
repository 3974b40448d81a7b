//! The agents on offer: a plain list while they are few, searched and rated from five on.

use std::{fs, path::Path};

use openclaw_tests::{Creator, TestApp, topic};
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

const OURS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../agents");

/// A folder with our agents, and so many copies of one of them under names of their own.
fn agents(copies: usize) -> TempDir {
    let folder = TempDir::new().unwrap();
    for agent in ["shorts-script", "seo-tags", "trend-analyzer"] {
        copy(agent, &folder.path().join(agent));
    }
    for number in 1..=copies {
        let id = format!("copy-{number}");
        let there = folder.path().join(&id);
        copy("seo-tags", &there);
        let manifest = there.join("agent.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        let text = text.replacen("id = \"seo-tags\"", &format!("id = \"{id}\""), 1);
        let (head, tail) = text.split_once("[name]\nko = \"").unwrap();
        let (_, tail) = tail.split_once('"').unwrap();
        fs::write(
            manifest,
            format!("{head}[name]\nko = \"복사본 {number}\"{tail}"),
        )
        .unwrap();
    }
    folder
}

fn copy(agent: &str, to: &Path) {
    fs::create_dir(to).unwrap();
    for file in fs::read_dir(Path::new(OURS).join(agent)).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

async fn app(copies: usize) -> (TestApp, TempDir) {
    let folder = agents(copies);
    let path = folder.path().to_owned();
    let app = TestApp::configured(|config| {
        config.agents = Some(path);
        config.limits.runs_per_minute = 1_000;
    })
    .await;
    (app, folder)
}

/// The agents of a page, in its order.
fn cards(page: &str) -> Vec<String> {
    let cards = page.split("<h3><a href=\"/agents/").skip(1);
    cards
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// A run that is rated so.
async fn rate(creator: &Creator, rating: &str) {
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let path = format!("/api/runs/{run}/rating");
    let request = creator
        .request(Method::PUT, &path)
        .json(&json!({"rating": rating}));
    drop(creator.send(request).await.expect(200));
}

#[tokio::test]
async fn few_agents_are_a_plain_list() {
    let (app, _folder) = app(1).await;
    let page = app.visitor().get("/agents").await.page();
    assert_eq!(cards(&page).len(), 4);
    assert!(!page.contains("role=\"search\""), "{page}");
    app.finish().await;
}

#[tokio::test]
async fn from_five_on_they_are_found_by_words_and_category() {
    let (app, _folder) = app(2).await;
    let visitor = app.visitor();
    let page = visitor.get("/agents").await.page();
    assert_eq!(cards(&page).len(), 5);
    assert!(page.contains("role=\"search\""));
    for category in ["Scripts", "Publishing", "Research"] {
        assert_eq!(page.matches(&format!("value=\"{category}\"")).count(), 1);
    }
    for (query, expected) in [
        ("q=복사본", &["copy-1", "copy-2"][..]),
        ("q=SHORTS", &["shorts-script"]),
        ("category=Research", &["trend-analyzer"]),
        ("category=Publishing&q=복사본 2", &["copy-2"]),
        ("category=Scripts&q=복사본", &[]),
    ] {
        let page = visitor.get(&format!("/agents?{query}")).await.page();
        assert_eq!(cards(&page), expected, "{query}");
        assert_eq!(page.contains("찾는 에이전트가 없어요"), expected.is_empty());
    }
    app.finish().await;
}

#[tokio::test]
async fn an_agent_is_rated_by_those_who_used_it_once_they_are_enough() {
    let (app, _folder) = app(2).await;
    let creator = app.creator("민지").await;
    drop(creator.buy(&app, "starter").await);
    for rating in ["UP", "UP", "DOWN", "UP"] {
        rate(&creator, rating).await;
    }
    let page = app.visitor().get("/agents").await.page();
    assert!(!page.contains("가 좋아요"), "four say too little");
    rate(&creator, "UP").await;
    let page = app.visitor().get("/agents").await.page();
    assert!(page.contains("평가 5개 가운데 80%가 좋아요"), "{page}");
    assert_eq!(page.matches("class=\"agent-liked").count(), 1);
    app.finish().await;
}
