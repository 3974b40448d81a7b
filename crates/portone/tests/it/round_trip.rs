//! Both clients against the sandbox's `PortOne`, all the way there and back.

use openclaw_domain::{
    money::Won,
    port::payment::{
        CancelError, CancelRequest, CancellationState, ChannelKind, ConfirmError,
        PaymentGateway as _, PaymentStatus, WebhookRequest,
    },
    time::Timestamp,
};
use openclaw_portone::{PortOne, PortOneV1, Settings, SettingsV1};
use openclaw_sandbox::{
    Fault, FaultKind, NewPayment, PORTONE_API_SECRET, PORTONE_WEBHOOK_SECRET,
    PORTONE_WEBHOOK_SECRET_NEXT, STORE_ID, Sandbox, Service, V1_API_KEY, V1_API_SECRET,
    V1_USER_CODE, Version,
};
use tokio::net::TcpListener;

use crate::{
    request::{cancel, confirm},
    scripted::{ORDER, http, order},
};

const NOW_MS: i64 = 1_795_395_600_000;

async fn sandbox() -> Sandbox {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let sandbox = Sandbox::start(listener).await.unwrap();
    sandbox.control().set_time(Some(NOW_MS)).unwrap();
    sandbox
}

fn v2(sandbox: &Sandbox) -> PortOne {
    let mut settings = Settings::new(STORE_ID.to_owned(), PORTONE_API_SECRET.to_owned().into());
    settings.base_url = format!("{}/portone", sandbox.url());
    settings.webhook_secrets = vec![
        PORTONE_WEBHOOK_SECRET.to_owned().into(),
        PORTONE_WEBHOOK_SECRET_NEXT.to_owned().into(),
    ];
    PortOne::new(http(), settings)
}

fn v1(sandbox: &Sandbox) -> PortOneV1 {
    let mut settings = SettingsV1::new(
        V1_USER_CODE.to_owned(),
        V1_API_KEY.to_owned(),
        V1_API_SECRET.to_owned().into(),
    );
    settings.base_url = format!("{}/portone-v1", sandbox.url());
    PortOneV1::new(http(), settings)
}

fn paid(sandbox: &Sandbox, version: Version) {
    let payment = NewPayment {
        version,
        ..NewPayment::paid(ORDER, 9900, "OpenClaw Credit 1100")
    };
    sandbox.control().add_payment(payment).unwrap();
}

#[tokio::test]
async fn money_goes_back_once_however_often_it_is_asked_for() {
    let sandbox = sandbox().await;
    let client = v2(&sandbox);
    paid(&sandbox, Version::V2);
    let first = client.cancel(&cancel()).await.unwrap();
    assert_eq!(
        (first.state, first.amount),
        (CancellationState::Succeeded, 4000)
    );
    assert_eq!(
        client.cancel(&cancel()).await,
        Ok(first.clone()),
        "the same key"
    );

    let key = "another-key-of-ours".to_owned();
    let outdated = CancelRequest { key, ..cancel() };
    let answer = client.cancel(&outdated).await;
    assert!(matches!(answer, Err(CancelError::Changed(_))), "{answer:?}");

    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!(payment.status, PaymentStatus::PartialCancelled);
    assert_eq!((payment.held(), payment.cancellations), (5900, vec![first]));
}

#[tokio::test]
async fn money_on_its_way_back_is_told_so() {
    let sandbox = sandbox().await;
    let client = v2(&sandbox);
    paid(&sandbox, Version::V2);
    sandbox.control().set_async_cancel(true);
    let answer = client.cancel(&cancel()).await.unwrap();
    assert_eq!(answer.state, CancellationState::Requested);
    sandbox.control().finish_cancel(ORDER, true).unwrap();
    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!(payment.cancellations[0].state, CancellationState::Succeeded);
}

#[tokio::test]
async fn what_v2_says_of_a_payment_is_heard() {
    let sandbox = sandbox().await;
    let client = v2(&sandbox);
    assert_eq!(client.register(&order(), Won::of(9900)).await, Ok(()));
    let answer = client.confirm(&confirm()).await;
    assert!(
        matches!(answer, Err(ConfirmError::Refused(_))),
        "{answer:?}"
    );
    paid(&sandbox, Version::V2);
    assert_eq!(
        client.register(&order(), Won::of(9900)).await,
        Ok(()),
        "paid already"
    );
    assert_eq!(client.confirm(&confirm()).await, Ok(()), "captured already");

    sandbox.control().dispute(ORDER).unwrap();
    assert!(
        client
            .fetch(&order(), None)
            .await
            .unwrap()
            .unwrap()
            .is_disputed
    );
    sandbox.control().resolve_dispute(ORDER).unwrap();
    assert!(
        !client
            .fetch(&order(), None)
            .await
            .unwrap()
            .unwrap()
            .is_disputed
    );
}

