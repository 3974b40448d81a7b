//! `/api/docs`: a reader for the OpenAPI document, made from the document itself.

use std::sync::Arc;

use axum::{extract::State, http::StatusCode};
use serde_json::Value;

use super::{Page, render};
use crate::{
    api::openapi,
    http::user::Visitor,
    problem::Problem,
    site::Site,
    view::{
        api_docs::{ApiDocs, Body, Group, Operation, Parameter, Response},
        shell::Nav,
    },
};

pub(super) async fn docs(State(site): State<Arc<Site>>, Visitor(user): Visitor) -> Page {
    let document: Value = serde_json::from_str(openapi()).map_err(|_| Problem::internal())?;
    render(ApiDocs {
        shell: site.shell("API", Nav::Nowhere, user.as_ref()),
        version: text(&document["info"]["version"]),
        introduction: Some(text(&document["info"]["description"])),
        openapi_url: "/api/openapi.json".to_owned(),
        groups: groups(&document),
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn groups(document: &Value) -> Vec<Group> {
    let operations: Vec<(String, Operation)> = members(&document["paths"])
        .flat_map(|(path, methods)| {
            members(methods).map(move |(method, found)| (path, method, found))
        })
        .map(|(path, method, found)| {
            (
                text(&found["tags"][0]),
                operation(document, path, method, found),
            )
        })
        .collect();
    list(&document["tags"])
        .map(|tag| {
            let name = text(&tag["name"]);
            let here = operations.iter().filter(|(tag, _)| *tag == name);
            Group {
                id: name.clone(),
                description: tag["description"].as_str().map(str::to_owned),
                operations: here.map(|(_, operation)| operation.clone()).collect(),
                name,
            }
        })
        .collect()
}

fn operation(document: &Value, path: &str, method: &str, found: &Value) -> Operation {
    Operation {
        id: text(&found["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&found["summary"]),
        description: found["description"].as_str().map(str::to_owned),
        signed_in: list(&found["security"]).next().is_some(),
        parameters: list(&found["parameters"]).map(parameter).collect(),
        request_body: body(document, &found["requestBody"]),
        responses: members(&found["responses"])
            .map(|(status, found)| response(document, status, found))
            .collect(),
    }
}

/// Errors all have one shape, which the introduction tells: their bodies are left out.
fn response(document: &Value, status: &str, found: &Value) -> Response {
    let reason = status
        .parse()
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok());
    let reason = reason
        .and_then(|code| code.canonical_reason())
        .unwrap_or_default();
    let description = found["description"]
        .as_str()
        .filter(|words| !words.is_empty());
    let body = body(document, found);
    Response {
        status: status.to_owned(),
        description: description.unwrap_or(reason).to_owned(),
        body: body.filter(|body| body.content_type != "application/problem+json"),
    }
}

fn parameter(found: &Value) -> Parameter {
    let kind = &found["schema"]["type"];
    Parameter {
        name: text(&found["name"]),
        location: text(&found["in"]),
        kind: kind
            .as_str()
            .or_else(|| kind[0].as_str())
            .unwrap_or("string")
            .to_owned(),
        required: found["required"].as_bool().unwrap_or(false),
        description: text(&found["description"]),
    }
}

fn body(document: &Value, holder: &Value) -> Option<Body> {
    let (content_type, content) = members(&holder["content"]).next()?;
    let example = match &content["example"] {
        Value::Null => outline(document, &content["schema"], 0),
        example => example.clone(),
    };
    let example = serde_json::to_string_pretty(&example).unwrap_or_default();
    Some(Body {
        content_type: content_type.clone(),
        example,
    })
}

/// A schema as an example of its shape: each value is its type, or the example the schema gives.
fn outline(document: &Value, schema: &Value, depth: u8) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    // Deeper than any of ours: a schema that holds itself ends here.
    if depth > 6 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next())
    {
        return outline(
            document,
            &document["components"]["schemas"][name],
            depth + 1,
        );
    }
    if let Some(first) = list(&schema["oneOf"]).find(|one| one["type"] != "null") {
        return outline(document, first, depth + 1);
    }
    let kind = schema["type"]
        .as_str()
        .or_else(|| schema["type"][0].as_str())
        .unwrap_or("any");
    match kind {
        "object" => members(&schema["properties"])
            .map(|(name, member)| (name.clone(), outline(document, member, depth + 1)))
            .collect(),
        "array" => Value::Array(vec![outline(document, &schema["items"], depth + 1)]),
        other => Value::String(other.to_owned()),
    }
}
