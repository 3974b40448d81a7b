//! A result's page: the time that each part takes, a part written anew, its versions, a rating, the
//! teleprompter. All of it works without a script.

use openclaw_tests::{TestApp, topic};
use serde_json::json;

#[tokio::test]
async fn a_part_is_written_anew_from_the_page_and_both_versions_are_there() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    for format in ["txt", "md", "srt", "vtt", "json"] {
        assert!(
            page.contains(&format!("download?format={format}")),
            "{format}"
        );
    }
    assert!(
        page.contains("<meter ") && page.contains("장면 2"),
        "{page}"
    );
    assert!(!page.contains("지난 판"));

    let path = format!("/runs/{run}/rewrites");
    let form = [
        ("part", "scenes/2"),
        ("wish", "더 짧게"),
        ("idempotency_key", "once"),
    ];
    let first = creator.post_form(&path, &form).await.see_other();
    // A form that is sent twice is one run.
    assert_eq!(creator.post_form(&path, &form).await.see_other(), first);
    assert_eq!(creator.balance().await, 75);
    let second = first.strip_prefix("/runs/").unwrap();
    creator.ended(second).await;
    let page = creator.get(&first).await.page();
    assert!(
        page.contains("지난 판") && page.contains("장면 2를 다시 쓴 글"),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"/runs/{run}\"")));
    assert_eq!(other.post_form(&path, &form).await.status, 404);
    app.finish().await;
}

#[tokio::test]
async fn each_part_can_be_copied_and_the_scenes_are_drawn_to_scale() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    let ended = creator.ended(&run).await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    let result = &ended["result"];
    let scenes = result["scenes"].as_array().unwrap();
    let all = |name: &str, between: &str| {
        let texts: Vec<_> = scenes.iter().map(|it| it[name].as_str().unwrap()).collect();
        texts.join(between)
    };
    let tags: Vec<_> = result["hashtags"].as_array().unwrap().iter().collect();
    let tags: Vec<_> = tags.iter().map(|tag| tag.as_str().unwrap()).collect();
    let escaped = |text: &str| text.replace('#', "&#35;").replace('\'', "&#39;");
    for text in [
        result["title"].as_str().unwrap().to_owned(),
        all("narration", "\n"),
        tags.join(" "),
        result["description"].as_str().unwrap().to_owned(),
    ] {
        let there = [&text, &escaped(&text)].map(|text| format!(" hidden>{text}</pre>"));
        assert!(there.iter().any(|it| page.contains(it)), "{text}: {page}");
    }
    let drawn = page.matches("class=\"timeline-scene\"").count();
    assert_eq!(drawn, scenes.len());
    let whole = scenes.last().unwrap()["end"].as_u64().unwrap();
    let second = &scenes[1];
    let (start, end) = (
        second["start"].as_u64().unwrap(),
        second["end"].as_u64().unwrap(),
    );
    let percent = |part: u64| {
        let hundredths = part * 10_000 / whole;
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    let place = format!(
        "<svg x=\"{}\" y=\"0\" width=\"{}\"",
        percent(start),
        percent(end - start)
    );
    assert!(page.contains(&place), "{place}: {page}");
    app.finish().await;
}

#[tokio::test]
async fn a_run_that_searches_first_says_so() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    app.spawner.hold();
    let path = "/api/agents/trend-analyzer/runs";
    let report = creator
        .post(path, &json!({"niche": "자취 요리"}))
        .await
        .created();
    let script = creator.started(&topic("커피")).await;
    let stages = async |run: &str| {
        let page = creator.get(&format!("/runs/{run}")).await.page();
        let stages = page.split("data-stage=\"").skip(1);
        let names = stages.map(|rest| rest.split('"').next().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let report = stages(report["id"].as_str().unwrap()).await;
    assert_eq!(report, ["searching", "writing", "checking", "saving"]);
    assert_eq!(stages(&script).await, ["writing", "checking", "saving"]);
    app.finish().await;
}

#[tokio::test]
async fn a_rating_is_given_on_the_page_and_shown_again() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let path = format!("/runs/{run}/rating");
    let form = [("rating", "DOWN"), ("reason", "<b>너무</b> 길어요")];
    let back = creator.post_form(&path, &form).await.see_other();
    assert_eq!(back, format!("/runs/{run}#rating"));
    let page = creator.get(&format!("/runs/{run}")).await.page();
    assert!(page.contains("고마워요"), "{page}");
    assert!(page.contains("&#60;b&#62;너무"), "{page}");
    assert_eq!(
        creator.post_form(&path, &[("rating", "?")]).await.status,
        422
    );
    assert_eq!(other.post_form(&path, &form).await.status, 404);
    app.finish().await;
}

#[tokio::test]
async fn a_teleprompter_shows_every_line_with_its_time() {
    let app = TestApp::start().await;
    let (creator, other) = (app.creator("민지").await, app.creator("준호").await);
    let run = creator.started(&topic("커피")).await;
    let result = creator.ended(&run).await["result"].clone();
    let path = format!("/runs/{run}/teleprompter");
    let page = creator.get(&path).await.page();
    let scenes = result["scenes"].as_array().unwrap();
    assert_eq!(page.matches("data-ms=").count(), scenes.len());
    for scene in scenes {
        assert!(
            page.contains(scene["narration"].as_str().unwrap()),
            "{page}"
        );
    }
    let script = creator.get(&format!("/api/runs/{run}/script")).await.ok();
    let first = script["scenes"][0]["speech_ms"].as_u64().unwrap();
    assert!(page.contains(&format!("data-ms=\"{first}\"")));
    let all = script["speech_ms"].as_u64().unwrap();
    assert!((27_000..=33_000).contains(&all), "{all}");
    assert_eq!(other.get(&path).await.status, 404);
    app.finish().await;
}

#[tokio::test]
async fn a_script_goes_on_to_titles_and_tags_with_one_tap() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let run = creator.started(&topic("커피")).await;
    creator.ended(&run).await;
    let page = creator.get(&format!("/runs/{run}")).await.page();
    let (_, link) = page.split_once("href=\"/agents/seo-tags?").unwrap();
    let query = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(query.starts_with(&format!("run={run}&topic=")), "{query}");
    let form = creator
        .get(&format!("/agents/seo-tags?{query}"))
        .await
        .page();
    assert!(
        form.contains(&format!("name=\"run\" value=\"{run}\"")),
        "{form}"
    );
    // A result that no agent takes leads nowhere.
    let fields = [("run", run.as_str()), ("topic", "커피")];
    let to = creator
        .post_form("/agents/seo-tags/runs", &fields)
        .await
        .see_other();
    creator.ended(to.strip_prefix("/runs/").unwrap()).await;
    let page = creator.get(&to).await.page();
    assert!(!page.contains("이 결과로 이어서 만들기"), "{page}");
    app.finish().await;
}
