//! Clients that never pause and remember what was acknowledged to them.

use std::collections::{BTreeMap, BTreeSet};

use openclaw_tests::{Creator, Running, topic};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// What the server said is done.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Runs, by the client's idempotency key.
    pub(crate) runs: BTreeMap<String, String>,
    /// Orders that were granted.
    pub(crate) orders: BTreeSet<String>,
    /// Orders that were made, and the client whose they are.
    pub(crate) prepared: BTreeMap<String, String>,
}

impl Record {
    pub(crate) fn add(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.orders.extend(other.orders);
        self.prepared.extend(other.prepared);
    }

    pub(crate) fn writes(&self) -> usize {
        self.runs.len() + self.orders.len() + self.prepared.len()
    }
}

/// An answer with this status as JSON; none when the server is gone, or said anything else.
async fn answered(request: RequestBuilder, status: u16) -> Option<Value> {
    let response = request.send().await.ok()?;
    if response.status() != status {
        return None;
    }
    serde_json::from_str(&response.text().await.ok()?).ok()
}

/// One client of a round: starts runs, and now and then buys, until the server is gone.
pub(crate) async fn load(running: &Running, creator: &Creator, name: &str) -> Record {
    let mut record = Record::default();
    for number in 0.. {
        let key = format!("{name}-{number}");
        let Some(run) = start(creator, &key).await else {
            break;
        };
        record.runs.insert(key, run);
        if number % 8 == 0 && buy(running, creator, name, &mut record).await.is_none() {
            break;
        }
    }
    record
}

/// Starts a run under a key.
pub(crate) async fn start(creator: &Creator, key: &str) -> Option<String> {
    let request = creator
        .request(Method::POST, "/api/agents/shorts-script/runs")
        .header("idempotency-key", key)
        .json(&topic("커피"));
    let started = answered(request, 201).await?;
    Some(started["id"].as_str()?.to_owned())
}

async fn buy(running: &Running, creator: &Creator, name: &str, record: &mut Record) -> Option<()> {
    let prepare = creator
        .request(Method::POST, "/api/credits/prepare")
        .json(&json!({ "package": "starter" }));
    let prepared = answered(prepare, 201).await?;
    let order = prepared["merchant_uid"].as_str()?.to_owned();
    // A client's keys are its name and the round's number.
    let (client, _) = name.split_once('-')?;
    record.prepared.insert(order.clone(), client.to_owned());
    let payment = json!({
        "paymentId": order, "totalAmount": prepared["amount"], "orderName": prepared["order_name"],
    });
    let url = format!("{}/control/portone/payments", running.sandbox);
    answered(creator.request(Method::POST, &url).json(&payment), 201).await?;
    let verify = creator
        .request(Method::POST, "/api/credits/verify")
        .json(&json!({ "merchant_uid": order }));
    let verified = answered(verify, 200).await?;
    if verified["status"] == "COMPLETED" {
        record.orders.insert(order);
    }
    Some(())
}
