//! Manifests and inputs of any kind: an agent or a reason, and a form that means what it says.

use std::sync::LazyLock;

use openclaw_domain::{
    agent::{AgentFiles, Catalog, builtin},
    money::LARGEST,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::{changed, script_agent};

fn loads(folder: AgentFiles) -> Result<(), String> {
    let name = folder.folder.clone();
    let (catalog, broken) = Catalog::load(vec![folder]);
    match (catalog.iter().count(), &broken[..]) {
        (1, []) => Ok(()),
        (0, [reason]) => {
            assert!(reason.file.starts_with(&name), "{reason:?}");
            assert!(!reason.reason.is_empty(), "{reason:?}");
            Err(reason.reason.clone())
        }
        _ => panic!("neither an agent nor a reason: {broken:?}"),
    }
}

/// Any whole number, often near an edge.
fn number() -> impl Strategy<Value = i64> {
    let edges = prop::sample::select(vec![0, 1, 255, i64::from(u32::MAX), LARGEST, i64::MAX]);
    let near = (edges, -2..=2_i64).prop_map(|(edge, by)| edge.saturating_add(by));
    prop_oneof![any::<i64>(), near]
}

proptest! {
    #[test]
    fn a_price_is_any_amount_but_nothing(price in number()) {
        let folder = changed("agent.toml", "price = 20", &format!("price = {price}"));
        let refused = loads(folder).err();
        prop_assert_eq!(refused.is_none(), (1..=LARGEST).contains(&price), "{:?}", refused);
        if let Some(reason) = refused {
            prop_assert!(reason.contains("line 4"), "{reason}");
        }
    }

    /// As people break files: lines lost, doubled and moved.
    #[test]
    fn a_manifest_in_disorder_is_an_agent_or_a_reason(
        folder in prop::sample::select(builtin()),
        (lost, doubled, moved) in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        what in 0..4,
    ) {
        let mut folder = folder;
        let text = folder.files.get_mut("agent.toml").expect("a manifest");
        let mut lines: Vec<&str> = text.lines().collect();
        let at = |index: prop::sample::Index| index.index(lines.len());
        let (lost, doubled, moved) = (at(lost), at(doubled), at(moved));
        match what {
            0 => drop(lines.remove(lost)),
            1 => lines.insert(moved, lines[doubled]),
            2 => lines.swap(doubled, moved),
            _ => lines.truncate(lost),
        }
        *text = lines.join("\n");
        drop(loads(folder));
    }

    /// What is taken fits the schema that the API publishes, and is taken again as it is.
    #[test]
    fn what_an_agent_takes_is_what_it_says_it_takes(sent in inputs()) {
        static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
            jsonschema::validator_for(&script_agent().input_schema()).expect("a schema")
        });
        let agent = script_agent();
        if let Ok(inputs) = agent.inputs(&sent) {
            let taken = inputs.as_json();
            let names: Vec<_> = taken.as_object().expect("an object").keys().collect();
            let fields: Vec<_> = agent.fields().iter().map(|field| &field.name).collect();
            prop_assert_eq!(names, fields, "each field has its value");
            // A field without a value is left out, or null.
            let mut given = taken.clone();
            given.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
            let problem = SCHEMA.iter_errors(&given).next().map(|it| it.to_string());
            prop_assert_eq!(problem, None, "{}", taken);
            let again = agent.inputs(&taken).expect("what was taken once");
            prop_assert_eq!(again.as_json(), taken);
        } else {
            // Refused for what the schema says, or for characters and lengths that it cannot.
            let is_plain = |it: &Value| it.as_str().is_none_or(|it| it.chars().all(char::is_alphanumeric));
            let is_plain = sent.as_object().is_some_and(|it| it.values().all(is_plain));
            prop_assert!(!SCHEMA.is_valid(&sent) || !is_plain, "{sent}");
        }
    }
}

/// Bodies that start a run: nearly right.
fn inputs() -> impl Strategy<Value = Value> {
    let text = prop_oneof!["[가-힣 ]{0,20}", "[a-z]{0,300}", ".{0,12}", "\\PC{1,220}"];
    let value = prop_oneof![
        4 => text.prop_map(Value::from),
        1 => number().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(json!(["a"])),
        1 => any::<f64>().prop_map(|it| json!(it)),
    ];
    let choice = |of: &[Value]| prop::sample::select(of.to_vec());
    let member = |name: &'static str, right: BoxedStrategy<Value>, wrong: BoxedStrategy<Value>| {
        let value =
            prop_oneof![5 => right.prop_map(Some), 1 => wrong.prop_map(Some), 2 => Just(None)];
        value.prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    let wrong = value.boxed();
    let seconds = choice(&[json!(15), json!(30), json!(45), json!(60)]).boxed();
    let tone = choice(&["calm", "friendly", "funny"].map(Value::from)).boxed();
    let language = choice(&["ko", "en"].map(Value::from)).boxed();
    (
        member(
            "topic",
            "[가-힣]{2,30}".prop_map(Value::from).boxed(),
            wrong.clone(),
        ),
        member("seconds", seconds, wrong.clone()),
        member("tone", tone, wrong.clone()),
        member("language", language, wrong.clone()),
        member(
            "audience",
            "\\PC{0,40}".prop_map(Value::from).boxed(),
            wrong.clone(),
        ),
        prop_oneof![9 => Just(None), 1 => wrong.prop_map(|it| Some(("other".to_owned(), it)))],
    )
        .prop_map(|(a, b, c, d, e, f)| {
            let members = [a, b, c, d, e, f].into_iter().flatten();
            Value::Object(members.collect::<Map<_, _>>())
        })
}
