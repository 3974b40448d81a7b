//! Whatever a strict schema asks for, the answer fits it.

use serde_json::{Value, json};

use crate::support::{output, read, world};

fn object(properties: Value) -> Value {
    let required: Vec<&String> = properties.as_object().expect("an object").keys().collect();
    json!({"type": "object", "properties": properties, "required": required,
           "additionalProperties": false})
}

fn schemas() -> Vec<Value> {
    let mut recursive = object(json!({"root": {"$ref": "#/$defs/node"}}));
    recursive["$defs"] = json!({"node": object(json!({
        "value": {"type": "number"},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
    }))});
    let mut own = object(json!({"self": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}));
    own["$defs"] = json!({"color": {"type": "string", "enum": ["빨강", "파랑"]}});
    own["properties"]["color"] = json!({"$ref": "#/$defs/color"});
    own["required"] = json!(["self", "color"]);
    vec![
        object(json!({})),
        object(json!({"s": {"type": "string"}, "i": {"type": "integer"},
                      "n": {"type": "number"}, "b": {"type": "boolean"}, "z": {"type": "null"}})),
        object(
            json!({"s": {"type": "string", "minLength": 30, "maxLength": 31},
                      "t": {"type": "string", "maxLength": 1},
                      "p": {"type": "string", "pattern": "^#[a-z]{2,4}-(x|y)[0-9]+$"}}),
        ),
        object(
            json!({"i": {"type": "integer", "minimum": 7, "maximum": 9, "multipleOf": 4},
                      "j": {"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6},
                      "n": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5},
                      "m": {"type": "number", "maximum": -3},
                      "k": {"type": "integer", "maximum": -3}}),
        ),
        object(
            json!({"a": {"type": "array", "items": {"type": "integer"}, "minItems": 5},
                      "c": {"type": "array", "items": object(json!({"x": {"type": "string"}})),
                            "maxItems": 1},
                      "e": {"type": "array", "items": {"type": "string"}, "maxItems": 0}}),
        ),
        object(
            json!({"e": {"enum": [3, "three", null]}, "c": {"const": {"fixed": true}},
                      "o": {"type": ["string", "null"]}, "t": {"type": ["null", "integer"]}}),
        ),
        object(
            json!({"u": {"anyOf": [{"type": "null"}, {"type": "integer"}]},
                      "v": {"anyOf": [object(json!({"kind": {"const": "a"}})),
                                      object(json!({"kind": {"const": "b"}}))]}}),
        ),
        object(json!({"d": {"type": "string", "format": "date-time"},
                      "m": {"type": "string", "format": "email"},
                      "u": {"type": "string", "format": "uuid"}})),
        recursive,
        own,
        // A script's names with other types: the sample is bent to the schema.
        object(json!({"title": {"type": "string", "maxLength": 5},
                      "hooks": {"type": "array", "items": {"type": "string"}, "minItems": 9},
                      "scenes": {"type": "array", "maxItems": 2, "items": object(json!({
                          "start": {"type": "number"}, "narration": {"type": "string"},
                          "mood": {"type": "string", "enum": ["calm", "wild"]}}))}})),
    ]
}

#[tokio::test]
async fn the_answer_fits() {
    let world = world().await;
    for schema in schemas() {
        let request = json!({"model": "gpt-4o-mini", "input": "30초 대본", "text": {"format": {
            "type": "json_schema", "name": "any", "strict": true, "schema": schema}}});
        let (status, body) = read(world.respond(&request).send().await.expect("sent")).await;
        assert_eq!(status, 200, "{schema}\n{body}");
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .expect("a schema");
        let document = output(&body);
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|e| e.to_string())
            .collect();
        assert!(errors.is_empty(), "{schema}\n{document}\n{errors:?}");
    }
}
