//! Arrows point inward: `domain` knows no other crate of ours, `web` only `domain`, and neither a
//! platform. Read from what cargo says of the manifests; tests may depend on more.

use serde_json::Value;

/// The inner crates, and which of our own crates each may depend on.
const INNER: [(&str, &[&str]); 2] = [
    ("openclaw-domain", &[]),
    ("openclaw-web", &["openclaw-domain"]),
];

/// What of tokio runs without a runtime.
const TOKIO_FEATURES: [&str; 1] = ["sync"];

pub(super) fn check(metadata: &Value) -> Vec<String> {
    let packages = list(&metadata["packages"]);
    let mut problems = Vec::new();
    for (inner, known) in INNER {
        let Some(package) = packages.iter().find(|package| package["name"] == inner) else {
            problems.push(format!(
                "{inner}: not in the workspace, and its arrows unchecked"
            ));
            continue;
        };
        let dependencies = list(&package["dependencies"]);
        for dependency in dependencies
            .iter()
            .filter(|dependency| dependency["kind"] != "dev")
        {
            let name = dependency["name"].as_str().unwrap_or_default();
            let ours = packages.iter().any(|package| package["name"] == name);
            if ours && !known.contains(&name) {
                problems.push(format!("{inner}: depends on {name}; arrows point inward"));
            }
            let features = list(&dependency["features"]);
            let mut features = features.iter().filter_map(Value::as_str);
            if name == "tokio" && features.any(|feature| !TOKIO_FEATURES.contains(&feature)) {
                problems.push(format!(
                    "{inner}: takes more of tokio than {TOKIO_FEATURES:?}"
                ));
            }
        }
    }
    problems
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;

    fn dependency(name: &str, features: &[&str], kind: Option<&str>) -> Value {
        json!({ "name": name, "features": features, "kind": kind })
    }

    fn workspace(domain: &[Value], web: &[Value]) -> Value {
        json!({ "packages": [
            { "name": "openclaw-domain", "dependencies": domain },
            { "name": "openclaw-web", "dependencies": web },
            { "name": "openclaw-portone", "dependencies": [] },
        ] })
    }

    #[test]
    fn inward_arrows_are_fine() {
        let domain = [
            dependency("tokio", &["sync"], None),
            dependency("serde", &["derive"], None),
        ];
        let web = [
            dependency("openclaw-domain", &[], None),
            dependency("openclaw-portone", &[], Some("dev")),
            dependency("tokio", &["rt", "macros"], Some("dev")),
        ];
        assert_eq!(check(&workspace(&domain, &web)), Vec::<String>::new());
    }

    #[test]
    fn an_adapter_or_a_runtime_inside_is_refused() {
        let adapter = dependency("openclaw-portone", &[], None);
        let runtime = dependency("tokio", &["sync", "rt"], None);
        for wrong in [adapter, runtime] {
            assert_eq!(
                check(&workspace(std::slice::from_ref(&wrong), &[])).len(),
                1,
                "{wrong}"
            );
            assert_eq!(
                check(&workspace(&[], std::slice::from_ref(&wrong))).len(),
                1,
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_missing_crate_is_told() {
        assert_eq!(check(&json!({ "packages": [] })).len(), 2);
    }
}
