//! What we send, held against `PortOne`'s published schemas, where the machine has them: they are
//! not ours to redistribute.

use std::{fs, path::PathBuf};

use reqwest::Url;
use serde_json::{Value, json};

use crate::scripted::Asked;

/// The V2 schema.
pub(crate) fn v2() -> Option<Value> {
    published("portone-v2.openapi.json")
}

/// The V1 schema.
pub(crate) fn v1() -> Option<Value> {
    published("portone-v1.openapi.json")
}

fn published(file: &str) -> Option<Value> {
    let folder = std::env::var_os("OPENCLAW_SPECS").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/specs"
            ))
        },
        PathBuf::from,
    );
    let Ok(text) = fs::read(folder.join(file)) else {
        println!("did not run: no {file} in {}", folder.display());
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}

/// Fails unless V2 has the request's path, method, query and body.
pub(crate) fn check_v2(schema: &Value, asked: &Asked) {
    let operation = operation(schema, asked, false);
    for (name, _) in query(asked) {
        let known = |it: &Value| it["in"] == "query" && it["name"] == name;
        assert!(parameters(operation).iter().any(known), "{name} is unknown");
    }
    let content = "/requestBody/content/application~1json/schema";
    let body = request_body(asked).unwrap_or_else(|| asked.body.clone());
    match operation.pointer(content) {
        Some(body_schema) => check(schema, body_schema, &body),
        None => assert_eq!(body, Value::Null),
    }
    let (sent, _) = asked.headers["authorization"]
        .to_str()
        .unwrap()
        .split_once(' ')
        .unwrap();
    let expected = &schema["components"]["securitySchemes"]["portOne"]["scheme"];
    assert_eq!(*expected, sent.to_lowercase());
}

/// Fails unless V1 has the request's path, method, query and body.
pub(crate) fn check_v1(schema: &Value, asked: &Asked) {
    let operation = operation(schema, asked, true);
    let typed = |place: &str, name: &str| {
        parameters(operation)
            .iter()
            .find(|it| it["in"] == place && it["name"] == name)
            .unwrap_or_else(|| panic!("{name} is unknown"))["type"]
            .clone()
    };
    for (name, value) in query(asked) {
        // Documented for one road alone, and asked for on every one that may hide a test payment.
        if name == "include_sandbox" {
            continue;
        }
        let fits = match typed("query", &name).as_str().unwrap() {
            "integer" => value.parse::<i64>().is_ok(),
            _ => true,
        };
        assert!(fits, "{name}={value}");
    }
    for (name, value) in asked.body.as_object().into_iter().flatten() {
        match typed("formData", name).as_str().unwrap() {
            "string" => assert!(value.is_string(), "{name}"),
            "number" => assert!(value.is_number(), "{name}"),
            other => panic!("{name} is {other}"),
        }
    }
    for it in parameters(operation) {
        let name = it["name"].as_str().unwrap();
        let is_due = it["in"] == "formData" && it["required"] == true;
        assert!(!is_due || !asked.body[name].is_null(), "{name} is missing");
    }
}

/// The JSON that V2 takes in a query where others take a body.
pub(crate) fn request_body(asked: &Asked) -> Option<Value> {
    let found = query(asked).into_iter().find(|(it, _)| it == "requestBody");
    found.map(|(_, value)| serde_json::from_str(&value).unwrap())
}

fn check(schema: &Value, part: &Value, document: &Value) {
    let mut root = schema.clone();
    let name = part["$ref"].as_str().unwrap();
    root["$ref"] = name.into();
    jsonschema::draft4::new(&root)
        .unwrap()
        .validate(document)
        .unwrap();
    // A misspelt name is none of the schema's errors.
    let known = &schema.pointer(&name[1..]).unwrap()["properties"];
    for field in document.as_object().unwrap().keys() {
        assert!(known.get(field).is_some(), "{field} is unknown to {name}");
    }
}

fn query(asked: &Asked) -> Vec<(String, String)> {
    let url = Url::parse(&format!("http://any{}", asked.uri)).unwrap();
    url.query_pairs().into_owned().collect()
}

fn parameters(operation: &Value) -> &[Value] {
    operation["parameters"]
        .as_array()
        .map_or(&[], Vec::as_slice)
}

/// The operation of the request; in V1, a last part of the path may be left out where it says so.
fn operation<'a>(schema: &'a Value, asked: &Asked, may_be_shorter: bool) -> &'a Value {
    let parts: Vec<&str> = asked.uri.path().split('/').collect();
    let method = asked.method.to_lowercase();
    let fits = |template: &str, operation: &Value| {
        let mut expected: Vec<&str> = template.split('/').collect();
        let last = expected.last().unwrap().trim_matches(['{', '}']);
        let is_optional = parameters(operation)
            .iter()
            .any(|it| it["name"] == last && it["required"] == json!(false));
        if may_be_shorter && is_optional && expected.len() == parts.len() + 1 {
            expected.pop();
        }
        expected.len() == parts.len()
            && expected
                .iter()
                .zip(&parts)
                .all(|(one, other)| one.starts_with('{') || one == other)
    };
    let paths = schema["paths"].as_object().unwrap();
    // A written part says more than a placeholder.
    paths
        .iter()
        .filter_map(|(template, it)| Some((template, it.get(&method)?)))
        .filter(|(template, it)| fits(template, it))
        .min_by_key(|(template, _)| template.matches('{').count())
        .unwrap_or_else(|| panic!("no {method} {}", asked.uri.path()))
        .1
}
