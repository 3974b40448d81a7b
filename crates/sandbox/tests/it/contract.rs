//! The sandbox's answers against the services' own public descriptions, where these are at hand.

use std::path::PathBuf;

use openclaw_sandbox::{NewPayment, PORTONE_API_SECRET, PaymentStatus};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::support::{World, read, script_request, world};

/// A description of `OpenAPI` 3 by its file name, from `OPENCLAW_SPECS` or the folder beside the repository.
pub(crate) fn description(file: &str) -> Option<Value> {
    let mut description = raw_description(file)?;
    let schemas = description["components"]["schemas"].as_object_mut();
    schemas
        .expect("schemas")
        .values_mut()
        .for_each(heed_discriminator);
    Some(description)
}

pub(crate) fn raw_description(file: &str) -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/specs");
    let folder = std::env::var_os("OPENCLAW_SPECS").map_or_else(|| beside.into(), PathBuf::from);
    if let Ok(text) = std::fs::read_to_string(folder.join(file)) {
        return Some(serde_json::from_str(&text).expect("JSON"));
    }
    println!(
        "NOT RUN: {file} is not in {} (set OPENCLAW_SPECS)",
        folder.display()
    );
    None
}

/// A discriminator is a keyword of `OpenAPI`, not of JSON schema: said in words a validator heeds.
fn heed_discriminator(schema: &mut Value) {
    let name = schema["discriminator"]["propertyName"].clone();
    let mapping = schema["discriminator"]["mapping"].as_object().cloned();
    let (Some(name), Some(mapping)) = (name.as_str(), mapping) else {
        return;
    };
    let options = mapping.iter().map(|(value, target)| {
        json!({"allOf": [{"properties": {name: {"const": value}}}, {"$ref": target}]})
    });
    *schema = json!({"oneOf": options.collect::<Vec<_>>()});
}

/// `nullable` is a word of `OpenAPI` 3.0, not of JSON schema: said in words a validator heeds.
pub(crate) fn heed_nullable(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(heed_nullable);
            if fields.remove("nullable") == Some(json!(true)) {
                let schema = Value::Object(std::mem::take(fields));
                fields.insert("anyOf".to_owned(), json!([schema, {"type": "null"}]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(heed_nullable),
        _ => {}
    }
}

pub(crate) fn check(description: &Value, schema: &str, document: &Value) {
    let root = json!({
        "$ref": format!("#/components/schemas/{schema}"),
        "components": description["components"],
    });
    check_against(&root, schema, document);
}

pub(crate) fn check_against(root: &Value, name: &str, document: &Value) {
    let validator = jsonschema::options().build(root).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}\n{document:#}");
}

async fn cancel(world: &World, id: &str, body: Value) -> Value {
    let request = world.post(&format!("/portone/payments/{id}/cancel"), &body);
    let secret = format!("PortOne {PORTONE_API_SECRET}");
    read(
        request
            .header(AUTHORIZATION, secret)
            .send()
            .await
            .expect("sent"),
    )
    .await
    .1
}

#[tokio::test]
async fn portone_payments_and_errors() {
    let Some(description) = description("portone-v2.openapi.json") else {
        return;
    };
    let world = world().await;
    let statuses = [
        (PaymentStatus::Ready, "ReadyPayment"),
        (PaymentStatus::PayPending, "PayPendingPayment"),
        (
            PaymentStatus::VirtualAccountIssued,
            "VirtualAccountIssuedPayment",
        ),
        (PaymentStatus::Paid, "PaidPayment"),
        (PaymentStatus::Failed, "FailedPayment"),
        (PaymentStatus::PartialCancelled, "PartialCancelledPayment"),
        (PaymentStatus::Cancelled, "CancelledPayment"),
    ];
    for (status, schema) in statuses {
        let new = NewPayment {
            status,
            ..NewPayment::paid(schema, 1000, "Credit")
        };
        world.sandbox.control().add_payment(new).expect("new");
        let (_, payment) = world.payment(schema).await;
        assert_eq!(payment["id"], schema);
        check(&description, schema, &payment);
        check(&description, "Payment", &payment);
        if let Some(cancellations) = payment["cancellations"].as_array() {
            check(
                &description,
                "SucceededPaymentCancellation",
                &cancellations[0],
            );
        }
    }
    let (_, paid) = world.payment("PaidPayment").await;
    check(&description, "PaymentMethodCard", &paid["method"]);
    check(
        &description,
        "PaymentNotFoundError",
        &world.payment("none").await.1,
    );
    let part = cancel(&world, "PaidPayment", json!({"reason": "r", "amount": 10})).await;
    check(
        &description,
        "SucceededPaymentCancellation",
        &part["cancellation"],
    );
    let refused = cancel(&world, "CancelledPayment", json!({"reason": "r"})).await;
    check(&description, "PaymentAlreadyCancelledError", &refused);
}

#[tokio::test]
async fn openai_responses_and_errors() {
    let Some(description) = description("openai.openapi.json") else {
        return;
    };
    let world = world().await;
    let mut request = script_request(&json!({"topic": "커피"}), false);
    let (_, response) = read(world.respond(&request).send().await.expect("sent")).await;
    check(&description, "Response", &response);
    request["stream"] = json!(true);
    let text = world
        .respond(&request)
        .send()
        .await
        .expect("sent")
        .text()
        .await
        .expect("text");
    let events = [
        ("response.created", "ResponseCreatedEvent"),
        ("response.in_progress", "ResponseInProgressEvent"),
        ("response.output_item.added", "ResponseOutputItemAddedEvent"),
        (
            "response.content_part.added",
            "ResponseContentPartAddedEvent",
        ),
        ("response.output_text.delta", "ResponseTextDeltaEvent"),
        ("response.output_text.done", "ResponseTextDoneEvent"),
        ("response.content_part.done", "ResponseContentPartDoneEvent"),
        ("response.output_item.done", "ResponseOutputItemDoneEvent"),
        ("response.completed", "ResponseCompletedEvent"),
    ];
    for (event, schema) in events {
        let marker = format!("event: {event}\ndata: ");
        let data = text
            .split(&marker)
            .nth(1)
            .and_then(|rest| rest.lines().next());
        let mut data: Value = serde_json::from_str(data.expect(event)).expect("JSON");
        // The real service sends null until there is a usage; its description does not say so.
        if data["response"]["usage"].is_null()
            && let Some(response) = data["response"].as_object_mut()
        {
            response.shift_remove("usage");
        }
        check(&description, schema, &data);
    }
    request["model"] = json!("none");
    let (_, error) = read(world.respond(&request).send().await.expect("sent")).await;
    check(&description, "ErrorResponse", &error);
}
