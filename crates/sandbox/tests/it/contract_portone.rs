//! Every answer of `PortOne`'s stand-ins against the public descriptions of V2 and V1.

use openclaw_sandbox::{
    ChannelType, Fault, FaultKind, NewPayment, PaymentStatus, Service, Version,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    contract::{check, check_against, description, raw_description},
    shop::{Receiver, request_with, value},
    support::{World, world},
};

const V2: &str = "portone-v2.openapi.json";
const V1: &str = "portone-v1.openapi.json";

/// The schema of an operation's answer with this status.
fn schema_of(description: &Value, path: &str, method: &str, status: u16) -> String {
    let status = status.to_string();
    let answer = &description["paths"][path][method]["responses"][status.as_str()];
    let reference = answer["content"]["application/json"]["schema"]["$ref"].as_str();
    let reference = reference.unwrap_or_else(|| panic!("{method} {path} has no {status}"));
    reference.rsplit('/').next().expect("a name").to_owned()
}

/// Checks the answer of a write to the payment `p1` against what the description says of it.
async fn write(world: &World, description: &Value, deed: &str, body: &Value) -> (u16, Value) {
    let (status, answer) = world.v2_post(&format!("/payments/p1/{deed}"), body).await;
    let path = format!("/payments/{{paymentId}}/{deed}");
    check(
        description,
        &schema_of(description, &path, "post", status),
        &answer,
    );
    (status, answer)
}

async fn list(world: &World, description: &Value, path: &str, input: &Value) -> u16 {
    let (status, answer) = world.v2_get(path, input).await;
    check(
        description,
        &schema_of(description, path, "get", status),
        &answer,
    );
    status
}

#[tokio::test]
async fn v2_writes() {
    let Some(description) = description(V2) else {
        return;
    };
    let world = world().await;
    let control = world.sandbox.control();
    let receiver = Receiver::start(&[]).await;
    control
        .set_webhook_url(Some(receiver.url.clone()))
        .expect("loopback");
    control.set_manual_confirm(true);
    let amount = json!({"totalAmount": 1000, "taxFreeAmount": 0, "currency": "KRW"});
    assert_eq!(
        write(&world, &description, "pre-register", &amount).await.0,
        200
    );
    assert_eq!(
        write(&world, &description, "pre-register", &json!([]))
            .await
            .0,
        400
    );
    let back = world.pay(&crate::shop::request("p1")).await;
    let token = json!({"paymentToken": value(&back, "paymentToken")});
    let other = json!({"paymentToken": "other"});
    assert_eq!(write(&world, &description, "confirm", &other).await.0, 400);
    let mut wrong = token.clone();
    wrong["totalAmount"] = json!(1);
    assert_eq!(write(&world, &description, "confirm", &wrong).await.0, 409);
    assert_eq!(write(&world, &description, "confirm", &token).await.0, 200);
    assert_eq!(write(&world, &description, "confirm", &token).await.0, 409);
    assert_eq!(
        write(&world, &description, "pre-register", &amount).await.0,
        409
    );
    control.webhooks_settled().await;
    assert_eq!(
        write(&world, &description, "resend-webhook", &json!({}))
            .await
            .0,
        200
    );
    let none = json!({"webhookId": "none"});
    assert_eq!(
        write(&world, &description, "resend-webhook", &none).await.0,
        404
    );
}

#[tokio::test]
async fn v2_cancellations_and_disputes() {
    let Some(description) = description(V2) else {
        return;
    };
    let world = world().await;
    let control = world.sandbox.control();
    let new = NewPayment::paid("p1", 1000, "Credit");
    control.add_payment(new).expect("new");
    control.dispute("p1").expect("paid");
    control.resolve_dispute("p1").expect("disputed");
    control.set_async_cancel(true);
    let part = json!({"reason": "r", "amount": 1});
    assert_eq!(write(&world, &description, "cancel", &part).await.0, 200);
    check(&description, "Payment", &world.payment("p1").await.1);
    control.finish_cancel("p1", false).expect("waiting");
    check(&description, "Payment", &world.payment("p1").await.1);
    control.set_async_cancel(false);
    assert_eq!(
        write(&world, &description, "cancel", &json!({})).await.0,
        400
    );
    for (amount, status) in [(2000, 409), (999, 200), (1, 200), (1, 409)] {
        let body = json!({"reason": "r", "amount": amount});
        assert_eq!(write(&world, &description, "cancel", &body).await.0, status);
        check(&description, "Payment", &world.payment("p1").await.1);
    }
}