#[tokio::test]
async fn a_shop_is_read_page_by_page() {
    let sandbox = sandbox().await;
    for number in 0..150 {
        let payment = NewPayment::paid(format!("{number:032x}"), 9900, "x");
        sandbox.control().add_payment(payment).unwrap();
    }
    let client = v2(&sandbox);
    let (from, until) = (Timestamp(NOW_MS - 1000), Timestamp(NOW_MS + 1000));
    let first = client.page(from, until, None).await.unwrap();
    let cursor = first.next.as_deref();
    let second = client.page(from, until, cursor).await.unwrap();
    assert_eq!((first.payments.len(), second.payments.len()), (100, 50));
    assert_eq!((cursor.is_some(), second.next), (true, None));
    assert!(!second.payments.contains(&first.payments[99]));
}

#[tokio::test]
async fn its_webhooks_are_believed_under_either_secret() {
    let sandbox = sandbox().await;
    let body = format!(r#"{{"type":"Transaction.Paid","data":{{"paymentId":"{ORDER}"}}}}"#);
    for secret in [PORTONE_WEBHOOK_SECRET, PORTONE_WEBHOOK_SECRET_NEXT] {
        let signed = sandbox
            .control()
            .sign_webhook(secret, &body, "msg-1", NOW_MS / 1000);
        let request = WebhookRequest {
            headers: signed.headers,
            body: signed.body.into_bytes(),
            at: Timestamp(NOW_MS),
        };
        let notice = v2(&sandbox).notice(&request).unwrap();
        assert_eq!(notice.payment_id.as_deref(), Some(ORDER));
    }
}

#[tokio::test]
async fn a_payment_over_v1_is_found_by_its_order_and_by_its_attempt() {
    let sandbox = sandbox().await;
    let client = v1(&sandbox);
    assert_eq!(client.fetch(&order(), None).await, Ok(None));
    paid(&sandbox, Version::V1);
    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!(
        (payment.id.as_str(), &payment.status),
        (ORDER, &PaymentStatus::Paid)
    );
    assert_eq!((payment.channel, payment.total), (ChannelKind::Test, 9900));
    let attempt = payment.transaction_id.as_deref();
    assert_eq!(
        client.fetch(&order(), attempt).await.unwrap().as_ref(),
        Some(&payment)
    );

    sandbox.control().expire_v1_token();
    assert!(client.fetch(&order(), None).await.unwrap().is_some());
    let (from, until) = (Timestamp(NOW_MS - 1000), Timestamp(NOW_MS + 1000));
    assert_eq!(
        client.page(from, until, None).await.unwrap().payments,
        [payment]
    );
}

#[tokio::test]
async fn over_v1_the_second_of_two_equal_cancellations_is_refused() {
    let sandbox = sandbox().await;
    let client = v1(&sandbox);
    paid(&sandbox, Version::V1);
    let first = client.cancel(&cancel()).await.unwrap();
    assert_eq!(
        (first.state, first.amount),
        (CancellationState::Succeeded, 4000)
    );
    let answer = client.cancel(&cancel()).await;
    assert!(matches!(answer, Err(CancelError::Changed(_))), "{answer:?}");
    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!((payment.held(), payment.cancellations), (5900, vec![first]));
    let too_much = CancelRequest {
        amount: 6000,
        cancellable: 5900,
        ..cancel()
    };
    let answer = client.cancel(&too_much).await;
    assert!(matches!(answer, Err(CancelError::Refused(_))), "{answer:?}");
}

#[tokio::test]
async fn an_amount_over_v1_is_registered_once() {
    let sandbox = sandbox().await;
    let client = v1(&sandbox);
    for _ in 0..2 {
        assert_eq!(client.register(&order(), Won::of(9900)).await, Ok(()));
    }
    assert!(client.register(&order(), Won::of(100)).await.is_err());
}

#[tokio::test]
async fn a_cancellation_whose_answer_is_cut_happened_once() {
    let sandbox = sandbox().await;
    let client = v2(&sandbox);
    paid(&sandbox, Version::V2);
    let cut = Fault::once(Service::Portone, FaultKind::Cut { after: 0 });
    sandbox.control().add_fault(cut).unwrap();
    assert!(client.cancel(&cancel()).await.is_ok());
    let payment = client.fetch(&order(), None).await.unwrap().unwrap();
    assert_eq!((payment.held(), payment.cancellations.len()), (5900, 1));
}
