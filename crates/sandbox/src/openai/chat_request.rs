//! Reading a `CreateChatCompletionRequest`, as strictly as the real service does.

use serde_json::{Map, Value};

use super::{
    errors::ApiError,
    models,
    request::{Ask, boolean, check_common, effort, known, unsupported, wrong_type},
    strict,
};
use crate::writer::Format;

/// The parameters of the public description that this stand-in knows; any other is refused.
const PARAMETERS: [&str; 27] = [
    "frequency_penalty",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "moderation",
    "n",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "top_p",
    "user",
    "verbosity",
];
const ROLES: [&str; 4] = ["developer", "system", "user", "assistant"];

/// A request that can be answered, and whether its stream ends with what it used.
#[derive(Debug)]
pub(super) struct ChatAsk {
    pub(super) ask: Ask,
    pub(super) include_usage: bool,
}

impl ChatAsk {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ApiError> {
        let (body, model) = known(bytes, &PARAMETERS)?;
        let effort = effort(body.get("reasoning_effort"), "reasoning_effort", &model)?;
        check_common(&body, &model, &effort)?;
        let (user_text, all_text) = messages(&body)?;
        let options = body.get("stream_options");
        let include_usage = options.and_then(|options| options.get("include_usage"));
        let stream = boolean(&body, "stream")?;
        if !stream && options.is_some_and(|options| !options.is_null()) {
            let message =
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.";
            return Err(ApiError::invalid(Some("stream_options"), None, message));
        }
        Ok(Self {
            include_usage: include_usage == Some(&Value::Bool(true)),
            ask: Ask {
                stream,
                format: format(&body)?,
                max_output_tokens: limit(&body, &model)?,
                model,
                effort,
                user_text,
                all_text,
                body,
            },
        })
    }
}

/// The most tokens; its older name is not taken by models that reason.
fn limit(body: &Map<String, Value>, model: &str) -> Result<Option<u64>, ApiError> {
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    if given("max_tokens").is_some() && models::reasons(model) {
        return Err(unsupported("max_tokens"));
    }
    let name = if given("max_tokens").is_some() {
        "max_tokens"
    } else {
        "max_completion_tokens"
    };
    let Some(value) = given(name) else {
        return Ok(None);
    };
    let tokens = value.as_u64().filter(|tokens| *tokens > 0);
    tokens
        .map(Some)
        .ok_or_else(|| wrong_type(name, "a positive integer"))
}

/// The user's text, and all text.
fn messages(body: &Map<String, Value>) -> Result<(String, String), ApiError> {
    let messages = body.get("messages").and_then(Value::as_array);
    let Some(messages) = messages.filter(|messages| !messages.is_empty()) else {
        let message = "Missing required parameter: 'messages'.";
        let code = Some("missing_required_parameter");
        return Err(ApiError::invalid(Some("messages"), code, message));
    };
    let (mut user, mut all) = (String::new(), String::new());
    for (index, message) in messages.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str).unwrap_or("");
        if !ROLES.contains(&role) {
            let param = format!("messages[{index}].role");
            let message = format!("Invalid value: '{role}'. Supported values are: {ROLES:?}.");
            let code = Some("invalid_value");
            return Err(ApiError::invalid(Some(&param), code, message));
        }
        let text = content(message.get("content"), index)?;
        if role == "user" {
            user.push_str(&text);
            user.push('\n');
        }
        all.push_str(&text);
        all.push('\n');
    }
    Ok((user, all))
}

fn content(content: Option<&Value>, index: usize) -> Result<String, ApiError> {
    match content {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            Ok(texts.collect())
        }
        _ => {
            let param = format!("messages[{index}].content");
            Err(wrong_type(&param, "a string or a list of content parts"))
        }
    }
}

fn format(body: &Map<String, Value>) -> Result<Format, ApiError> {
    let Some(format) = body.get("response_format").filter(|it| !it.is_null()) else {
        return Ok(Format::Text);
    };
    match format.get("type").and_then(Value::as_str) {
        Some("text") => Ok(Format::Text),
        Some("json_object") => Ok(Format::JsonObject),
        Some("json_schema") => {
            let at = "response_format.json_schema";
            let schema = format.get("json_schema").unwrap_or(&Value::Null);
            strict::read_format(schema, at).map(Format::Schema)
        }
        _ => {
            let message =
                "Invalid value. Supported values are: 'json_object', 'json_schema', and 'text'.";
            let code = Some("invalid_value");
            Err(ApiError::invalid(
                Some("response_format.type"),
                code,
                message,
            ))
        }
    }
}
