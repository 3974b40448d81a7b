//! A document that fits a JSON schema, as close to a hint as the schema allows.

use serde_json::{Map, Value, json};

use super::{
    pattern,
    schema::{resolve, types},
};

/// From here on a recursive schema is brought to its end the shortest way.
const DEPTH_ENOUGH: usize = 6;
/// No way is this long unless the schema has no finite document.
const DEPTH_MAX: usize = 64;
const FILLER: &str = "샘플 ";

/// A document for a schema. What of the hint fits is kept; the rest is made up.
pub(super) fn document(schema: &Value, hint: Option<&Value>) -> Value {
    Generator { root: schema }.value(schema, hint, 0)
}

struct Generator<'a> {
    root: &'a Value,
}

impl Generator<'_> {
    fn value(&self, schema: &Value, hint: Option<&Value>, depth: usize) -> Value {
        let Some(node) = schema.as_object() else {
            return hint.cloned().unwrap_or_else(|| json!("샘플"));
        };
        if depth > DEPTH_MAX {
            return Value::Null;
        }
        if let Some(target) = node.get("$ref").and_then(Value::as_str) {
            let target = resolve(self.root, target).unwrap_or(&Value::Null);
            return self.value(target, hint, depth + 1);
        }
        if let Some(value) = node.get("const") {
            return value.clone();
        }
        if let Some(options) = node.get("enum").and_then(Value::as_array) {
            let kept = hint.filter(|hint| options.contains(hint));
            return kept.or(options.first()).cloned().unwrap_or(Value::Null);
        }
        if let Some(options) = node.get("anyOf").and_then(Value::as_array) {
            let option = self.choose(options, hint, depth);
            return option.map_or(Value::Null, |option| self.value(option, hint, depth + 1));
        }
        match choose_type(node, hint, depth) {
            "object" => self.object(node, hint, depth),
            "array" => self.array(node, hint, depth),
            "integer" => integer(node, hint),
            "number" => number(node, hint),
            "boolean" => json!(hint.and_then(Value::as_bool).unwrap_or(true)),
            "null" => Value::Null,
            _ => Value::String(string(node, hint)),
        }
    }

    /// The option the hint fits; else the first; deep down, the one that ends soonest.
    fn choose<'s>(
        &self,
        options: &'s [Value],
        hint: Option<&Value>,
        depth: usize,
    ) -> Option<&'s Value> {
        if let Some(hint) = hint
            && let Some(option) = options.iter().find(|option| self.welcomes(option, hint))
        {
            return Some(option);
        }
        if depth < DEPTH_ENOUGH {
            return options.first();
        }
        options.iter().min_by_key(|option| length(option))
    }

    fn welcomes(&self, option: &Value, hint: &Value) -> bool {
        let target = option.get("$ref").and_then(Value::as_str);
        let option = target
            .and_then(|target| resolve(self.root, target))
            .unwrap_or(option);
        let Some(node) = option.as_object() else {
            return false;
        };
        if let Some(value) = node.get("const") {
            return value == hint;
        }
        if let Some(options) = node.get("enum").and_then(Value::as_array) {
            return options.contains(hint);
        }
        types(node).iter().any(|name| is_type(hint, name))
    }

    fn object(&self, node: &Map<String, Value>, hint: Option<&Value>, depth: usize) -> Value {
        let properties = node.get("properties").and_then(Value::as_object);
        let fill = |(name, schema): (&String, &Value)| {
            let hint = hint.and_then(|hint| hint.get(name));
            (name.clone(), self.value(schema, hint, depth + 1))
        };
        Value::Object(properties.into_iter().flatten().map(fill).collect())
    }

    fn array(&self, node: &Map<String, Value>, hint: Option<&Value>, depth: usize) -> Value {
        let min = size(node, "minItems").unwrap_or(0);
        let max = size(node, "maxItems").unwrap_or(usize::MAX);
        let hints = hint
            .and_then(Value::as_array)
            .map_or(&[] as &[Value], Vec::as_slice);
        let few = if depth < DEPTH_ENOUGH {
            min.max(2)
        } else {
            min
        };
        let count = if hints.is_empty() {
            few
        } else {
            hints.len().max(min)
        }
        .min(max);
        let items = node.get("items").unwrap_or(&Value::Null);
        (0..count)
            .map(|index| self.value(items, hints.get(index), depth + 1))
            .collect()
    }
}

/// How far an option is from its end, roughly.
fn length(option: &Value) -> usize {
    let Some(node) = option.as_object() else {
        return 0;
    };
    let kinds = types(node);
    match () {
        () if node.contains_key("const") || node.contains_key("enum") => 0,
        () if kinds.contains(&"null") => 0,
        () if node.contains_key("$ref") => 4,
        () if kinds.contains(&"object") => 3,
        () if kinds.contains(&"array") || node.contains_key("anyOf") => 2,
        () => 1,
    }
}

