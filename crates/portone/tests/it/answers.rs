//! What each answer of `PortOne` means to us.

use openclaw_domain::{
    port::payment::{
        Cancellation, CancellationState, ChannelKind, GatewayError, Payment, PaymentStatus,
        VirtualAccount,
    },
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::{
    scripted::{Answer, ORDER, SECRET, STORE, Scripted, client, json as answer, order},
    specification,
};

/// A paid payment with all that the schema requires, and fields we have no use for.
pub(crate) fn paid() -> Value {
    json!({
        "status": "PAID", "id": ORDER, "transactionId": "0190-tx", "merchantId": "merchant-1",
        "storeId": STORE, "version": "V2", "currency": "KRW",
        "channel": {"type": "LIVE", "id": "channel-1", "key": "channel-key-1", "name": "나이스",
            "pgProvider": "NICE_V2", "pgMerchantId": "nictest04m"},
        "aFieldOf2030": {"of": ["no", "use"]},
        "amount": {"total": 9900, "taxFree": 0, "vat": 900, "supply": 9000, "discount": 100,
            "paid": 9800, "cancelled": 0, "cancelledTaxFree": 0},
        "orderName": "OpenClaw Credit 1100", "customer": {"name": "홍길동"},
        "requestedAt": "2026-11-23T01:00:00Z", "updatedAt": "2026-11-23T01:00:01Z",
        "statusChangedAt": "2026-11-23T01:00:01Z", "paidAt": "2026-11-23T01:00:01Z",
        "origin": {"url": "https://openclaw.example", "platformType": "PC", "ipAddress": "203.0.113.1"}, "disputes": [],
        "receiptUrl": "https://receipt.example/1",
    })
}

async fn told(payment: &Value) -> Result<Option<Payment>, GatewayError> {
    Scripted::start([answer(200, payment)]).await.fetch().await
}

#[tokio::test]
async fn a_paid_payment_is_told_in_full() {
    let expected = Payment {
        id: ORDER.to_owned(),
        status: PaymentStatus::Paid,
        store_id: STORE.to_owned(),
        channel: ChannelKind::Live,
        channel_key: Some("channel-key-1".to_owned()),
        version: "V2".to_owned(),
        currency: "KRW".to_owned(),
        total: 9900,
        cancelled: 0,
        order_name: "OpenClaw Credit 1100".to_owned(),
        transaction_id: Some("0190-tx".to_owned()),
        receipt_url: Some("https://receipt.example/1".to_owned()),
        cancellations: Vec::new(),
        is_disputed: false,
        virtual_account: None,
    };
    assert_eq!(told(&paid()).await, Ok(Some(expected)));
}

#[test]
fn the_payment_of_these_tests_is_one_by_portones_schema() {
    let Some(mut schema) = specification::v2() else {
        return;
    };
    schema["$ref"] = "#/components/schemas/PaidPayment".into();
    let validator = jsonschema::draft4::new(&schema).unwrap();
    validator.validate(&paid()).unwrap();
    let mut broken = paid();
    broken.as_object_mut().unwrap().remove("orderName");
    assert!(!validator.is_valid(&broken));
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    for (name, status) in [
        ("READY", PaymentStatus::Ready),
        ("PAY_PENDING", PaymentStatus::PayPending),
        (
            "VIRTUAL_ACCOUNT_ISSUED",
            PaymentStatus::VirtualAccountIssued,
        ),
        ("PAID", PaymentStatus::Paid),
        ("FAILED", PaymentStatus::Failed),
        ("PARTIAL_CANCELLED", PaymentStatus::PartialCancelled),
        ("CANCELLED", PaymentStatus::Cancelled),
        (
            "PAID_IN_SHELLS",
            PaymentStatus::Unknown("PAID_IN_SHELLS".to_owned()),
        ),
    ] {
        let mut payment = paid();
        payment["status"] = name.into();
        payment["amount"]["cancelled"] = 4000.into();
        let payment = told(&payment).await.unwrap().unwrap();
        assert_eq!((payment.status, payment.cancelled), (status, 4000));
    }
}

#[tokio::test]
async fn every_channel_has_its_meaning() {
    for (kind, meaning) in [
        ("LIVE", ChannelKind::Live),
        ("TEST", ChannelKind::Test),
        ("STAGING", ChannelKind::Unknown),
    ] {
        let mut payment = paid();
        payment["channel"]["type"] = kind.into();
        assert_eq!(told(&payment).await.unwrap().unwrap().channel, meaning);
    }
}

#[tokio::test]
async fn where_no_money_moved_fields_may_be_missing() {
    for status in ["READY", "FAILED", "PAY_PENDING", "A_STATE_OF_2030"] {
        let payment = json!({"status": status, "id": ORDER, "channel": null});
        let payment = told(&payment).await.unwrap().unwrap();
        assert_eq!(payment.channel, ChannelKind::Unknown);
        assert_eq!((payment.total, payment.total_won()), (0, None));
    }
}

#[tokio::test]
async fn where_money_moved_a_missing_field_is_no_answer() {
    for status in ["PAID", "PARTIAL_CANCELLED", "CANCELLED"] {
        for pointer in [
            "/storeId",
            "/channel/type",
            "/channel",
            "/version",
            "/currency",
            "/amount/total",
            "/amount/cancelled",
            "/amount",
            "/orderName",
        ] {
            let mut payment = paid();
            payment["status"] = status.into();
            *payment.pointer_mut(pointer).unwrap() = Value::Null;
            let answer = told(&payment).await;
            assert!(
                matches!(answer, Err(GatewayError::Unavailable(_))),
                "{pointer}: {answer:?}"
            );
        }
    }
}

/// What is expected of an answer, and after how many requests.
enum Means {
    Nothing,
    Unavailable(usize),
    Misconfigured,
}

#[tokio::test]
async fn every_other_answer_has_its_meaning() {
    use Means::{Misconfigured, Nothing, Unavailable};
    for (status, body, means) in [
        (404, r#"{"type":"PAYMENT_NOT_FOUND"}"#, Nothing),
        (
            404,
            r#"{"type":"NOT_FOUND","message":"no such route"}"#,
            Unavailable(1),
        ),
        (404, "<html>nothing here</html>", Unavailable(1)),
        (400, r#"{"type":"INVALID_REQUEST"}"#, Misconfigured),
        (401, r#"{"type":"UNAUTHORIZED"}"#, Misconfigured),
        (403, r#"{"type":"FORBIDDEN"}"#, Misconfigured),
        (403, "<html>firewall</html>", Misconfigured),
        (302, "", Unavailable(1)),
        (429, r#"{"type":"TOO_MANY_REQUESTS"}"#, Unavailable(1)),
        (500, "", Unavailable(2)),
        (502, r#"{"type":"PG_PROVIDER"}"#, Unavailable(2)),
        (503, "<html>down</html>", Unavailable(2)),
        (200, "<html>hello</html>", Unavailable(1)),
        (200, r#"{"id":"1"}"#, Unavailable(1)),
        (200, "", Unavailable(1)),
    ] {
        let script = [
            Answer::Json(status, body.to_owned()),
            Answer::Json(status, body.to_owned()),
        ];
        let server = Scripted::start(script).await;
        let answer = server.fetch().await;
        let requests = server.asked().len();
        let right = match (&answer, means) {
            (Ok(None), Nothing) => requests == 1,
            (Err(GatewayError::Unavailable(_)), Unavailable(expected)) => requests == expected,
            (Err(GatewayError::Misconfigured(why)), Misconfigured) => {
                let told = format!("(HTTP {status}) for GET /payments/{ORDER}?storeId={STORE}");
                requests == 1 && why.contains(&told)
            }
            _ => false,
        };
        assert!(
            right,
            "{status} {body}: {answer:?} after {requests} requests"
        );
        assert!(!format!("{answer:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn a_refusal_names_portones_reason() {
    let body = r#"{"type":"UNAUTHORIZED","message":"x"}"#.to_owned();
    let answer = Scripted::start([Answer::Json(401, body)])
        .await
        .fetch()
        .await;
    assert!(
        answer
            .unwrap_err()
            .to_string()
            .contains("UNAUTHORIZED (HTTP 401)")
    );
}

#[tokio::test]
async fn one_bad_answer_is_outlived() {
    let script = [
        Answer::Json(503, String::new()),
        Answer::Json(200, paid().to_string()),
    ];
    let payment = Scripted::start(script)
        .await
        .fetch()
        .await
        .unwrap()
        .unwrap();
    assert_eq!(payment.status, PaymentStatus::Paid);
}

#[tokio::test]
async fn silence_ends_and_is_not_repeated() {
    let server = Scripted::start([Answer::Never]).await;
    let answer = server.fetch().await;
    assert_eq!(
        answer,
        Err(GatewayError::Unavailable("no answer in time".to_owned()))
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn nobody_listening_and_a_wrong_address_differ() {
    use openclaw_domain::port::payment::PaymentGateway as _;
    let order = order();
    let server = Scripted::start([]).await;
    let gone = server.url.clone();
    drop(server);
    let answer = client(gone).fetch(&order, None).await;
    assert!(
        matches!(answer, Err(GatewayError::Unavailable(_))),
        "{answer:?}"
    );
    for wrong in ["", "api.portone.io", "mailto:a@b.example"] {
        let answer = client(wrong.to_owned()).fetch(&order, None).await;
        assert!(
            matches!(answer, Err(GatewayError::Misconfigured(_))),
            "{wrong}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn what_went_back_is_told_one_by_one() {
    let mut payment = paid();
    payment["status"] = "PARTIAL_CANCELLED".into();
    let cancellation = |status: &str, amount: i64| {
        json!({"status": status, "id": format!("c-{amount}"), "totalAmount": amount,
            "taxFreeAmount": 0, "vatAmount": 0, "reason": "why", "requestedAt": "2026-11-23T01:00:00Z"})
    };
    let states = ["SUCCEEDED", "REQUESTED", "FAILED", "PONDERED"];
    payment["cancellations"] = states
        .iter()
        .zip(1..)
        .map(|(status, amount)| cancellation(status, amount))
        .collect();
    let expected = [
        CancellationState::Succeeded,
        CancellationState::Requested,
        CancellationState::Failed,
        CancellationState::Unknown,
    ]
    .into_iter()
    .zip(1..)
    .map(|(state, amount)| Cancellation {
        id: format!("c-{amount}"),
        state,
        amount,
        reason: "why".to_owned(),
    })
    .collect::<Vec<_>>();
    assert_eq!(
        told(&payment).await.unwrap().unwrap().cancellations,
        expected
    );

    payment["cancellations"][0]["totalAmount"] = Value::Null;
    let answer = told(&payment).await;
    assert!(
        matches!(answer, Err(GatewayError::Unavailable(_))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_dispute_counts_until_it_is_resolved() {
    for (disputes, is_disputed) in [
        (json!([]), false),
        (json!(null), false),
        (json!([{"status": "RESOLVED"}]), false),
        (
            json!([{"status": "RESOLVED"}, {"status": "UNRESOLVED"}]),
            true,
        ),
        (json!([{"status": "FORGOTTEN"}]), false),
    ] {
        let mut payment = paid();
        payment["disputes"] = disputes;
        assert_eq!(
            told(&payment).await.unwrap().unwrap().is_disputed,
            is_disputed
        );
    }
}

#[tokio::test]
async fn an_account_to_transfer_to_is_told() {
    let mut payment = paid();
    payment["status"] = "VIRTUAL_ACCOUNT_ISSUED".into();
    payment["method"] = json!({"type": "PaymentMethodVirtualAccount", "bank": "SHINHAN",
        "accountNumber": "11012345", "remitteeName": "오픈클로", "expiredAt": "2026-11-24T00:00:00+09:00"});
    let expected = VirtualAccount {
        bank: Some("SHINHAN".to_owned()),
        number: "11012345".to_owned(),
        holder: Some("오픈클로".to_owned()),
        due_at: Some(Timestamp(1_795_446_000_000)),
    };
    assert_eq!(
        told(&payment).await.unwrap().unwrap().virtual_account,
        Some(expected)
    );

    payment["method"] = json!({"type": "PaymentMethodTransfer", "bank": 7, "accountNumber": ["x"]});
    assert_eq!(told(&payment).await.unwrap().unwrap().virtual_account, None);
}
