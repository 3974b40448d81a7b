//! What we read of a user against the public description of Clerk's Backend API, where that is at
//! hand.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use openclaw_domain::port::identity::{HostedSignIn as _, Proved};
use serde_json::{Value, json};

use super::{ISSUER, Trial};
use crate::provider::Answer;

const FILE: &str = "clerk-backend.openapi.json";

/// From `OPENCLAW_SPECS` or the folder beside the repository.
fn description() -> Option<Value> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/specs");
    let folder = std::env::var_os("OPENCLAW_SPECS").map_or_else(|| beside.into(), PathBuf::from);
    if let Ok(text) = std::fs::read_to_string(folder.join(FILE)) {
        return Some(serde_json::from_str(&text).unwrap());
    }
    // Not `println`, which nobody sees when the test passes.
    let folder = folder.display();
    let note = format!("\nNOT RUN: {FILE} is not in {folder} (set OPENCLAW_SPECS)\n");
    io::stderr().write_all(note.as_bytes()).unwrap();
    None
}

/// `nullable` is a word of `OpenAPI` 3.0, not of JSON schema: said in words a validator heeds.
fn heed_nullable(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(heed_nullable);
            let is_nullable = members.get("nullable") == Some(&json!(true));
            if let (true, Some(kind)) = (is_nullable, members.get_mut("type")) {
                *kind = json!([kind.clone(), "null"]);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(heed_nullable),
        _ => {}
    }
}

/// The least that a schema allows: every member that must be there, the emptiest that it may be.
fn least(description: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = description.pointer(name.trim_start_matches('#'));
        return least(description, schema.unwrap());
    }
    if let Some(value) = schema["enum"].get(0) {
        return value.clone();
    }
    if let Some(option) = schema["oneOf"].get(0) {
        return least(description, option);
    }
    let kind = match &schema["type"] {
        Value::Array(_) => return Value::Null,
        kind => kind.as_str().unwrap(),
    };
    match kind {
        "string" => json!("text"),
        "integer" => json!(0),
        "boolean" => json!(false),
        "array" => json!([]),
        _ => {
            let members = schema["required"].as_array().into_iter().flatten();
            let member = |name: &Value| {
                let name = name.as_str().unwrap();
                (
                    name.to_owned(),
                    least(description, &schema["properties"][name]),
                )
            };
            Value::Object(members.map(member).collect())
        }
    }
}

#[tokio::test]
async fn every_user_that_the_description_allows_can_be_read() {
    let Some(mut description) = description() else {
        return;
    };
    assert_eq!(description["servers"][0]["url"], "https://api.clerk.com/v1");
    let answers = &description["paths"]["/users/{user_id}"]["get"]["responses"];
    assert!(answers["200"].is_object() && answers["401"].is_object());
    assert!(answers["404"].is_object());

    let schemas = &mut description["components"]["schemas"];
    heed_nullable(schemas);
    let user = schemas["User"].clone();
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let mut bare = least(&description, &user);
    bare["id"] = json!("user_1");
    let mut full = bare.clone();
    for name in ["first_name", "last_name", "username"] {
        full[name] = json!(name);
    }
    let mut address = least(&description, &schema("EmailAddress"));
    address["id"] = json!("idn_1");
    address["email_address"] = json!("a@a.example");
    address["verification"] = least(&description, &schema("verification_otp"));
    address["verification"]["status"] = json!("verified");
    full["email_addresses"] = json!([least(&description, &schema("EmailAddress")), address]);
    full["primary_email_address_id"] = json!("idn_1");

    let mut root = schema("User");
    root["components"] = description["components"].clone();
    // The addresses of the least kind say nothing by which to tell their verification's schema.
    root["components"]["schemas"]["EmailAddress"]["properties"]["verification"] = json!({});
    let validator = jsonschema::options().build(&root).unwrap();
    let trial = Trial::start().await;
    let proved = Proved {
        issuer: ISSUER.to_owned(),
        subject: "user_1".to_owned(),
    };
    for (user, name, email) in [
        (bare, None, None),
        (full, Some("first_name last_name"), Some("a@a.example")),
    ] {
        let errors: Vec<String> = validator
            .iter_errors(&user)
            .map(|it| it.to_string())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        trial
            .service
            .set("/v1/users/user_1", Answer::Json(200, user));
        let person = trial.clerk.person(&proved).await.unwrap();
        assert_eq!(
            (person.name.as_deref(), person.email.as_deref()),
            (name, email)
        );
    }
}