fn choose_type<'a>(node: &'a Map<String, Value>, hint: Option<&Value>, depth: usize) -> &'a str {
    let types = types(node);
    let for_hint = types
        .iter()
        .find(|name| hint.is_some_and(|hint| is_type(hint, name)));
    let ends = types
        .iter()
        .find(|name| depth >= DEPTH_ENOUGH && **name == "null");
    let usual = types.iter().find(|name| **name != "null").or(types.first());
    match for_hint.or(ends).or(usual) {
        Some(name) => name,
        None if node.contains_key("properties") => "object",
        None if node.contains_key("items") => "array",
        None => "string",
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn size(node: &Map<String, Value>, name: &str) -> Option<usize> {
    node.get(name)
        .and_then(Value::as_u64)
        .and_then(|size| usize::try_from(size).ok())
}

fn string(node: &Map<String, Value>, hint: Option<&Value>) -> String {
    let min = size(node, "minLength").unwrap_or(0);
    let max = size(node, "maxLength").unwrap_or(usize::MAX);
    if let Some(format) = node
        .get("format")
        .and_then(Value::as_str)
        .and_then(of_format)
    {
        return format.to_owned();
    }
    if let Some(text) = node
        .get("pattern")
        .and_then(Value::as_str)
        .and_then(pattern::example)
    {
        return text;
    }
    let text = hint.and_then(Value::as_str).unwrap_or("샘플");
    let missing = min.saturating_sub(text.chars().count());
    text.chars()
        .chain(FILLER.chars().cycle().take(missing))
        .take(max)
        .collect()
}

fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-02T03:04:05Z",
        "date" => "2026-01-02",
        "time" => "03:04:05Z",
        "duration" => "PT30S",
        "email" => "sample@sandbox.example",
        "hostname" => "sandbox.example",
        "ipv4" => "127.0.0.1",
        "ipv6" => "::1",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "uri" => "https://sandbox.example/",
        _ => return None,
    })
}

fn integer(node: &Map<String, Value>, hint: Option<&Value>) -> Value {
    let bound = |name: &str| node.get(name).and_then(Value::as_f64);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "bounds of schemas are small"
    )]
    let whole = |value: f64| value as i64;
    let above = bound("exclusiveMinimum").map(|value| whole(value.floor()) + 1);
    let below = bound("exclusiveMaximum").map(|value| whole(value.ceil()) - 1);
    let min = bound("minimum")
        .map(|value| whole(value.ceil()))
        .max(above)
        .unwrap_or(i64::MIN);
    let max = [bound("maximum").map(|value| whole(value.floor())), below]
        .into_iter()
        .flatten();
    let max = max.min().unwrap_or(i64::MAX);
    let step = bound("multipleOf").map_or(1, whole).max(1);
    let fits = |value: &i64| (min..=max).contains(value) && value % step == 0;
    if let Some(kept) = hint.and_then(Value::as_i64).filter(fits) {
        return json!(kept);
    }
    let start = 1.clamp(min, max.max(min));
    let up = start + (step - start.rem_euclid(step)) % step;
    json!(if up <= max { up } else { up - step })
}

fn number(node: &Map<String, Value>, hint: Option<&Value>) -> Value {
    let bound = |name: &str| node.get(name).and_then(Value::as_f64);
    let (min, above) = (bound("minimum"), bound("exclusiveMinimum"));
    let (max, below) = (bound("maximum"), bound("exclusiveMaximum"));
    let step = bound("multipleOf");
    let on_step =
        |value: f64| step.is_none_or(|step| ((value / step).fract()).abs() < f64::EPSILON);
    let fits = |value: &f64| {
        min.is_none_or(|min| *value >= min)
            && above.is_none_or(|above| *value > above)
            && max.is_none_or(|max| *value <= max)
            && below.is_none_or(|below| *value < below)
            && on_step(*value)
    };
    if let Some(kept) = hint.filter(|hint| hint.as_f64().as_ref().is_some_and(fits)) {
        return kept.clone();
    }
    let low = min.or(above).unwrap_or(f64::MIN);
    let high = max.or(below).unwrap_or(f64::MAX);
    let next_step = step.map(|step| (low / step).floor() * step + step);
    let candidates = [
        Some(1.0),
        min,
        next_step,
        Some(low + 1.0),
        max,
        Some(low / 2.0 + high / 2.0),
    ];
    json!(candidates.into_iter().flatten().find(fits).unwrap_or(1.0))
}
