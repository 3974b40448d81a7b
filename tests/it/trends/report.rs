//! Whole runs of the trend analyzer: evidence for everything, nothing that is not proved, and nothing
//! of YouTube's kept too long.

use std::time::Duration;

use openclaw_domain::{account::Language, time::DAY, trend::forget};
use openclaw_sandbox::{Fault, FaultKind, Service, YouTubeBucket};
use openclaw_tests::{Creator, TestApp};
use serde_json::{Value, json};

use super::{asked, begin_the_day};

async fn started(creator: &Creator, niche: &str) -> String {
    let body = json!({"niche": niche});
    let answer = creator.post("/api/agents/trend-analyzer/runs", &body).await;
    answer.created()["id"].as_str().unwrap().to_owned()
}

/// A finished report on the niche.
async fn report(creator: &Creator, niche: &str) -> (String, Value) {
    let run = started(creator, niche).await;
    let ended = creator.ended(&run).await;
    assert_eq!(ended["status"], "SUCCEEDED", "{ended:#}");
    (run, ended)
}

#[tokio::test]
async fn a_report_cites_videos_and_costs_ten_credits() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = started(&creator, "자취 요리").await;
    let events = creator.events(&run, None).await.rest().await;
    let stages: Vec<_> = events
        .iter()
        .filter(|event| event.name == "stage")
        .map(|event| event.data["stage"].as_str().unwrap())
        .collect();
    assert_eq!(stages, ["searching", "writing", "checking", "saving"]);
    // Nothing is shown before it is proved.
    assert!(events.iter().all(|event| event.name != "text"));
    let ended = creator.run(&run).await;
    assert_eq!(ended["status"], "SUCCEEDED", "{ended:#}");
    assert_eq!(creator.balance().await, 90);

    let page = creator.get(&format!("/runs/{run}")).await.page();
    for words in [
        "지금 뜨는 것",
        "<svg class=\"chart\"",
        "[샘플] ",
        "https://www.youtube.com/watch?v=sb",
        "https://www.youtube.com/t/terms",
        "https://policies.google.com/privacy",
        "쇼츠로 보임",
        "AI 생성",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    for words in ["OpenClaw의 계산", "style=\"", "<script>alert"] {
        assert!(!page.contains(words), "{words}");
    }
    for (format, words) in [
        ("txt", "https://www.youtube.com/watch?v=sb"),
        ("md", "https://www.youtube.com/watch?v=sb"),
        ("json", "\"video_id\": \"sb"),
    ] {
        let path = format!("/api/runs/{run}/download?format={format}");
        let file = creator.get(&path).await.expect(200).body;
        assert!(file.contains(words), "{format}: {file}");
    }
    // The second report on the same niche, somebody else's too, asks YouTube for nothing.
    let other = app.creator("준호").await;
    report(&other, "#자취  요리").await;
    assert_eq!(asked(&app, "/search"), 1);
    app.finish().await;
}

#[tokio::test]
async fn our_arithmetic_is_shown_only_where_the_operator_may() {
    let app = TestApp::configured(|config| config.youtube.derived_metrics = true).await;
    let creator = app.creator("민지").await;
    let (run, _) = report(&creator, "게임").await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(
        page.contains("OpenClaw의 계산 (YouTube가 제공한 수치가 아니에요)"),
        "{page}"
    );
    app.finish().await;
}

#[tokio::test]
async fn titles_that_want_to_be_obeyed_or_run_are_only_shown() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let hostile = Fault::once(Service::Youtube, FaultKind::Hostile);
    let hostile = Fault {
        path: Some("/videos".to_owned()),
        ..hostile
    };
    app.control().add_fault(hostile).unwrap();
    let (run, ended) = report(&creator, "여행").await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
    assert!(!page.contains("<img src=x"), "{page}");
    assert!(
        !ended["result"]["rising"].to_string().contains("HACKED"),
        "{ended:#}"
    );
    app.finish().await;
}