#[tokio::test]
async fn v2_methods_and_lists() {
    let Some(description) = description(V2) else {
        return;
    };
    let world = world().await;
    let control = world.sandbox.control();
    let methods = [
        json!({"payMethod": "CARD"}),
        json!({"payMethod": "TRANSFER"}),
        json!({"payMethod": "EASY_PAY", "easyPay": {"easyPayProvider": "KAKAOPAY"}}),
        json!({"payMethod": "VIRTUAL_ACCOUNT"}),
    ];
    for (number, fields) in methods.iter().enumerate() {
        let id = format!("m{number}");
        let html = world
            .open(&request_with(&id, fields))
            .await
            .expect("a window");
        check(&description, "ReadyPayment", &world.payment(&id).await.1);
        let _ = world.press(&html, "pay").await;
        check(&description, "Payment", &world.payment(&id).await.1);
    }
    control.deposit("m3").expect("waiting");
    check(&description, "PaidPayment", &world.payment("m3").await.1);
    for path in ["/payments", "/payments-by-cursor"] {
        assert_eq!(list(&world, &description, path, &json!({})).await, 200);
        let other = json!({"storeId": "store-other", "filter": {"storeId": "store-other"}});
        assert_eq!(list(&world, &description, path, &other).await, 403);
        let bad = json!({"size": 0, "page": {"size": 0}});
        assert_eq!(list(&world, &description, path, &bad).await, 400);
        let (_, all) = world.v2_get(path, &json!({})).await;
        assert_eq!(all["items"].as_array().map(Vec::len), Some(4));
    }
}

/// The error types of an operation, from the mapping of its discriminator.
fn error_types(raw: &Value, schema: &str) -> Vec<(String, String, u16)> {
    let schemas = &raw["components"]["schemas"];
    let mapping = schemas[schema]["discriminator"]["mapping"].as_object();
    let status = |name: &str| schemas[name]["x-portone-status-code"].as_u64();
    mapping
        .expect("a mapping")
        .iter()
        .map(|(kind, target)| {
            let name = target.as_str().and_then(|target| target.rsplit('/').next());
            let name = name.expect("a name").to_owned();
            let status = status(&name).and_then(|status| u16::try_from(status).ok());
            (kind.clone(), name, status.expect("a status"))
        })
        .collect()
}

#[tokio::test]
async fn v2_errors_on_demand() {
    let (Some(description), Some(raw)) = (description(V2), raw_description(V2)) else {
        return;
    };
    let world = world().await;
    let operations = [
        ("cancel", "CancelPaymentError"),
        ("confirm", "ConfirmPaymentError"),
        ("pre-register", "PreRegisterPaymentError"),
        ("resend-webhook", "ResendWebhookError"),
    ];
    for (deed, schema) in operations {
        let types = error_types(&raw, schema);
        assert!(types.len() >= 4, "{schema}");
        for (kind, name, status) in types {
            let fault = FaultKind::Status {
                status,
                code: Some(kind.clone()),
                retry_after: None,
            };
            let fault = Fault::once(Service::Portone, fault);
            world.sandbox.control().add_fault(fault).expect("exists");
            let (given, body) = write(&world, &description, deed, &json!({"reason": "r"})).await;
            assert_eq!((given, &body["type"]), (status, &json!(kind)));
            check(&description, &name, &body);
        }
    }
}

/// Swagger 2 has no word for null, which the service sends for what does not apply, and this
/// description writes some lengths as strings.
fn v1_check(description: &Value, schema: &str, answer: &Value) {
    let root = json!({
        "$ref": format!("#/definitions/{schema}"),
        "definitions": description["definitions"],
    });
    check_against(&root, schema, &without_nulls(answer));
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn mend_lengths(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let length = fields.get("maxLength").and_then(Value::as_str);
            if let Some(length) = length.and_then(|length| length.parse::<u64>().ok()) {
                fields.insert("maxLength".to_owned(), json!(length));
            }
            fields.values_mut().for_each(mend_lengths);
        }
        Value::Array(items) => items.iter_mut().for_each(mend_lengths),
        _ => {}
    }
}

