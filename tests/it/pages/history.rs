//! The history of credits: filtered, and as a file.

use openclaw_tests::{TestApp, topic};

#[tokio::test]
async fn the_history_is_filtered_and_taken_home_as_a_file() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    drop(creator.buy(&app, "starter").await);
    let run = creator.started(&topic("=1+1 커피")).await;
    creator.ended(&run).await;

    let page = creator.get("/credits?kind=USAGE").await.page();
    let (_, history) = page.split_once("id=\"history\"").unwrap();
    let (history, _) = history.split_once("id=\"orders\"").unwrap();
    assert!(history.contains("value=\"USAGE\" selected"), "{history}");
    assert_eq!(
        history.matches("<th scope=\"row\">").count(),
        1,
        "{history}"
    );

    let file = creator.get("/credits/history.csv").await.expect(200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let disposition = file.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment"), "{disposition}");
    let lines: Vec<_> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "언제,종류,내용,변화,잔액");
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(
        lines[1].contains(",사용,") && lines[1].ends_with(",-20,1180"),
        "{lines:?}"
    );

    let bought = creator
        .get("/credits/history.csv?kind=PURCHASE")
        .await
        .expect(200);
    assert_eq!(bought.body.lines().count(), 2, "{}", bought.body);
    drop(app.visitor().get("/credits/history.csv").await.see_other());

    let month = creator.get("/dashboard").await.page();
    assert!(
        month.contains("최근 30일 동안 쓴 크레딧") && month.contains("<rect "),
        "{month}"
    );
    app.finish().await;
}
