//! What we send.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::scripted::{Answer, KEY, client, complete, complete_with, completed, settings};

async fn sent(model: &str, effort: Option<&str>) -> Value {
    let mut settings = settings();
    settings.model = model.to_owned();
    settings.reasoning_effort = effort.map(str::to_owned);
    complete_with(Answer::events(&[completed("{}")]), settings)
        .await
        .asked
        .remove(0)
        .body
}

#[tokio::test]
async fn a_completion_is_one_authorised_post() {
    let outcome = complete(Answer::events(&[completed("{}")])).await;
    assert_eq!(outcome.asked.len(), 1);
    let asked = &outcome.asked[0];
    assert_eq!(asked.line, "POST /v1/responses");
    assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(asked.headers["content-type"], "application/json");
    assert_eq!(
        asked.body,
        json!({
            "model": "gpt-6-luna",
            "instructions": "대본을 쓴다.",
            "input": "{\"topic\":\"김밥\"}",
            "max_output_tokens": 2000,
            "text": {"format": {"type": "json_schema", "name": "script", "strict": true,
                "schema": {"type": "object", "properties": {"hook": {"type": "string"}},
                    "required": ["hook"], "additionalProperties": false}}},
            "stream": true,
            "safety_identifier": "b5bb9d80",
            "prompt_cache_key": "shorts-script-3",
            "store": false,
            "reasoning": {"effort": "none"},
        })
    );
}

#[tokio::test]
async fn how_much_to_reason_is_sent_where_it_is_known() {
    for (model, effort, expected) in [
        ("gpt-6-luna", None, Some("none")),
        ("gpt-6.1-sol", None, Some("none")),
        ("gpt-6-luna", Some("low"), Some("low")),
        ("gpt-4o", None, None),
        ("gpt-4o-mini", None, None),
        ("a-compatible-model", None, None),
        ("a-compatible-model", Some("high"), Some("high")),
    ] {
        let body = sent(model, effort).await;
        assert_eq!(body["model"], model);
        assert_eq!(
            body.pointer("/reasoning/effort").and_then(Value::as_str),
            expected,
            "{model}"
        );
        assert_eq!(
            body.get("reasoning").is_some(),
            expected.is_some(),
            "{model}"
        );
    }
}

#[test]
fn the_key_is_not_printed() {
    let printed = format!("{:?}", client(settings()));
    assert!(
        printed.contains("gpt-6-luna") && !printed.contains(KEY),
        "{printed}"
    );
}

#[tokio::test]
async fn the_body_is_one_that_openais_schema_knows() {
    let Some(specification) = specification() else {
        return;
    };
    let name = "CreateResponse";
    for (model, effort) in [
        ("gpt-6-luna", None),
        ("gpt-4o", None),
        ("gpt-6-sol", Some("high")),
    ] {
        check_known(&specification, name, &sent(model, effort).await);
    }
    let mut wrong = sent("gpt-6-luna", Some("a lot")).await;
    assert!(!is_valid(&specification, name, &wrong));
    wrong["reasoning"]["effort"] = "low".into();
    wrong["text"]["format"]["strict"] = "yes".into();
    assert!(!is_valid(&specification, name, &wrong));
}

/// Fails unless the body fits a schema of the description, and has no field that it does not know.
pub(crate) fn check_known(specification: &Value, name: &str, body: &Value) {
    let known = properties(specification, &specification["components"]["schemas"][name]);
    validator(specification, name).validate(body).unwrap();
    for name in body.as_object().unwrap().keys() {
        assert!(known.contains(name), "{name} is none of {known:?}");
    }
}

pub(crate) fn is_valid(specification: &Value, name: &str, body: &Value) -> bool {
    validator(specification, name).is_valid(body)
}

fn validator(specification: &Value, name: &str) -> jsonschema::Validator {
    let mut root = specification.clone();
    root["$ref"] = format!("#/components/schemas/{name}").into();
    jsonschema::draft202012::new(&root).unwrap()
}

/// The names of all properties a schema and the schemas it is made of know.
fn properties(root: &Value, schema: &Value) -> Vec<String> {
    if let Some(path) = schema["$ref"].as_str() {
        return properties(root, root.pointer(path.trim_start_matches('#')).unwrap());
    }
    let own = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(|it| it.keys().cloned());
    let inherited = schema["allOf"].as_array().into_iter().flatten();
    own.chain(inherited.flat_map(|part| properties(root, part)))
        .collect()
}

/// `OpenAI`'s published schema, where the machine has it: it is not ours to redistribute.
pub(crate) fn specification() -> Option<Value> {
    let folder = std::env::var_os("OPENCLAW_SPECS").map_or_else(
        || {
            PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../../shared/specs"
            ))
        },
        PathBuf::from,
    );
    let Ok(text) = fs::read(folder.join("openai.openapi.json")) else {
        println!("did not run: no OpenAI schema in {}", folder.display());
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}
