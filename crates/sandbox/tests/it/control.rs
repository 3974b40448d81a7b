//! The control API, and the faults that every service can have.

use openclaw_sandbox::{Fault, FaultKind, NewPayment, Sandbox, Service};
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::{World, read, world};

fn fault(world: &World, service: Service, kind: FaultKind) {
    world
        .sandbox
        .control()
        .add_fault(Fault::once(service, kind))
        .expect("a fault that exists");
}

#[tokio::test]
async fn the_index_teaches_and_the_home_page_leads_to_it() {
    let world = world().await;
    let (status, index) = read(world.get("/control").send().await.expect("sent")).await;
    assert_eq!(status, 200);
    assert!(
        index["orders"]
            .as_array()
            .is_some_and(|orders| orders.len() >= 7)
    );
    let home = world
        .get("/")
        .send()
        .await
        .expect("sent")
        .text()
        .await
        .expect("html");
    assert!(home.contains("href=\"/control\""));
}

#[tokio::test]
async fn orders_over_http() {
    let world = world().await;
    let new = json!({"paymentId": "p1", "totalAmount": 1000, "orderName": "Credit"});
    assert_eq!(world.order("/control/portone/payments", &new).await.0, 201);
    assert_eq!(world.payment("p1").await.1["status"], "PAID");
    let change = world
        .client
        .patch(world.url("/control/portone/payments/p1"));
    let change = change
        .json(&json!({"status": "CANCELLED"}))
        .send()
        .await
        .expect("sent");
    assert_eq!(change.status(), 200);
    assert_eq!(world.payment("p1").await.1["status"], "CANCELLED");
    let seen = world
        .get("/control/requests?service=portone")
        .send()
        .await
        .expect("sent");
    assert_eq!(read(seen).await.1["count"], 2);
    assert_eq!(world.order("/control/reset", &json!({})).await.0, 200);
    assert_eq!(world.payment("p1").await.0, 404);
}

#[tokio::test]
async fn slips_are_told_in_plain_words() {
    let world = world().await;
    let slips = [
        (
            "/control/faults",
            json!({"service": "portone", "kind": "status"}),
            "status",
        ),
        (
            "/control/faults",
            json!({"service": "bank", "kind": "cut"}),
            "bank",
        ),
        (
            "/control/faults",
            json!({"service": "kakao", "kind": "cut", "time": 2}),
            "time",
        ),
        (
            "/control/faults",
            json!({"service": "kakao", "kind": "cut", "times": 0}),
            "at least 1",
        ),
        (
            "/control/faults",
            json!({"service": "kakao", "kind": "refusal"}),
            "openai",
        ),
        (
            "/control/faults",
            json!({"service": "openai", "kind": "status", "status": 200}),
            "400",
        ),
        (
            "/control/portone/payments",
            json!({"paymentId": "p"}),
            "totalAmount",
        ),
        ("/control/openai/pace", json!({}), "ms_total"),
    ];
    for (path, body, word) in slips {
        let (status, answer) = world.order(path, &body).await;
        assert_eq!(status, 422, "{body}");
        assert!(
            answer["error"]
                .as_str()
                .is_some_and(|text| text.contains(word)),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_status_with_the_services_own_body_as_often_as_told() {
    let world = world().await;
    let order = json!({"service": "portone", "kind": "status", "status": 502, "times": 2,
                       "retry_after": 7});
    assert_eq!(world.order("/control/faults", &order).await.0, 201);
    for _ in 0..2 {
        let (status, body) = world.payment("p1").await;
        assert_eq!((status, &body["type"]), (502, &json!("PG_PROVIDER")));
    }
    assert_eq!(world.payment("p1").await.0, 404);
    let seen = world.sandbox.control().requests(Some(Service::Portone));
    assert_eq!(
        seen.iter().map(|call| call.status).collect::<Vec<_>>(),
        [502, 502, 404].map(Some)
    );
}

#[tokio::test]
async fn a_fault_may_wait_for_a_path_and_can_be_taken_back() {
    let world = world().await;
    let order =
        json!({"service": "kakao", "kind": "status", "status": 500, "path": "/oauth/token"});
    world.order("/control/faults", &order).await;
    let discovery = "/kakao/.well-known/openid-configuration";
    assert_eq!(
        world.get(discovery).send().await.expect("sent").status(),
        200
    );
    let token = world
        .post("/kakao/oauth/token", &json!({}))
        .send()
        .await
        .expect("sent");
    assert_eq!(
        read(token).await,
        (
            500,
            json!({
        "error": "server_error", "error_description": "sandbox fault", "error_code": "KOE999"})
        )
    );
    world.order("/control/faults", &order).await;
    let cleared = world
        .client
        .delete(world.url("/control/faults"))
        .send()
        .await
        .expect("sent");
    assert_eq!(cleared.status(), 200);
    let token = world
        .post("/kakao/oauth/token", &json!({}))
        .send()
        .await
        .expect("sent");
    assert_eq!(
        token.status(),
        415,
        "the real endpoint again, which takes forms only"
    );
}

#[tokio::test]
async fn cut_malformed_slow_and_a_wrong_amount() {
    let world = world().await;
    world
        .sandbox
        .control()
        .add_payment(NewPayment::paid("p1", 1000, "Credit"))
        .expect("new");
    let ask = || {
        let secret = format!("PortOne {}", openclaw_sandbox::PORTONE_API_SECRET);
        world
            .get("/portone/payments/p1")
            .header("authorization", secret)
            .send()
    };
    fault(&world, Service::Portone, FaultKind::Cut { after: 0 });
    let body = ask().await.expect("headers").bytes().await;
    assert!(body.is_err(), "the connection goes before the body ends");
    fault(&world, Service::Portone, FaultKind::Malformed);
    let body = ask()
        .await
        .expect("headers")
        .text()
        .await
        .expect("a whole answer");
    assert!(body.starts_with('{') && serde_json::from_str::<serde_json::Value>(&body).is_err());
    fault(&world, Service::Portone, FaultKind::Slow { ms: 1 });
    assert_eq!(world.payment("p1").await.0, 200);
    fault(&world, Service::Portone, FaultKind::Amount { by: -999 });
    assert_eq!(world.payment("p1").await.1["amount"]["total"], 1);
    assert_eq!(world.payment("p1").await.1["amount"]["total"], 1000);
}

#[tokio::test]
async fn only_loopback_and_gone_when_stopped() {
    let outside = TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    assert!(Sandbox::start(outside).await.is_err());
    let World { sandbox, client } = world().await;
    let url = sandbox.url();
    sandbox.shutdown().await;
    assert!(client.get(url).send().await.is_err());
}
