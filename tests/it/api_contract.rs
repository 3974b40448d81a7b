//! `/api/openapi.json`: what it says is well formed and true. (Every other test's answers are held
//! against it too.)

use std::collections::BTreeSet;

use openclaw_tests::{TestApp, topic};
use reqwest::Method;
use serde_json::{Value, json};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation: method, path, what it says.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                found.push((method.to_owned(), path.clone(), operation.clone()));
            }
        }
    }
    found
}

async fn document(app: &TestApp) -> Value {
    app.visitor().get("/api/openapi.json").await.ok()
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                found.insert(reference.clone());
            }
            members
                .values()
                .for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_has_the_shape_of_openapi_3_1() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    for name in ["title", "version"] {
        assert!(!document["info"][name].as_str().unwrap().is_empty());
    }
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    let tags: Vec<&Value> = document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tag| &tag["name"])
        .collect();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "two operations are {id}");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{id}");
        for tag in operation["tags"].as_array().unwrap() {
            assert!(tags.contains(&tag), "{id}: {tag} is not described");
        }
        let responses = operation["responses"].as_object().unwrap();
        assert!(
            responses.keys().any(|status| status.starts_with('2')),
            "{id}"
        );
        for name in path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        {
            let mut parameters = operation["parameters"].as_array().unwrap().iter();
            let described =
                parameters.any(|p| p["name"] == name && p["in"] == "path" && p["required"] == true);
            assert!(described, "{method} {path}: {name} is not described");
        }
        for security in operation["security"].as_array().into_iter().flatten() {
            let scheme = security.as_object().unwrap().keys().next().unwrap();
            assert!(
                document["components"]["securitySchemes"]
                    .get(scheme)
                    .is_some(),
                "{scheme}"
            );
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn the_document_describes_what_others_rely_on() {
    let app = TestApp::start().await;
    let there: BTreeSet<String> = operations(&document(&app).await)
        .into_iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    for wanted in [
        "get /api/me",
        "get /api/packages",
        "get /api/agents",
        "get /api/agents/{id}",
        "get /api/credits/balance",
        "get /api/credits/transactions",
        "post /api/credits/prepare",
        "post /api/credits/verify",
        "post /api/agents/{id}/runs",
        "get /api/runs",
        "get /api/runs/{id}",
        "get /api/runs/{id}/events",
        "get /api/runs/{id}/download",
    ] {
        assert!(there.contains(wanted), "{wanted} is not in {there:#?}");
    }
    app.finish().await;
}

#[tokio::test]
async fn what_needs_a_session_is_refused_without_one() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let (mut guarded, mut open) = (0, 0);
    for (method, path, operation) in operations(&document(&app).await) {
        let address = path.replace("{id}", "shorts-script");
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let mut request = visitor.request(verb, &address);
        if operation.get("requestBody").is_some() {
            request = request.json(&json!({}));
        }
        let answer = visitor.send(request).await;
        if operation["tags"][0] == "webhooks" {
            // Whoever proves nothing is refused there too, each gateway in its own way.
            assert!(
                [400, 401, 404].contains(&answer.status),
                "{}",
                answer.told()
            );
        } else if operation.get("security").is_some() {
            guarded += 1;
            assert!(
                operation["responses"].get("401").is_some(),
                "{method} {path}"
            );
            answer.problem(401, "signed_out");
        } else {
            open += 1;
            drop(answer.expect(200));
        }
    }
    assert!(guarded >= 11 && open >= 3, "{guarded} and {open}");
    app.finish().await;
}

#[tokio::test]
async fn what_is_one_persons_is_nobody_elses() {
    let app = TestApp::start().await;
    let (owner, stranger) = (app.creator("minji").await, app.creator("sua").await);
    let order = owner.buy(&app, "starter").await;
    let run = owner.started(&json!({"topic": "커피"})).await;
    owner.ended(&run).await;
    let key = json!({"name": "n", "scopes": ["read"]});
    let key = owner.post("/api/me/keys", &key).await.created();
    let key = key["id"].as_str().unwrap().to_owned();
    let sessions = owner.get("/api/me/sessions").await.ok();
    let session = sessions["sessions"][0]["id"].as_str().unwrap().to_owned();
    let mut tried = 0;
    for (method, path, operation) in operations(&document(&app).await) {
        let of = |part: &str| path.starts_with(part) && path.contains("{id}");
        let id = match () {
            () if of("/api/orders/") => &order,
            () if of("/api/runs/") => &run,
            () if of("/api/me/keys/") => &key,
            () if of("/api/me/sessions/") => &session,
            () => continue,
        };
        tried += 1;
        let verb = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        let mut request = stranger.request(verb, &path.replace("{id}", id));
        if operation.get("requestBody").is_some() {
            request = request.json(&json!({}));
        }
        let answer = stranger.send(request).await;
        assert!([204, 404].contains(&answer.status), "{}", answer.told());
    }
    assert!(tried >= 8, "{tried}");
    assert_eq!(owner.order(&order).await["status"], "COMPLETED");
    assert_eq!(owner.run(&run).await["status"], "SUCCEEDED");
    let keys = owner.get("/api/me/keys").await.ok();
    assert_eq!(keys["keys"][0]["id"], key.as_str());
    app.finish().await;
}

#[tokio::test]
async fn main_answers_hold_what_is_promised() {
    let app = TestApp::start().await;
    let creator = app.creator("haneul").await;
    let me = creator.get("/api/me").await.ok();
    assert_eq!(
        (&me["name"], &me["email"]),
        (&json!("김하늘"), &json!("haneul@sandbox.example"))
    );
    let agents = creator.get("/api/agents").await.ok();
    let agent = creator.get("/api/agents/shorts-script").await.ok();
    assert_eq!(agents["agents"][0], agent);
    assert_eq!(
        (&agent["price"], &agent["deadline_seconds"]),
        (&json!(20), &json!(30))
    );
    assert_eq!(agent["formats"], json!(["txt", "md", "srt", "vtt", "json"]));
    let names: Vec<_> = agent["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| input["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "topic",
            "seconds",
            "tone",
            "persona",
            "audience",
            "platform",
            "language",
            "call_to_action",
            "report"
        ]
    );
    creator
        .get("/api/agents/nobody")
        .await
        .problem(404, "not_found");

    let started = creator.start(&topic("커피")).await.created();
    assert_eq!(started["price"], 20);
    let run = creator.ended(started["id"].as_str().unwrap()).await;
    assert_eq!(
        run["deadline_at"].as_i64().unwrap() - run["created_at"].as_i64().unwrap(),
        30_000
    );
    app.finish().await;
}

#[tokio::test]
async fn errors_of_the_api_are_problems_wherever_they_happen() {
    let app = TestApp::start().await;
    let creator = app.creator("민지").await;
    for (method, path, status, code) in [
        (Method::GET, "/api/nothing", 404, "not_found"),
        (Method::GET, "/api/runs/x/nothing", 404, "not_found"),
        (Method::PUT, "/api/me", 405, "method_not_allowed"),
        (
            Method::POST,
            "/api/credits/balance",
            405,
            "method_not_allowed",
        ),
    ] {
        let answer = creator.send(creator.request(method, path)).await;
        let id = answer.header("x-request-id").to_owned();
        let problem = answer.problem(status, code);
        assert_eq!(problem["request_id"], id);
    }
    app.finish().await;
}
