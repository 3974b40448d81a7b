//! Reading a `CreateResponse`, as strictly as the real service does.

use serde_json::{Map, Value};

use super::{errors::ApiError, models, strict};
use crate::writer::Format;

/// The parameters of the public description; any other is refused.
const PARAMETERS: [&str; 31] = [
    "background",
    "context_management",
    "conversation",
    "include",
    "input",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "model",
    "moderation",
    "parallel_tool_calls",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];
const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
const ROLES: [&str; 4] = ["user", "assistant", "system", "developer"];
const MAX_OUTPUT_TOKENS_MIN: u64 = 16;
const SAFETY_IDENTIFIER_MAX: usize = 64;

/// A request that can be answered.
#[derive(Debug)]
pub(super) struct Ask {
    /// The request as it came, for what the answer repeats of it.
    pub(super) body: Map<String, Value>,
    pub(super) model: String,
    pub(super) stream: bool,
    pub(super) format: Format,
    pub(super) max_output_tokens: Option<u64>,
    pub(super) effort: String,
    /// What the user wrote, and everything that was sent.
    pub(super) user_text: String,
    pub(super) all_text: String,
}

impl Ask {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let (body, model) = known(bytes, &PARAMETERS)?;
        let given = body.get("reasoning").and_then(|it| it.get("effort"));
        let effort = effort(given, "reasoning.effort", &model)?;
        check_limits(&body, &model, &effort)?;
        let (user_text, mut all_text) = read_input(&body)?;
        all_text.push_str(
            body.get("instructions")
                .and_then(Value::as_str)
                .unwrap_or_default(),
        );
        Ok(Self {
            stream: boolean(&body, "stream")?,
            format: format(&body)?,
            max_output_tokens: body.get("max_output_tokens").and_then(Value::as_u64),
            model,
            effort,
            user_text,
            all_text,
            body,
        })
    }
}

/// A body of these parameters alone, and the model that it asks for.
pub(super) fn known(
    bytes: &[u8],
    parameters: &[&str],
) -> Result<(Map<String, Value>, String), ApiError> {
    let Ok(Value::Object(body)) = serde_json::from_slice(bytes) else {
        let message = "We could not parse the JSON body of your request.";
        return Err(ApiError::invalid(None, None, message));
    };
    let unknown = |name: &&String| !parameters.contains(&name.as_str());
    if let Some(name) = body.keys().find(unknown) {
        let message = format!("Unknown parameter: '{name}'.");
        let code = Some("unknown_parameter");
        return Err(ApiError::invalid(Some(name), code, message));
    }
    let model = required_string(&body, "model")?;
    if !models::exists(&model) {
        return Err(ApiError::no_model(&model));
    }
    Ok((body, model))
}

fn required_string(body: &Map<String, Value>, name: &str) -> Result<String, ApiError> {
    match body.get(name) {
        Some(Value::String(text)) => Ok(text.clone()),
        None | Some(Value::Null) => {
            let message = format!("Missing required parameter: '{name}'.");
            Err(ApiError::invalid(
                Some(name),
                Some("missing_required_parameter"),
                message,
            ))
        }
        Some(_) => Err(wrong_type(name, "a string")),
    }
}

pub(super) fn wrong_type(name: &str, wanted: &str) -> ApiError {
    let message = format!("Invalid type for '{name}': expected {wanted}.");
    ApiError::invalid(Some(name), Some("invalid_type"), message)
}

pub(super) fn boolean(body: &Map<String, Value>, name: &str) -> Result<bool, ApiError> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(value)) => Ok(*value),
        Some(_) => Err(wrong_type(name, "a boolean")),
    }
}

/// The effort asked for, or the model's own: medium where it reasons at all.
pub(super) fn effort(given: Option<&Value>, at: &str, model: &str) -> Result<String, ApiError> {
    let reasons = models::reasons(model);
    match given {
        None | Some(Value::Null) => Ok(if reasons { "medium" } else { "none" }.to_owned()),
        Some(Value::String(effort)) if !EFFORTS.contains(&effort.as_str()) => {
            let message = format!("Invalid value: '{effort}'. Supported values are: {EFFORTS:?}.");
            Err(ApiError::invalid(Some(at), Some("invalid_value"), message))
        }
        Some(Value::String(effort)) if reasons => Ok(effort.clone()),
        Some(Value::String(_)) => Err(unsupported(at)),
        Some(_) => Err(wrong_type(at, "a string")),
    }
}

pub(super) fn unsupported(name: &str) -> ApiError {
    let message = format!("Unsupported parameter: '{name}' is not supported with this model.");
    ApiError::invalid(Some(name), Some("unsupported_parameter"), message)
}

