use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use super::{check, problems};

fn shop() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": ["a", "b"],
        "properties": {
            "a": {"type": ["string", "null"], "minLength": 1, "maxLength": 3},
            "b": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"$ref": "#/$defs/c"}},
            "c": {"anyOf": [{"$ref": "#/$defs/c"}, {"const": {"a": [1]}}, {"enum": [1, "a", null]}]},
            "d": {"type": "integer", "minimum": 0, "maximum": 2},
        },
        "$defs": {
            "c": {
                "type": "object",
                "required": ["d"],
                "properties": {"d": {"type": "number"}, "c": {"$ref": "#/$defs/c"}},
            },
        },
    })
}

#[test]
fn each_problem_is_told_with_its_place() {
    let document = json!({
        "a": "다섯글자야",
        "b": [{"d": 1.5}, {"d": "1"}, {}],
        "c": 2,
        "d": 3,
        "e": true,
    });
    assert_eq!(
        problems(&shop(), &document),
        [
            "/a: is 5; maxLength is 3",
            "/b: is 3; maxItems is 2",
            "/b/1/d: is not of type \"number\"",
            "/b/2: \"d\" is missing",
            "/c: fits none of the forms of `anyOf`",
            "/d: is 3; maximum is 2",
            ": \"e\" is not known",
        ]
    );
    assert_eq!(
        problems(&shop(), &json!(null)),
        [": is not of type \"object\""]
    );
    let fits = json!({"a": null, "b": [{"d": 1, "c": {"d": 2}}], "c": {"a": [1.0]}, "d": 2.0});
    assert_eq!(problems(&shop(), &fits), Vec::<String>::new());
}

#[test]
fn no_more_problems_are_told_than_somebody_mends_at_once() {
    let schema = json!({"items": {"type": "string"}});
    assert_eq!(problems(&schema, &json!(vec![1; 100])).len(), 10);
}

#[test]
fn what_is_not_obeyed_is_refused_by_name() {
    for (schema, told) in [
        (
            json!({"pattern": "^a"}),
            "#/pattern: the keyword is not among",
        ),
        (
            json!({"items": {"oneOf": []}}),
            "#/items/oneOf: the keyword",
        ),
        (
            json!({"properties": {"a": {"format": "uri"}}}),
            "#/properties/a/format",
        ),
        (
            json!({"properties": {"a": true}}),
            "#/properties/a: true is no schema",
        ),
        (json!({"type": "text"}), "#/type: \"text\" is no value"),
        (json!({"maxLength": -1}), "#/maxLength: -1 is no value"),
        (json!({"anyOf": []}), "#/anyOf: [] is no value"),
        (
            json!({"$ref": "#/$defs/a"}),
            "#/$ref: \"#/$defs/a\" is no value",
        ),
        (
            json!({"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}}}),
            "leads back to itself",
        ),
    ] {
        let refused = check(&schema).unwrap_err();
        assert!(refused.contains(told), "{refused}");
    }
    check(&shop()).unwrap();
}

/// Documents that are nearly right: the same few names, values and sizes as in the schemas.
fn documents() -> impl Strategy<Value = Value> {
    let leaves = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        (-1..4).prop_map(|number| json!(number)),
        Just(json!(1.0)),
        Just(json!(1.5)),
        "[ab한]{0,4}".prop_map(|text| json!(text)),
    ];
    leaves.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec(("[abcde]", inner), 0..5).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn schemas() -> impl Strategy<Value = Value> {
    let leaves = prop_oneof![
        prop::sample::subsequence(
            vec![
                "null", "boolean", "object", "array", "string", "number", "integer"
            ],
            1..4,
        )
        .prop_map(|types| json!({"type": types})),
        (0..3, 0..3).prop_map(|(least, most)| json!({"minimum": least, "maximum": most})),
        (0..3, 0..3).prop_map(|(least, most)| json!({"minLength": least, "maxLength": most})),
        (0..3, 0..3).prop_map(|(least, most)| json!({"minItems": least, "maxItems": most})),
        vec(documents(), 1..4).prop_map(|values| json!({"enum": values})),
        documents().prop_map(|value| json!({"const": value})),
    ];
    leaves.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({"items": items})),
            vec(inner.clone(), 1..3).prop_map(|forms| json!({"anyOf": forms})),
            (
                vec(("[abc]", inner), 0..4),
                vec("[abc]", 0..2),
                any::<bool>()
            )
                .prop_map(|(members, mut required, others)| {
                    let members: serde_json::Map<_, _> = members.into_iter().collect();
                    required.dedup();
                    json!({
                        "properties": members,
                        "required": required,
                        "additionalProperties": others,
                    })
                },),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn it_means_what_json_schema_means(schema in schemas(), document in documents()) {
        prop_assert_eq!(check(&schema), Ok(()));
        let validator = jsonschema::validator_for(&schema).unwrap();
        let told = problems(&schema, &document);
        prop_assert_eq!(validator.is_valid(&document), told.is_empty(), "{:?}", told);
    }

    #[test]
    fn references_too(document in documents(), inner in documents()) {
        let validator = jsonschema::validator_for(&shop()).unwrap();
        let whole = json!({"a": null, "b": [inner.clone(), {"d": 1, "c": inner}], "c": document});
        for document in [whole, document] {
            let told = problems(&shop(), &document);
            prop_assert_eq!(validator.is_valid(&document), told.is_empty(), "{:?}", told);
        }
    }
}
