//! The people who use the product: visitors, and creators who have signed in.

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};

use reqwest::{
    Client, Method, RequestBuilder,
    header::{ACCEPT, LOCATION},
    redirect::Policy,
};
use serde_json::{Value, json};

use crate::{PATIENCE, TestApp, answer::Answer, app::Address, contract, events::Events};

/// More hops than any sign-in takes.
const HOPS: usize = 10;

/// A browser or program with its own cookies; follows no redirect by itself.
#[derive(Clone)]
pub struct Visitor {
    client: Client,
    address: Address,
}

impl Visitor {
    pub(crate) fn new(address: Address) -> Self {
        // The first installation counts; a second one is the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .timeout(PATIENCE)
            .build()
            .unwrap();
        Self { client, address }
    }

    /// A request to be completed and sent with [`Visitor::send`]. `path` may be a whole address.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.address.lock().unwrap())
        };
        self.client.request(method, url)
    }

    /// Sends it. An answer of the JSON API must be as its description says.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let method = request.method().clone();
        let url = request.url();
        let query = url.query().map(|query| format!("?{query}"));
        let path = format!("{}{}", url.path(), query.unwrap_or_default());
        let ours = url
            .as_str()
            .starts_with(self.address.lock().unwrap().as_str());
        let response = self.client.execute(request).await.unwrap();
        let answer = Answer {
            method,
            path,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        };
        if ours {
            contract::check(&answer);
        }
        answer
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// POST of JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// POST of a form, as a page without scripts sends it.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::POST, path).form(fields))
            .await
    }

    /// GET, going where redirects lead, other sites included.
    pub async fn follow(&self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..HOPS {
            let Some(next) = answer.headers.get(LOCATION) else {
                return answer;
            };
            let next = next.to_str().unwrap().to_owned();
            answer = self.get(&next).await;
        }
        panic!("too many redirects, the last: {}", answer.told());
    }

    /// The events of a run.
    pub async fn events(&self, run: &str, last_event_id: Option<&str>) -> Events {
        let mut request = self.request(Method::GET, &format!("/api/runs/{run}/events"));
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        Events::new(request.send().await.unwrap())
    }
}

/// Somebody signed in.
#[derive(Clone)]
pub struct Creator(Visitor);

impl Deref for Creator {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl Creator {
    /// Goes through the whole flow as a program does, and ends on the dashboard.
    pub async fn sign_in(visitor: Visitor, name: &str) -> Self {
        Self::sign_in_by(visitor, "kakao", name).await
    }

    /// Somebody who has signed in, agreed or not.
    #[must_use]
    pub fn known(visitor: Visitor) -> Self {
        Self(visitor)
    }

    /// The same person, with the same cookies, at another process of the product.
    #[must_use]
    pub fn at(&self, url: String) -> Self {
        Self(Visitor {
            client: self.client.clone(),
            address: Arc::new(Mutex::new(url)),
        })
    }

    /// The same by another provider.
    pub async fn sign_in_by(visitor: Visitor, provider: &str, name: &str) -> Self {
        let answer = visitor
            .follow(&format!("/auth/{provider}?login_hint={name}"))
            .await;
        let creator = Self(visitor);
        if !answer.path.starts_with("/welcome") {
            assert_eq!(answer.path, "/dashboard", "{}", answer.told());
            drop(answer.expect(200));
            return creator;
        }
        creator.agree().await;
        drop(creator.get("/dashboard").await.expect(200));
        creator
    }

    /// Agrees to the terms that hold.
    pub async fn agree(&self) {
        let mut consent = json!({"version": "", "terms": true, "privacy": true, "age_14": true});
        let told = self.post("/api/me/consent", &consent).await;
        consent["version"] = told.problem(409, "not_all_agreed")["legal_version"].clone();
        drop(self.post("/api/me/consent", &consent).await.expect(204));
    }

    /// Credits left.
    pub async fn balance(&self) -> i64 {
        let body = self.get("/api/credits/balance").await.ok();
        body["balance"].as_i64().unwrap()
    }

    /// A new order.
    pub async fn prepare(&self, package: &str) -> Value {
        let body = json!({ "package": package });
        self.post("/api/credits/prepare", &body).await.created()
    }

    /// Asks to look at an order.
    pub async fn verify(&self, order: &str) -> Answer {
        self.post("/api/credits/verify", &json!({ "merchant_uid": order }))
            .await
    }

    /// Buys a package through and through; answers the order's id.
    pub async fn buy(&self, app: &TestApp, package: &str) -> String {
        let prepared = self.prepare(package).await;
        app.pay(&prepared);
        let order = prepared["merchant_uid"].as_str().unwrap().to_owned();
        assert_eq!(self.verify(&order).await.ok()["status"], "COMPLETED");
        order
    }

    /// An order as it stands.
    pub async fn order(&self, id: &str) -> Value {
        self.get(&format!("/api/orders/{id}")).await.ok()
    }

    /// What could be refunded of an order.
    pub async fn quote(&self, order: &str) -> Value {
        self.get(&format!("/api/orders/{order}/refund")).await.ok()
    }

    /// Asks for a refund.
    pub async fn ask_refund(&self, order: &str) -> Answer {
        let path = format!("/api/orders/{order}/refund");
        self.send(self.request(Method::POST, &path)).await
    }

    /// Asks for a script.
    pub async fn start(&self, inputs: &Value) -> Answer {
        self.post("/api/agents/shorts-script/runs", inputs).await
    }

    /// Asks for a script under a key.
    pub async fn start_keyed(&self, key: &str, inputs: &Value) -> Answer {
        let request = self
            .request(Method::POST, "/api/agents/shorts-script/runs")
            .header("idempotency-key", key)
            .json(inputs);
        self.send(request).await
    }

    /// Starts a script and listens to it in the same request.
    pub async fn start_and_listen(&self, inputs: &Value) -> Events {
        let request = self
            .request(Method::POST, "/api/agents/shorts-script/runs")
            .header(ACCEPT, "text/event-stream")
            .json(inputs);
        Events::new(request.send().await.unwrap())
    }

    /// Starts a script and answers the run's id.
    pub async fn started(&self, inputs: &Value) -> String {
        let body = self.start(inputs).await.created();
        body["id"].as_str().unwrap().to_owned()
    }

    /// Waits for the end of a run, as a page does, and answers it.
    pub async fn ended(&self, run: &str) -> Value {
        self.events(run, None).await.rest().await;
        self.run(run).await
    }

    /// A run as it stands.
    pub async fn run(&self, run: &str) -> Value {
        self.get(&format!("/api/runs/{run}")).await.ok()
    }

    /// Asks for one part of a result anew.
    pub async fn rewrite(&self, run: &str, part: &str, wish: &str) -> Answer {
        let asked = serde_json::json!({ "part": part, "wish": wish });
        self.post(&format!("/api/runs/{run}/rewrites"), &asked)
            .await
    }

    /// The history, newest first, a line an entry: `USAGE -20 80`.
    pub async fn history(&self) -> Vec<String> {
        let body = self.get("/api/credits/transactions?limit=100").await.ok();
        let entries = body["transactions"].as_array().unwrap().iter();
        entries
            .map(|entry| {
                format!(
                    "{} {} {}",
                    entry["kind"].as_str().unwrap(),
                    entry["amount"],
                    entry["balance_after"]
                )
            })
            .collect()
    }
}
