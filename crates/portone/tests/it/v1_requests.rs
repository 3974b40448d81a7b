//! V1's token, its other operations, and what we send.

use openclaw_domain::{
    money::Won,
    port::payment::{
        CancelError, CancelRequest, ConfirmError, GatewayError, Notice, NoticeError,
        PaymentGateway as _, WebhookRequest,
    },
    time::Timestamp,
};
use serde_json::json;

use crate::{
    request::{cancel, confirm},
    scripted::{KEY, ORDER, SECRET, Scripted, client_v1, order},
    specification,
    v1::{ATTEMPT, gone, list, paid, refused, token, with, wrapped},
};

#[tokio::test]
async fn a_token_is_kept_until_it_is_refused() {
    let unauthorised = || refused(401, -1, "Unauthorized");
    let script = [
        token("first"),
        wrapped(&paid()),
        wrapped(&paid()),
        unauthorised(),
        token("second"),
        wrapped(&paid()),
    ];
    let server = Scripted::start(script).await;
    let client = client_v1(server.url.clone());
    for _ in 0..3 {
        let found = client.clone().fetch(&order(), None).await;
        assert!(found.unwrap().is_some());
    }
    let asked = server.asked();
    let tokens: Vec<_> = asked
        .iter()
        .map(|it| {
            it.headers
                .get("authorization")
                .map(|it| it.to_str().unwrap())
        })
        .collect();
    let expected = [
        None,
        Some("first"),
        Some("first"),
        Some("first"),
        None,
        Some("second"),
    ];
    assert_eq!(tokens, expected);
    assert_eq!(asked[0].uri.path(), "/users/getToken");
    assert_eq!(asked[0].body, json!({"imp_key": KEY, "imp_secret": SECRET}));
}

#[tokio::test]
async fn a_secret_that_is_refused_is_the_operators_affair() {
    for bad in [refused(401, -1, "x"), refused(200, -1, "x")] {
        let server = Scripted::start([bad]).await;
        let answer = client_v1(server.url.clone()).fetch(&order(), None).await;
        assert!(
            matches!(answer, Err(GatewayError::Misconfigured(_))),
            "{answer:?}"
        );
    }
    // A new token that is refused at once is not renewed again.
    let server = Scripted::start([token("t"), refused(401, -1, "x")]).await;
    let answer = client_v1(server.url.clone()).fetch(&order(), None).await;
    assert!(
        matches!(answer, Err(GatewayError::Misconfigured(_))),
        "{answer:?}"
    );
    let server = Scripted::start([wrapped(&json!({}))]).await;
    let answer = client_v1(server.url.clone()).cancel(&cancel()).await;
    assert!(
        matches!(answer, Err(CancelError::NotKnown(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn an_amount_is_registered_once() {
    let server = Scripted::start([token("t"), wrapped(&json!({"merchant_uid": ORDER}))]).await;
    let client = client_v1(server.url.clone());
    assert_eq!(client.register(&order(), Won::of(9900)).await, Ok(()));
    let expected = json!({"merchant_uid": ORDER, "amount": 9900, "currency": "KRW"});
    assert_eq!(server.asked()[1].body, expected);

    for (registered, is_right) in [
        (json!(9900.0), true),
        (json!(9901), false),
        (json!(null), false),
    ] {
        let there = wrapped(&json!({"merchant_uid": ORDER, "amount": registered}));
        let server = Scripted::start([token("t"), refused(200, 1, "이미 등록된"), there]).await;
        let answer = client_v1(server.url.clone())
            .register(&order(), Won::of(9900))
            .await;
        assert_eq!(answer.is_ok(), is_right, "{registered}: {answer:?}");
    }
}

#[tokio::test]
async fn a_page_is_asked_for_in_whole_seconds_and_leads_on() {
    let broken = with(&json!({"amount": 1.5}));
    let script = [
        token("t"),
        list(&[paid(), broken], 2),
        list(&[paid()], 0),
        list(&[paid()], 2),
        refused(404, -1, "x"),
    ];
    let server = Scripted::start(script).await;
    let client = client_v1(server.url.clone());
    let (from, until) = (Timestamp(1_795_395_600_999), Timestamp(1_795_395_700_000));
    let page = client.page(from, until, None).await.unwrap();
    assert_eq!(
        (page.payments.len(), page.unreadable, page.next.as_deref()),
        (1, 1, Some("2"))
    );
    for (length, next) in [(1, None), (1, None), (0, None)] {
        let page = client.page(from, until, Some("2")).await.unwrap();
        assert_eq!((page.payments.len(), page.next), (length, next));
    }
    let query =
        "page=1&limit=100&from=1795395600&to=1795395699&sorting=started&include_sandbox=true";
    assert_eq!(
        server.asked()[1].uri.to_string(),
        format!("/payments/status/all?{query}")
    );
    let answer = client.page(from, until, Some("x")).await;
    assert!(
        matches!(answer, Err(GatewayError::Misconfigured(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn nothing_is_confirmed_by_hand() {
    let server = Scripted::start([]).await;
    let answer = client_v1(server.url.clone()).confirm(&confirm()).await;
    assert!(
        matches!(answer, Err(ConfirmError::Misconfigured(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn every_request_is_one_that_portones_schema_knows() {
    let Some(schema) = specification::v1() else {
        return;
    };
    let no = || refused(200, 1, "no");
    let script = [
        vec![token("t"), gone(), gone(), gone()],
        vec![no(), gone()],
        vec![no(), gone(), gone()],
        vec![no(), gone(), gone(), gone()],
        vec![gone()],
    ];
    let script = script.into_iter().flatten();
    let server = Scripted::start(script).await;
    let client = client_v1(server.url.clone());
    drop(client.fetch(&order(), Some(ATTEMPT)).await);
    drop(client.register(&order(), Won::of(9900)).await);
    drop(client.cancel(&cancel()).await);
    let transaction_id = Some(ATTEMPT.to_owned());
    drop(
        client
            .cancel(&CancelRequest {
                transaction_id,
                ..cancel()
            })
            .await,
    );
    drop(client.page(Timestamp(0), Timestamp(1000), None).await);
    assert_eq!(server.asked().len(), 14);
    for asked in server.asked() {
        specification::check_v1(&schema, &asked);
    }
}

fn webhook(body: &str) -> Result<Notice, NoticeError> {
    client_v1("http://127.0.0.1:1".to_owned()).notice(&WebhookRequest {
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
        at: Timestamp(0),
    })
}

#[test]
fn a_webhook_says_where_to_look() {
    let expected = Notice {
        id: None,
        kind: "paid".to_owned(),
        payment_id: Some(ORDER.to_owned()),
        store_id: None,
    };
    for body in [
        json!({"imp_uid": ATTEMPT, "merchant_uid": ORDER, "status": "paid"}).to_string(),
        format!(
            " {}",
            json!({"merchant_uid": ORDER, "status": "paid", "cancellation_id": null, "new": 1})
        ),
        format!("imp_uid={ATTEMPT}&merchant_uid={ORDER}&status=paid&cancellation_id="),
    ] {
        assert_eq!(webhook(&body), Ok(expected.clone()), "{body}");
    }
    let long = "x".repeat(41);
    for body in [
        "",
        "{",
        "{}",
        "paid",
        "merchant_uid=&status=paid",
        &format!("merchant_uid={long}&status=paid"),
        "merchant_uid=1",
    ] {
        let answer = webhook(body);
        assert!(
            matches!(answer, Err(NoticeError::Unreadable(_))),
            "{body}: {answer:?}"
        );
    }
}