/// What both generating endpoints refuse alike.
pub(super) fn check_common(
    body: &Map<String, Value>,
    model: &str,
    effort: &str,
) -> Result<(), ApiError> {
    let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    // A model that reasons takes no sampling parameters.
    if models::reasons(model) && effort != "none" {
        for name in ["temperature", "top_p"] {
            if has(name) {
                return Err(unsupported(name));
            }
        }
    }
    if let Some(identifier) = body.get("safety_identifier").and_then(Value::as_str)
        && identifier.len() > SAFETY_IDENTIFIER_MAX
    {
        let message = format!(
            "Invalid 'safety_identifier': string too long. Expected a string with maximum length \
             {SAFETY_IDENTIFIER_MAX}."
        );
        let code = Some("string_above_max_length");
        return Err(ApiError::invalid(Some("safety_identifier"), code, message));
    }
    Ok(())
}

fn check_limits(body: &Map<String, Value>, model: &str, effort: &str) -> Result<(), ApiError> {
    check_common(body, model, effort)?;
    let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    if has("max_output_tokens") {
        let name = "max_output_tokens";
        let given = body[name]
            .as_u64()
            .ok_or_else(|| wrong_type(name, "an integer"))?;
        if given < MAX_OUTPUT_TOKENS_MIN {
            let message = format!(
                "Invalid '{name}': integer below minimum value. Expected a value >= \
                 {MAX_OUTPUT_TOKENS_MIN}, but got {given} instead."
            );
            let code = Some("integer_below_min_value");
            return Err(ApiError::invalid(Some(name), code, message));
        }
    }
    Ok(())
}

/// The user's text, and all text, of an `input` in either of its forms.
fn read_input(body: &Map<String, Value>) -> Result<(String, String), ApiError> {
    let items = match body.get("input") {
        Some(Value::String(text)) => return Ok((text.clone(), text.clone())),
        Some(Value::Array(items)) if !items.is_empty() => items,
        None | Some(Value::Null) => {
            let message = "Missing required parameter: 'input'.";
            let code = Some("missing_required_parameter");
            return Err(ApiError::invalid(Some("input"), code, message));
        }
        Some(_) => return Err(wrong_type("input", "a string or a list of items")),
    };
    let (mut user, mut all) = (String::new(), String::new());
    for (index, item) in items.iter().enumerate() {
        let kind = item
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or("message");
        if kind != "message" {
            continue;
        }
        let role = item.get("role").and_then(Value::as_str).unwrap_or_default();
        if !ROLES.contains(&role) {
            let param = format!("input[{index}].role");
            let message = format!("Invalid value: '{role}'. Supported values are: {ROLES:?}.");
            return Err(ApiError::invalid(
                Some(&param),
                Some("invalid_value"),
                message,
            ));
        }
        let text = content_text(item.get("content"), index)?;
        if role == "user" {
            user.push_str(&text);
            user.push('\n');
        }
        all.push_str(&text);
        all.push('\n');
    }
    Ok((user, all))
}

fn content_text(content: Option<&Value>, index: usize) -> Result<String, ApiError> {
    let param = format!("input[{index}].content");
    let parts = match content {
        Some(Value::String(text)) => return Ok(text.clone()),
        Some(Value::Array(parts)) => parts,
        _ => return Err(wrong_type(&param, "a string or a list of content parts")),
    };
    let mut text = String::new();
    for part in parts {
        match part.get("type").and_then(Value::as_str) {
            Some("input_text" | "output_text") => {
                text.push_str(part.get("text").and_then(Value::as_str).unwrap_or_default());
            }
            Some("input_image" | "input_file" | "refusal") => {}
            other => {
                let message = format!(
                    "Invalid value: '{}'. Supported values are: 'input_text', 'input_image', \
                     'output_text', 'refusal' and 'input_file'.",
                    other.unwrap_or_default()
                );
                return Err(ApiError::invalid(
                    Some(&param),
                    Some("invalid_value"),
                    message,
                ));
            }
        }
    }
    Ok(text)
}

fn format(body: &Map<String, Value>) -> Result<Format, ApiError> {
    let Some(format) = body.get("text").and_then(|text| text.get("format")) else {
        return Ok(Format::Text);
    };
    match format.get("type").and_then(Value::as_str) {
        Some("text") => Ok(Format::Text),
        Some("json_object") => Ok(Format::JsonObject),
        Some("json_schema") => strict::read_format(format, "text.format").map(Format::Schema),
        _ => {
            let message = "Invalid value. Supported values are: 'json_object', 'json_schema', and \
                           'text'.";
            Err(ApiError::invalid(
                Some("text.format.type"),
                Some("invalid_value"),
                message,
            ))
        }
    }
}
