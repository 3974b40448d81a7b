//! The client against the sandbox's `PortOne`, which everything else is tried with.

use openclaw_domain::{
    port::payment::{ChannelKind, GatewayError, PaymentGateway as _, PaymentStatus},
    random::OrderId,
};
use openclaw_portone::{PortOne, Settings};
use openclaw_sandbox::{
    CHANNEL_KEY, Fault, FaultKind, NewPayment, PORTONE_API_SECRET, STORE_ID, Sandbox, Service,
};
use tokio::net::TcpListener;

use crate::scripted::{ORDER, http};

async fn world(secret: &str) -> (Sandbox, PortOne) {
    let sandbox = Sandbox::start(TcpListener::bind("127.0.0.1:0").await.unwrap())
        .await
        .unwrap();
    let mut settings = Settings::new(STORE_ID.to_owned(), secret.to_owned().into());
    settings.base_url = format!("{}/portone", sandbox.url());
    let client = PortOne::new(http(), settings);
    (sandbox, client)
}

#[tokio::test]
async fn a_payment_is_told_as_it_was_made() {
    let (sandbox, client) = world(PORTONE_API_SECRET).await;
    let order = OrderId::parse(ORDER).unwrap();
    assert_eq!(client.fetch(&order, None).await, Ok(None));

    let payment = NewPayment::paid(ORDER, 9900, "OpenClaw Credit 1100");
    sandbox.control().add_payment(payment).unwrap();
    let payment = client.fetch(&order, None).await.unwrap().unwrap();
    assert_eq!(
        (payment.id.as_str(), payment.status),
        (ORDER, PaymentStatus::Paid)
    );
    assert_eq!(
        (payment.store_id.as_str(), payment.version.as_str()),
        (STORE_ID, "V2")
    );
    assert_eq!(
        (payment.channel, payment.channel_key.as_deref()),
        (ChannelKind::Test, Some(CHANNEL_KEY))
    );
    assert_eq!(
        (payment.total, payment.cancelled, payment.currency.as_str()),
        (9900, 0, "KRW")
    );
    assert_eq!(payment.order_name, "OpenClaw Credit 1100");
}

#[tokio::test]
async fn its_failures_are_ours_to_tell_apart() {
    let (sandbox, client) = world(PORTONE_API_SECRET).await;
    let order = OrderId::parse(ORDER).unwrap();
    for kind in [
        FaultKind::Status {
            status: 503,
            code: None,
            retry_after: None,
        },
        FaultKind::Cut { after: 0 },
        FaultKind::Malformed,
    ] {
        sandbox
            .control()
            .add_payment(NewPayment::paid(ORDER, 9900, "x"))
            .unwrap();
        let fault = Fault {
            times: 2,
            ..Fault::once(Service::Portone, kind.clone())
        };
        sandbox.control().add_fault(fault).unwrap();
        let answer = client.fetch(&order, None).await;
        assert!(
            matches!(answer, Err(GatewayError::Unavailable(_))),
            "{kind:?}: {answer:?}"
        );
        sandbox.control().reset();
    }
    let (_sandbox, stranger) = world("another secret").await;
    let answer = stranger.fetch(&order, None).await;
    assert!(
        matches!(answer, Err(GatewayError::Misconfigured(_))),
        "{answer:?}"
    );
}
