//! Holds every answer of the JSON API against its own description.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jsonschema::Validator;
use serde_json::Value;

use crate::answer::Answer;

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(openclaw_web::openapi()).unwrap());

/// Fails unless the answer is as the document says.
pub(crate) fn check(answer: &Answer) {
    let path = answer.path.split('?').next().unwrap_or_default();
    let method = answer.method.as_str().to_lowercase();
    let Some(operation) = operation(&method, path) else {
        return;
    };
    let status = answer.status.to_string();
    let media_type = answer.header("content-type").split(';').next();
    let media_type = media_type.unwrap_or_default();
    let documented = &operation["responses"][status.as_str()];
    // What any route may answer besides what it lists.
    let documented = if documented.is_null() && answer.status >= 400 {
        &operation["responses"]["default"]
    } else {
        documented
    };
    assert!(
        !documented.is_null(),
        "this status is not documented: {}",
        answer.told()
    );
    if documented["content"].is_null() {
        return;
    }
    let content = &documented["content"][media_type];
    assert!(
        !content.is_null(),
        "{media_type} is not documented: {}",
        answer.told()
    );
    if media_type.ends_with("json") {
        validate(&content["schema"], answer);
    }
}

/// The operation whose path template fits.
fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let fits = |template: &str| {
        let (mut ours, mut theirs) = (path.split('/'), template.split('/'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(_), Some(part)) if part.starts_with('{') => {}
                (Some(one), Some(part)) if one == part => {}
                _ => return false,
            }
        }
    };
    let mut paths = DOCUMENT["paths"].as_object()?.iter();
    let (_, operations) = paths.find(|(template, _)| fits(template))?;
    operations.get(method)
}

fn validate(schema: &Value, answer: &Answer) {
    let validator = validator(schema);
    let body = answer.json();
    let problems: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        problems.is_empty(),
        "not as documented: {problems:#?}\n{}",
        answer.told()
    );
}

/// The validator of a schema of the document, made once.
fn validator(schema: &Value) -> Arc<Validator> {
    static MADE: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let make = || {
        let mut whole = schema.clone();
        whole["components"] = DOCUMENT["components"].clone();
        Arc::new(jsonschema::draft202012::new(&whole).unwrap())
    };
    let mut known = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.entry(schema.to_string()).or_insert_with(make))
}
