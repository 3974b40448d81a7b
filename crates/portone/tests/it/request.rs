//! What we send.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::scripted::{Answer, ORDER, SECRET, STORE, Scripted, client};

const NOT_FOUND: &str = r#"{"type":"PAYMENT_NOT_FOUND","message":"none"}"#;

#[tokio::test]
async fn a_fetch_is_one_authorised_get() {
    let server = Scripted::start([Answer::Json(404, NOT_FOUND.to_owned())]).await;
    assert_eq!(server.fetch().await, Ok(None));

    let asked = server.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].method, "GET");
    assert_eq!(
        asked[0].uri.to_string(),
        format!("/payments/{ORDER}?storeId={STORE}")
    );
    assert_eq!(
        asked[0].headers["authorization"],
        format!("PortOne {SECRET}")
    );
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_slash_at_its_end() {
    for suffix in ["/portone", "/portone/"] {
        let mut server = Scripted::start([Answer::Json(404, NOT_FOUND.to_owned())]).await;
        server.url.push_str(suffix);
        assert_eq!(server.fetch().await, Ok(None));
        assert_eq!(
            server.asked()[0].uri.path(),
            format!("/portone/payments/{ORDER}")
        );
    }
}

#[test]
fn the_secret_is_not_printed() {
    let printed = format!("{:?}", client("http://127.0.0.1:1".to_owned()));
    assert!(
        printed.contains(STORE) && !printed.contains(SECRET),
        "{printed}"
    );
}

#[tokio::test]
async fn the_request_is_one_that_portones_schema_knows() {
    let Some(schema) = specification() else {
        return;
    };
    let server = Scripted::start([Answer::Json(404, NOT_FOUND.to_owned())]).await;
    server.fetch().await.unwrap();
    let asked = server.asked().remove(0);

    let operation = &schema["paths"]["/payments/{paymentId}"][asked.method.to_lowercase()];
    let known: Vec<&str> = operation["parameters"]
        .as_array()
        .expect("the operation exists")
        .iter()
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    for pair in asked.uri.query().unwrap().split('&') {
        let name = pair.split('=').next().unwrap();
        assert!(known.contains(&name), "{name} is none of {known:?}");
    }
    let authorization = &schema["components"]["securitySchemes"]["portOne"];
    let (sent, _) = asked.headers["authorization"]
        .to_str()
        .unwrap()
        .split_once(' ')
        .unwrap();
    assert_eq!(authorization["scheme"], sent.to_lowercase());
}

/// `PortOne`'s published schema, where the machine has it: it is not ours to redistribute.
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
    let Ok(text) = fs::read(folder.join("portone-v2.openapi.json")) else {
        println!("did not run: no PortOne schema in {}", folder.display());
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}