fn v1_description() -> Option<Value> {
    let mut description = raw_description(V1)?;
    mend_lengths(&mut description["definitions"]);
    // Its annotation of a prepared payment requires the fields of a page, which it does not have.
    if let Some(prepared) = description["definitions"]["PaymentPrepareAnnotation"].as_object_mut() {
        prepared.shift_remove("required");
    }
    Some(description)
}

/// A payment of V1 in each status, under `imp_0` and on.
fn add_one_of_each(world: &World) {
    let statuses = [
        PaymentStatus::Ready,
        PaymentStatus::VirtualAccountIssued,
        PaymentStatus::Paid,
        PaymentStatus::Failed,
        PaymentStatus::PartialCancelled,
        PaymentStatus::Cancelled,
    ];
    for (number, status) in statuses.into_iter().enumerate() {
        let new = NewPayment {
            version: Version::V1,
            channel_type: ChannelType::Live,
            transaction_id: Some(format!("imp_{number}")),
            status,
            ..NewPayment::paid(format!("m{number}"), 1000, "Credit")
        };
        world.sandbox.control().add_payment(new).expect("new");
    }
}

#[tokio::test]
async fn v1_lookups() {
    let Some(description) = v1_description() else {
        return;
    };
    let world = world().await;
    add_one_of_each(&world);
    let mut calls: Vec<(String, &str)> = (0..6)
        .map(|number| (format!("/payments/imp_{number}"), "PaymentResponse"))
        .collect();
    calls.extend([
        ("/payments/find/m2/paid".to_owned(), "PaymentResponse"),
        ("/payments/status/all".to_owned(), "PaymentListResponse"),
        (
            "/payments?imp_uid[]=imp_2".to_owned(),
            "MultiplePaymentsResponse",
        ),
    ]);
    for (path, schema) in calls {
        let (status, answer) = world.v1(Method::GET, &path, &Value::Null).await;
        assert_eq!((status, &answer["code"]), (200, &json!(0)), "{path}");
        v1_check(&description, schema, &answer);
    }
}

#[tokio::test]
async fn v1_writes_and_errors() {
    let Some(description) = v1_description() else {
        return;
    };
    let world = world().await;
    add_one_of_each(&world);
    let prepare = json!({"merchant_uid": "m9", "amount": 1000, "currency": "KRW"});
    let cancel = json!({"imp_uid": "imp_2", "amount": 10});
    let prepared = "PaymentPrepareResponse";
    for (method, path, body, schema) in [
        (Method::POST, "/payments/prepare", &prepare, prepared),
        (Method::PUT, "/payments/prepare", &prepare, prepared),
        (Method::GET, "/payments/prepare/m9", &Value::Null, prepared),
        (Method::POST, "/payments/cancel", &cancel, "PaymentResponse"),
    ] {
        let (status, answer) = world.v1(method, path, body).await;
        assert_eq!((status, &answer["code"]), (200, &json!(0)), "{path}");
        v1_check(&description, schema, &answer);
    }
    for path in [
        "/payments/none",
        "/payments/prepare/none",
        "/payments/status/odd",
    ] {
        let (_, answer) = world.v1(Method::GET, path, &Value::Null).await;
        assert_ne!(answer["code"], 0, "{path}");
        v1_check(&description, "ResponseAnnotation", &answer);
    }
    let token = json!({"imp_key": openclaw_sandbox::V1_API_KEY,
                       "imp_secret": openclaw_sandbox::V1_API_SECRET});
    let (_, answer) = world.order("/portone-v1/users/getToken", &token).await;
    v1_check(&description, "AuthResponse", &answer);
    let fault = FaultKind::Status {
        status: 500,
        code: None,
        retry_after: None,
    };
    let fault = Fault::once(Service::PortoneV1, fault);
    world.sandbox.control().add_fault(fault).expect("exists");
    let (_, answer) = world.order("/portone-v1/users/getToken", &token).await;
    v1_check(&description, "ResponseAnnotation", &answer);
}