#[tokio::test]
async fn without_quota_or_youtube_the_credits_come_back_with_the_reason() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let status = |status, code: &str| FaultKind::Status {
        status,
        code: Some(code.to_owned()),
        retry_after: None,
    };
    for (kind, failure, words) in [
        (
            status(403, "forbidden"),
            "source_misconfigured",
            "유튜브 설정",
        ),
        (
            status(400, "keyInvalid"),
            "source_misconfigured",
            "유튜브 설정",
        ),
        (
            status(403, "quotaExceeded"),
            "source_quota",
            "물어볼 수 있는 횟수",
        ),
    ] {
        begin_the_day(&app);
        let fault = Fault::once(Service::Youtube, kind);
        app.control().add_fault(fault).unwrap();
        let run = started(&creator, "바둑").await;
        let ended = creator.ended(&run).await;
        assert_eq!(ended["failure"], failure, "{ended:#}");
        assert_eq!(creator.balance().await, 100);
        let page = creator.get(&format!("/runs/{run}")).await.page();
        assert!(page.contains(words), "{words}: {page}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_old_answer_is_told_with_its_age() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    begin_the_day(&app);
    report(&creator, "육아").await;
    app.advance(3 * DAY);
    app.control().set_youtube_quota(YouTubeBucket::Search, 0);
    let (run, ended) = report(&creator, "육아").await;
    let searched = ended["evidence"]["searched_at"].as_str().unwrap();
    let shown = openclaw_domain::trend::clock_in_korea(searched, Language::Korean).unwrap();
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(page.contains(&format!("검색 {shown}")), "{shown}: {page}");
    app.finish().await;
}

#[tokio::test]
async fn what_youtube_told_goes_from_old_reports_and_our_words_stay() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let (run, before) = report(&creator, "한국사").await;
    assert!(before["evidence"]["videos"].is_array(), "{before:#}");
    // Not even in the file of the result is there a value of YouTube's.
    let file = app.data().join(format!("files/runs/{run}.json"));
    let file = std::fs::read_to_string(file).unwrap();
    for video in before["evidence"]["videos"].as_array().unwrap() {
        let title = video["title"].as_str().unwrap();
        assert!(!file.contains(title), "{title}");
        let views = format!("\"{}\"", video["views"]);
        assert!(!file.contains(&views), "{views}");
    }
    app.advance((28 * DAY).checked_sub(Duration::from_mins(1)).unwrap());
    forget(app.world()).await.unwrap();
    assert!(creator.run(&run).await["evidence"]["videos"].is_array());
    app.advance(Duration::from_mins(2));
    forget(app.world()).await.unwrap();
    let after = creator.run(&run).await;
    assert_eq!(after["evidence"], Value::Null);
    assert_eq!(after["result"], before["result"]);
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(page.contains("30일이 지나기 전에 지웠어요"), "{page}");
    assert!(page.contains("찍어 볼 만한 영상"), "{page}");
    assert!(!page.contains("<svg class=\"chart\""), "{page}");
    let titles = before["evidence"]["videos"].as_array().unwrap();
    for title in titles.iter().map(|video| video["title"].as_str().unwrap()) {
        assert!(!page.contains(title), "{title}: {page}");
    }
    for format in ["txt", "md"] {
        let path = format!("/api/runs/{run}/download?format={format}");
        let file = creator.get(&path).await.expect(200).body;
        assert!(file.contains("지웠어요"), "{file}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_angle_becomes_a_script_with_one_click() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    let (run, ended) = report(&creator, "동네 맛집").await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    let link = format!("/agents/shorts-script?report={run}&amp;topic=");
    let start = page.find(&link).expect("a link");
    let end = start + page[start..].find('"').unwrap();
    let form = page[start..end].replace("&amp;", "&");
    let form = creator.get(&form).await.page();
    let topic = ended["result"]["angles"][0]["title"].as_str().unwrap();
    assert!(form.contains(topic) && form.contains(&run), "{form}");
    // The run is taken from whoever it belongs to, whatever an address says.
    let inputs = json!({"topic": topic, "report": run});
    let refused = other.post("/api/agents/shorts-script/runs", &inputs).await;
    refused.names(&[("report", "no_such_run")]);
    let script = creator.start(&inputs).await.created();
    let script = creator.ended(script["id"].as_str().unwrap()).await;
    assert_eq!(script["status"], "SUCCEEDED", "{script:#}");
    assert_eq!(script["input"]["report"], json!(run));
    app.finish().await;
}

#[tokio::test]
async fn what_nothing_proves_is_repaired_once_and_else_paid_back() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for (times, status) in [(1, "SUCCEEDED"), (2, "FAILED")] {
        let fault = Fault {
            service: Service::Openai,
            kind: FaultKind::Unproved,
            path: None,
            times,
        };
        app.control().add_fault(fault).unwrap();
        let before = creator.balance().await;
        let run = started(&creator, "반려동물").await;
        let ended = creator.ended(&run).await;
        assert_eq!(ended["status"], status, "{ended:#}");
        if status == "FAILED" {
            assert_eq!(ended["failure"], "checks_failed");
            assert_eq!(creator.balance().await, before);
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn who_leaves_takes_the_evidence_with_them() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    report(&creator, "뷰티").await;
    let evidence = "SELECT COUNT(*) FROM run_evidence";
    assert_eq!(app.count(evidence).await, 1);
    let rows = app.rows("SELECT user_id FROM agent_run").await;
    let user = rows.one().unwrap().get(0).unwrap();
    openclaw_domain::account::delete(app.world(), &user)
        .await
        .unwrap();
    assert_eq!(app.count(evidence).await, 0);
    // What all share names nobody, and stays.
    assert_eq!(app.count("SELECT COUNT(*) FROM niche_snapshot").await, 1);
    app.finish().await;
}
