//! `POST /api/credits/verify` while PortOne fails: the order waits, and nothing is lost.

use openclaw_sandbox::{Fault, FaultKind, Service};
use openclaw_tests::TestApp;

fn status(status: u16) -> FaultKind {
    FaultKind::Status {
        status,
        code: None,
        retry_after: None,
    }
}

#[tokio::test]
async fn an_order_outlives_every_failure_of_the_gateway() {
    let app = TestApp::configured(|config| config.portone.timeout_seconds = 1).await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    for (kind, answered) in [
        (status(500), 503),
        (status(502), 503),
        (status(429), 503),
        (status(401), 502),
        (status(403), 502),
        (status(400), 502),
        (FaultKind::Malformed, 503),
        (FaultKind::Cut { after: 0 }, 503),
        (FaultKind::Slow { ms: 5_000 }, 503),
    ] {
        // One failure may be tried again by itself; this one does not pass.
        let fault = Fault {
            service: Service::Portone,
            kind: kind.clone(),
            path: None,
            times: 10,
        };
        app.control().add_fault(fault).unwrap();
        let answer = creator.verify(order).await;
        let problem = answer.problem(answered, "payment_provider_unavailable");
        assert!(
            !problem["detail"].as_str().unwrap().contains("portone"),
            "{problem:#}"
        );
        app.control().clear_faults();
        let told = creator.get(&format!("/api/orders/{order}")).await.ok();
        assert_eq!(told["status"], "PENDING", "{kind:?}");
        assert_eq!(creator.balance().await, 100, "{kind:?}");
    }
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn one_bad_answer_among_good_ones_is_not_noticed() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    app.pay(&prepared);
    app.control()
        .add_fault(Fault::once(Service::Portone, status(500)))
        .unwrap();
    let order = prepared["merchant_uid"].as_str().unwrap();
    assert_eq!(creator.verify(order).await.ok()["balance"], 1_200);
    app.finish().await;
}

#[tokio::test]
async fn the_order_page_waits_while_the_gateway_is_down() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    let prepared = creator.prepare("starter").await;
    let order = prepared["merchant_uid"].as_str().unwrap();
    app.pay(&prepared);
    let fault = Fault {
        service: Service::Portone,
        kind: status(500),
        path: None,
        times: 2,
    };
    app.control().add_fault(fault).unwrap();
    let check = format!("/orders/{order}/check");
    let page = format!("/orders/{order}");
    assert_eq!(creator.post_form(&check, &[]).await.see_other(), page);
    assert!(
        creator
            .get(&page)
            .await
            .page()
            .contains("결제를 확인하고 있어요")
    );
    assert_eq!(creator.post_form(&check, &[]).await.see_other(), page);
    assert!(
        creator
            .get(&page)
            .await
            .page()
            .contains("1,100크레딧을 넣어 드렸어요")
    );
    app.finish().await;
}
