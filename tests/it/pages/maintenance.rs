//! "Back soon", while the operator moves something.

use openclaw_tests::TestApp;
use serde_json::Value;

#[tokio::test]
async fn in_maintenance_everybody_is_told_to_come_back_and_the_health_is_good() {
    let app = TestApp::configured(|config| config.maintenance = true).await;
    let visitor = app.visitor();
    let page = visitor.get("/").await.expect(503);
    assert_eq!(page.headers["retry-after"], "300");
    assert!(
        page.body.contains("지금은 잠시 쉬고 있어요"),
        "{}",
        page.body
    );
    assert!(page.body.contains("stylesheet"), "{}", page.body);
    let call = visitor.get("/api/agents").await.expect(503);
    let call: Value = serde_json::from_str(&call.body).unwrap();
    assert_eq!(call["code"], "maintenance");
    assert_eq!(visitor.get("/healthz").await.expect(200).body, "ok\n");
    app.finish().await;
}
